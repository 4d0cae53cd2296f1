"""A proposal, its reminder, and the introduction once both have said yes."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import dates
from notifications.kinds import Letter, letter
from notifications.models import Message
from relationships.letter_context import LetterContext, scene
from relationships.letters.declaration import RUNNING, pair_letter
from relationships.member_loss import what_next
from relationships.models import Status
from relationships.wording import follows_words, is_another_cycle


@pair_letter("relationships.proposed", gettext_lazy("Proposal of a match"), Status.PROPOSED)
def proposed(scene: LetterContext) -> Letter:
    before = follows_words(scene.me.relationship)
    return _proposed_again(scene, before) if before else _proposed_first(scene)


def _proposed_again(scene: LetterContext, before: str) -> Letter:
    """To people who know each other: nothing in it reads like a first meeting."""
    words = {"name": scene.partner_name, "program": scene.program}
    words["day"] = dates.day(scene.me.relationship.answer_by)
    return Letter(
        subject=_("A proposal for you: again with %(name)s") % words,
        paragraphs=(
            _("We would like to bring you together with %(name)s again in %(program)s.") % words,
            before,
            _("Say yes or no by %(day)s. Either answer is fine.") % words,
        ),
        button=scene.button(_("Read the proposal")),
    )


def _proposed_first(scene: LetterContext) -> Letter:
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


@letter("relationships.proposal_reminder", gettext_lazy("A proposal waits for an answer"))
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


@pair_letter("relationships.introduction", gettext_lazy("Both have said yes"), *RUNNING)
def introduction(scene: LetterContext) -> Letter:
    relationship = scene.me.relationship
    if relationship.is_talk:
        return _talk_begins(scene)
    return _many_begin(scene) if relationship.is_many else _pair_begins(scene)


def _pair_begins(scene: LetterContext) -> Letter:
    is_again = is_another_cycle(scene.me.relationship)
    first_step = (
        _("%(name)s is waiting for your invitation: you make the first move.")
        if scene.partner.is_mentor
        else _("%(name)s will suggest a first meeting; help them to find a time.")
    )
    subject = (
        _("You and %(name)s start another cycle")
        if is_again
        else _("You and %(name)s start mentoring")
    )
    return Letter(
        subject=subject % {"name": scene.partner_name},
        paragraphs=(
            _("You have both said yes. Meet within two weeks, and agree on new goals.")
            if is_again
            else _("You have both said yes. Meet for the first time within two weeks."),
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
                "What is said among you stays there. Anybody may leave at any time,"
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


@pair_letter(
    "relationships.proposal_closed", gettext_lazy("A proposal did not work out"), Status.CONCLUDED
)
def proposal_closed(scene: LetterContext) -> Letter:
    return Letter(
        subject=_("The proposal in %(program)s is closed") % {"program": scene.program},
        paragraphs=(
            _("The proposal to bring you together with %(name)s did not work out.")
            % {"name": scene.partner_name},
            what_next(scene.me),
        ),
    )
