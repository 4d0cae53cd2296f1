"""The letters of the relationship record. None carries a word that was written in confidence."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from core import dates
from core.web import absolute_url
from notifications.kinds import Letter, Link, letter
from notifications.models import Message
from programs.models import Phase
from relationships import rules
from relationships.letter_context import LetterContext, scene, scene_left
from relationships.member_loss import may_wish, what_next
from relationships.models import Activity, Closing, PhaseProposal, Status
from relationships.wording import phase_news, transition_name

Write = Callable[[LetterContext], Letter | None]


def pair_letter(name: str, *statuses: Status) -> Callable[[Write], Write]:
    """Declare a letter that is sent only while the relationship has one of ``statuses``.

    The function that writes it may find it no longer wanted, and answers None.
    """

    def declare(write: Write) -> Write:
        def compose(message: Message) -> Letter | None:
            found = scene(message)
            if found is None or found.me.relationship.status not in statuses:
                return None
            return write(found)

        letter(name)(compose)
        return write

    return declare


RUNNING = (Status.ACTIVE, Status.PAUSED)


@pair_letter("relationships.proposed", Status.PROPOSED)
def proposed(scene: LetterContext) -> Letter:
    return Letter(
        subject=_("A proposal for you: %(name)s") % {"name": scene.partner_name},
        paragraphs=(
            _("We would like to bring you together with %(name)s in %(program)s.")
            % {"name": scene.names, "program": scene.program},
            _(
                "Read why we think you would be a good fit, and say yes or no by %(day)s."
                " Either answer is fine."
            )
            % {"day": dates.day(scene.me.relationship.answer_by)},
        ),
        button=scene.button(_("Read the proposal")),
    )


@letter("relationships.proposal_reminder")
def proposal_reminder(message: Message) -> Letter | None:
    found = scene(message)
    if found is None or found.me.accepted or found.me.relationship.status != Status.PROPOSED:
        return None
    return Letter(
        subject=_("%(us)s: please answer") % {"us": found.us},
        paragraphs=(
            _("The proposal in %(program)s waits for your answer until %(day)s.")
            % {
                "program": found.program,
                "day": dates.day(found.me.relationship.answer_by),
            },
        ),
        button=found.button(_("Answer the proposal")),
    )


@pair_letter("relationships.introduction", *RUNNING)
def introduction(scene: LetterContext) -> Letter:
    relationship = scene.me.relationship
    if relationship.is_talk:
        return _talk_begins(scene)
    return _many_begin(scene) if relationship.is_many else _pair_begins(scene)


def _pair_begins(scene: LetterContext) -> Letter:
    first_step = (
        _("%(name)s is waiting for your invitation: you make the first move.")
        if scene.partner.is_mentor
        else _("%(name)s will suggest a first meeting; help them to find a time.")
    )
    return Letter(
        subject=_("You and %(name)s start mentoring") % {"name": scene.partner_name},
        paragraphs=(
            _("You have both said yes. Meet for the first time within two weeks."),
            first_step % {"name": scene.partner_name},
            _(
                "What you write to each other stays between the two of you. Either of you may"
                " end this at any time, without a reason and without blame."
            ),
        ),
        button=scene.button(_("Plan the first session"), "session_plan"),
        footnote=_("You can write to %(name)s at %(email)s.")
        % {"name": scene.partner_name, "email": scene.partner.user.email},
    )


def _many_begin(scene: LetterContext) -> Letter:
    return Letter(
        subject=_("%(us)s begins") % {"us": scene.us},
        paragraphs=(
            _("You meet %(names)s. Find a first date within two weeks.") % {"names": scene.names},
            _(
                "What is said in the group stays there. Anybody may leave at any time,"
                " without a reason and without blame."
            ),
        ),
        button=scene.button(_("Plan the first session"), "session_plan"),
    )


def _talk_begins(scene: LetterContext) -> Letter:
    first_step = (
        _("%(name)s is waiting for you to suggest a time.")
        if scene.partner.is_mentor
        else _("%(name)s will suggest a time; help them to find one.")
    )
    return Letter(
        subject=_("You and %(name)s: one talk") % {"name": scene.partner_name},
        paragraphs=(
            _("You have both said yes to one conversation, and to nothing more."),
            first_step % {"name": scene.partner_name},
            _("What you talk about stays between the two of you."),
        ),
        button=scene.button(_("Suggest a time"), "session_plan"),
        footnote=_("You can write to %(name)s at %(email)s.")
        % {"name": scene.partner_name, "email": scene.partner.user.email},
    )


@pair_letter("relationships.proposal_closed", Status.CONCLUDED)
def proposal_closed(scene: LetterContext) -> Letter:
    return Letter(
        subject=_("The proposal in %(program)s is closed") % {"program": scene.program},
        paragraphs=(
            _("The proposal to bring you together with %(name)s did not work out.")
            % {"name": scene.partner_name},
            what_next(scene.me),
        ),
    )


@letter("relationships.phase_proposed")
def phase_proposed(message: Message) -> Letter | None:
    proposal = PhaseProposal.objects.filter(
        pk=message.context["proposal"], confirmed_at=None, closed_at=None
    ).first()
    found = scene(message)
    if proposal is None or found is None or not found.me.relationship.is_running:
        return None
    step = {"name": found.author_name, "step": transition_name(proposal.transition)}
    return Letter(
        subject=_("%(name)s proposes %(step)s") % step,
        paragraphs=(
            _("%(name)s proposes %(step)s. Confirm, or say “not now”.") % step,
            *found.to_many(_("It begins when more than half of you have agreed.")),
        ),
        button=found.button(_("Read and answer")),
    )


@letter("relationships.phase_changed")
def phase_changed(message: Message) -> Letter | None:
    found = scene(message)
    if found is None or not found.me.relationship.is_running:
        return None
    headline, meaning = phase_news(message.context["transition"])
    return Letter(
        subject=_("%(us)s: %(news)s") % {"us": found.us, "news": headline},
        paragraphs=(meaning,),
        button=found.button(_("See what comes next")),
    )


@pair_letter("relationships.corrected", Status.ACTIVE)
def corrected(scene: LetterContext) -> Letter:
    phase = str(Phase(scene.me.relationship.phase).label).lower()
    subject = scene.told(
        _("%(us)s are back in the %(phase)s phase"), _("%(us)s is back in %(phase)s")
    )
    return Letter(
        subject=subject % {"us": scene.us, "phase": phase},
        paragraphs=(
            _("Your coordinator has corrected a phase that was confirmed by mistake."),
            scene.told(
                _("Nothing you wrote has changed. Your history shows the correction to both."),
                _("Nothing you wrote has changed. Your history shows the correction to all."),
            ),
        ),
        button=scene.button(_("Open your record")),
    )


@pair_letter("relationships.agreement_proposed", *RUNNING)
def agreement_proposed(scene: LetterContext) -> Letter:
    return Letter(
        subject=_("%(name)s has written your agreement") % {"name": scene.author_name},
        paragraphs=(
            scene.told(
                _(
                    "Read it and confirm it, or change it. It takes effect when you have both"
                    " confirmed it."
                ),
                _("Read it and confirm it, or change it. It holds when all of you have."),
            ),
        ),
        button=scene.button(_("Read the agreement"), "agreement"),
    )


@pair_letter("relationships.goal_proposed", *RUNNING)
def goal_proposed(scene: LetterContext) -> Letter:
    return Letter(
        subject=_("%(name)s proposes a goal") % {"name": scene.author_name},
        paragraphs=(_("Read it and agree, or talk about it in your next session."),),
        button=scene.button(_("Read the goal")),
    )


@letter("relationships.activity_planned")
def activity_planned(message: Message) -> Letter | None:
    """Not when it has been settled or taken away before anybody could read of it."""
    rows = Activity.objects.filter(pk=message.context["activity"], goal__closed_at=None)
    activity, found = rows.select_related("owner").first(), scene(message)
    if found is None or activity is None or not activity.is_open:
        return None
    if not found.me.relationship.is_running:
        return None
    mine = activity.owner_id == found.me.pk
    url = absolute_url(
        "goal_detail", relationship=message.context["relationship"], goal=activity.goal_id
    )
    return Letter(
        subject=(
            _("%(name)s has planned an activity for you")
            if mine
            else _("%(name)s has planned an activity")
        )
        % {"name": found.author_name},
        paragraphs=(
            _("It is one step toward a goal of yours: something done between your sessions."),
            _("Read it, and say if it should be another day, or something else."),
        ),
        button=Link(_("Read the plan"), url),
    )


@pair_letter("relationships.thanked", *RUNNING)
def thanked(scene: LetterContext) -> Letter:
    return Letter(
        subject=_("%(name)s thanks you") % {"name": scene.author_name},
        paragraphs=(
            _(
                "%(name)s has written you a thank-you note. Nobody outside your mentoring can"
                " read it."
            )
            % {"name": scene.author_name},
        ),
        button=scene.button(_("Read it"), "closing"),
    )


@pair_letter("relationships.story_written", *RUNNING, Status.CONCLUDED)
def story_written(scene: LetterContext) -> Letter:
    return Letter(
        subject=_("%(name)s has written your story") % {"name": scene.author_name},
        paragraphs=(
            _(
                "Read it, and say whether others may. Nobody else sees it unless you consent,"
                " and you can withdraw your consent at any time."
            ),
        ),
        button=scene.button(_("Read our story"), "story"),
    )


@pair_letter("relationships.ended", Status.CONCLUDED)
def ended(scene: LetterContext) -> Letter:
    return Letter(
        subject=_("Your mentoring with %(name)s has ended") % {"name": scene.partner_name},
        paragraphs=(
            _(
                "This mentoring relationship has been concluded under the no-fault rule; no reason "
                "is asked or given."
            ),
            *_help(scene),
        ),
        button=_to_the_wish(scene),
    )


def _help(scene: LetterContext) -> tuple[str, ...]:
    """What happens next, and where the reader is asked, what they can choose."""
    if not may_wish(scene.me):
        return (what_next(scene.me),)
    choose = scene.told(
        _("Say what you would like next: another match, to wait, or to leave."),
        _("Say what you would like next: another group, to wait, or to leave."),
    )
    return what_next(scene.me), choose


def _to_the_wish(scene: LetterContext) -> Link:
    asked = may_wish(scene.me)
    return scene.button(_("Say what you would like next") if asked else _("Open the record"))


@pair_letter("relationships.ended_administratively", Status.CONCLUDED)
def ended_administratively(scene: LetterContext) -> Letter:
    """It names nobody: a leaver, a coordinator and a safeguarding contact end it alike."""
    return Letter(
        subject=_("Your mentoring with %(name)s has ended") % {"name": scene.partner_name},
        paragraphs=(
            _("Your mentoring in %(program)s has ended for administrative reasons.")
            % {"program": scene.program},
            _("This says nothing about you, and what you wrote stays readable to you."),
            *_help(scene),
        ),
        button=_to_the_wish(scene),
    )


@pair_letter("relationships.paused", Status.PAUSED)
def paused(scene: LetterContext) -> Letter:
    return _paused(scene)


@pair_letter("relationships.paused_for_longer", Status.PAUSED)
def paused_for_longer(scene: LetterContext) -> Letter:
    """After a coordinator has agreed; it does not say who asked."""
    return _paused(scene, _("Your coordinator has agreed to a longer pause."))


def _paused(scene: LetterContext, *first: str) -> Letter:
    until = scene.me.relationship.resume_on
    return Letter(
        subject=scene.told(_("You and %(name)s are on pause"), _("%(name)s pauses"))
        % {"name": scene.partner_name},
        paragraphs=(
            *first,
            _("Your mentoring is paused until %(day)s. You will get no reminders until then.")
            % {"day": dates.day(until)},
            _(
                "Sessions planned before that day are called off. Your record suggests the first "
                "date after it."
            ),
        ),
        button=scene.button(_("Open the record")),
    )


@pair_letter("relationships.resumed", Status.ACTIVE)
def resumed(scene: LetterContext) -> Letter:
    return Letter(
        subject=scene.told(_("You and %(name)s are back"), _("%(name)s continues"))
        % {"name": scene.partner_name},
        paragraphs=(_("Your mentoring continues. A good first step: agree on the next session."),),
        button=scene.button(_("Plan a session"), "session_plan"),
    )


@pair_letter("relationships.concluding", Status.ACTIVE)
def concluding(scene: LetterContext) -> Letter | None:
    """To who has not concluded yet; it does not tell what anybody chose."""
    since = scene.me.relationship.phase_since
    if since is None:
        return None
    names = {
        "name": scene.partner_name,
        "day": dates.day(rules.completes_at(since)),
    }
    return Letter(
        subject=scene.told(
            _("%(name)s has concluded; now it is your turn"),
            _("%(name)s: somebody has concluded; now it is your turn"),
        )
        % names,
        paragraphs=(
            scene.told(
                _("Each of you concludes for themselves and says what comes after."),
                _("Each of you concludes for themselves; more than half of you are enough."),
            ),
            _("If you do nothing, your mentoring is completed by itself on %(day)s.") % names,
        ),
        button=scene.button(_("Conclude for my part"), "complete"),
    )


@pair_letter("relationships.completed", Status.CONCLUDED)
def completed(scene: LetterContext) -> Letter:
    return _completed(scene)


@pair_letter("relationships.closed_by_coordinator", Status.CONCLUDED)
def closed_by_coordinator(scene: LetterContext) -> Letter:
    """A proposal to finish winding up found no answer, so that a coordinator has closed it."""
    return _completed(
        scene,
        _(
            "Your coordinator has closed it as completed, because a proposal to finish winding up"
            " waited for an answer for 14 days."
        ),
    )


def _completed(scene: LetterContext, *first: str) -> Letter:
    return Letter(
        subject=scene.told(
            _("You and %(name)s have completed your mentoring"), _("%(name)s is complete")
        )
        % {"name": scene.partner_name},
        paragraphs=(
            *first,
            scene.told(
                _("Thank you, both. The two of you can still read your record."),
                _("Thank you, all. Everybody in it can still read your record."),
            ),
        ),
        button=scene.button(_("Look back")),
    )


@pair_letter("relationships.member_left", *RUNNING)
def member_left(scene: LetterContext) -> Letter:
    """To those who stay; no name, no reason."""
    return Letter(
        subject=_("A member has left %(name)s") % {"name": scene.partner_name},
        paragraphs=(
            _("The group continues without them. As always, no reason is asked or given."),
            _("What was said in the group stays there, for those who leave and those who stay."),
        ),
        button=scene.button(_("Open your group")),
    )


@letter("relationships.left")
def left(message: Message) -> Letter | None:
    """To the one who has left."""
    found = scene_left(message)
    if found is None:
        return None
    return Letter(
        subject=_("You have left %(name)s") % {"name": found.partner_name},
        paragraphs=(
            _("The others have been told that a member has left, without a reason."),
            *_help(found),
        ),
        button=_to_the_wish(found),
    )


@letter("relationships.removed")
def removed(message: Message) -> Letter | None:
    """To the one whom a coordinator has removed."""
    found = scene_left(message)
    if found is None:
        return None
    words = (
        _("Your coordinator has removed you from the circle %(name)s.")
        if found.me.relationship.is_circle
        else _("Your coordinator has removed you from the group %(name)s.")
    )
    return Letter(
        subject=_("You no longer belong to %(name)s") % {"name": found.partner_name},
        paragraphs=(
            words % {"name": found.partner_name},
            _("The others have been told that a member has left, without a reason."),
            *_help(found),
        ),
        button=_to_the_wish(found),
    )


@letter("relationships.talk_thanked")
def talk_thanked(message: Message) -> Letter | None:
    """To the other one, who may still say thanks; nothing of what was written or wished."""
    found = scene(message)
    if found is None or found.me.wants_more is not None:
        return None
    return Letter(
        subject=_("%(name)s has thanked you for the talk") % {"name": found.partner_name},
        paragraphs=(
            *_words_for(found),
            _("Say thanks too, and say privately whether you would like to continue."),
        ),
        button=found.button(_("Open the talk")),
    )


def _words_for(found: LetterContext) -> tuple[str, ...]:
    """That the other has written something, where they have."""
    rows = Closing.objects.filter(member=found.partner, thanked_at__isnull=False)
    return (_("There is a message for you on the page of your talk."),) if rows.exists() else ()
