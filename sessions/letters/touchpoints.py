"""The letters of touchpoints that ask nothing: a word at the right moment, and what helps."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from core import dates
from notifications.kinds import Letter, Link
from programs import queries as program_queries
from programs.touchpoints import BY_KEY
from relationships.facts import confirmed_agreement
from relationships.letter_context import LetterContext
from relationships.letters.declaration import Write, pair_letter
from relationships.models import Status
from sessions.models import SessionKind


def is_sent(people: LetterContext, key: str) -> bool:
    """Whether the program still wants this touchpoint: it may have been switched off since."""
    return program_queries.sends(people.me.relationship.program, key)


TOUCHPOINT_LETTERS: dict[str, Write] = {}
"""The letters of touchpoints that ask nothing, by key (``programs.touchpoints``)."""


def touchpoint(key: str, status: Status = Status.ACTIVE) -> Callable[[Write], Write]:
    """Declare the letter of the touchpoint ``key``, sent while the relationship has ``status``
    and the program has not switched the touchpoint off."""

    def declare(write: Write) -> Write:
        def unless_switched_off(people: LetterContext) -> Letter | None:
            return write(people) if is_sent(people, key) else None

        TOUCHPOINT_LETTERS[key] = write
        pair_letter(f"sessions.{key}", BY_KEY[key].title, status)(unless_switched_off)
        return write

    return declare


def _end(people: LetterContext) -> dict[str, str]:
    """The day on which the two plan to end."""
    end = people.me.relationship.expected_end_on
    return {"day": dates.day(end)}


def _plan_button(people: LetterContext) -> Link:
    return people.button(_("Plan a session"), "session_plan")


@touchpoint("schedule_next")
def schedule_next(people: LetterContext) -> Letter | None:
    if people.me.relationship.next_session_at:
        return None
    return Letter(
        subject=_("When do you meet %(name)s next?") % {"name": people.partner_name},
        paragraphs=(_("You have no next session yet. Suggest a time while it is fresh."),),
        button=_plan_button(people),
    )


@touchpoint("welcome")
def welcome(people: LetterContext) -> Letter:
    """Who looks after the program, by name, so that nobody has to look for help."""
    staff = people.me.relationship.program.staff.select_related("user")
    names = [f"{coordinator.user} ({coordinator.user.email})" for coordinator in staff]
    return Letter(
        subject=_("Welcome to %(program)s") % {"program": people.program},
        paragraphs=(
            _("You have begun with %(name)s. A good start takes a few meetings close together.")
            % {"name": people.partner_name},
            _("If something gets in the way, write to: %(names)s.") % {"names": ", ".join(names)},
            _("They see that you meet, never what you talk about."),
        ),
        button=people.button(_("Open your record")),
    )


@touchpoint("first_meeting_late")
def first_meeting_late(people: LetterContext) -> Letter | None:
    if people.me.relationship.sessions_held:
        return None
    return Letter(
        subject=_("Your first meeting with %(name)s") % {"name": people.partner_name},
        paragraphs=(
            people.told(
                _("You have both said yes, and have not met yet."),
                _("You have all said yes, and have not met yet."),
            ),
            _(
                "Half an hour is enough to start. Your coordinator can help if something gets"
                " in the way."
            ),
        ),
        button=_plan_button(people),
    )


@touchpoint("agreement_status")
def agreement_status(people: LetterContext) -> Letter | None:
    if confirmed_agreement(people.me.relationship):
        return None
    return Letter(
        subject=_("Your agreement with %(name)s") % {"name": people.partner_name},
        paragraphs=(
            _("Now is a good moment to settle how you work together: it takes ten minutes."),
        ),
        button=people.button(_("Write or confirm the agreement"), "agreement"),
    )


@touchpoint("goals_status")
def goals_status(people: LetterContext) -> Letter | None:
    if people.me.relationship.goals.filter(confirmed_at__isnull=False).exists():
        return None
    return Letter(
        subject=_("A first goal with %(name)s") % {"name": people.partner_name},
        paragraphs=(_("You have not agreed on a goal yet. One is enough to begin with."),),
        button=people.button(_("Propose a goal"), "goal_new"),
    )


@touchpoint("mid_point")
def mid_point(people: LetterContext) -> Letter:
    return Letter(
        subject=_("Halfway: look back together"),
        paragraphs=(
            _("Take one session with %(name)s to go through your goals and how you work together.")
            % {"name": people.partner_name},
            _(
                "What has moved forward, and what has not? Are the rhythm and the end date"
                " still right?"
            ),
        ),
        button=_plan_button(people),
    )


@touchpoint("ending_well")
def ending_well(people: LetterContext) -> Letter:
    return Letter(
        subject=_("Ending well begins now"),
        paragraphs=(
            _(
                "You plan to end on %(day)s. Talk about how you want to finish, and what comes"
                " after."
            )
            % _end(people),
        ),
        button=people.button(_("Open your record")),
    )


@touchpoint("propose_separation")
def propose_separation(people: LetterContext) -> Letter:
    return Letter(
        subject=_("Is it time for separation?"),
        paragraphs=(
            people.told(
                _(
                    "You plan to end on %(day)s. One of you proposes to start winding up, the"
                    " other confirms."
                ),
                _(
                    "You plan to end on %(day)s. One of you proposes to start winding up; it"
                    " starts when more than half of you agree."
                ),
            )
            % _end(people),
        ),
        button=people.button(_("See what is next")),
    )


@touchpoint("book_closing")
def book_closing(people: LetterContext) -> Letter | None:
    closings = people.me.relationship.sessions.planned().filter(kind=SessionKind.CLOSING)
    if people.me.relationship.closing_held_at or closings.exists():
        return None
    return Letter(
        subject=_("Book your closing conversation"),
        paragraphs=(
            _("You plan to end on %(day)s. Plan the closing conversation, and choose what follows.")
            % _end(people),
        ),
        button=_plan_button(people),
    )


@touchpoint("redefinition_talk")
def redefinition_talk(people: LetterContext) -> Letter | None:
    if people.me.relationship.next_session_at:
        return None
    return Letter(
        subject=_("Meet %(name)s once more, as equals") % {"name": people.partner_name},
        paragraphs=(
            _("Some weeks have passed since you closed. If you both like, meet once more."),
            _(
                "How will you meet from now on? How can you contact each other, and what will"
                " you no longer do?"
            ),
        ),
        button=_plan_button(people),
        footnote=_("You do not have to. Silence after a good ending is fine, too."),
    )


@touchpoint("follow_up", Status.CONCLUDED)
def follow_up(people: LetterContext) -> Letter:
    return Letter(
        subject=_("How have things been since your mentoring with %(name)s?")
        % {"name": people.partner_name},
        paragraphs=(
            _("This is the day you chose to look back on your mentoring with %(name)s.")
            % {"name": people.partner_name},
            _(
                "What has lasted? A few words to each other are enough. And what you learned"
                " may be just what somebody else needs: programs are always looking for"
                " mentors."
            ),
        ),
        button=people.button(_("Look back"), "follow_up"),
    )
