"""Why no run looks at somebody, in words: for coordinators, and for the people themselves."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import dates
from profiles.eligibility import AGAIN, HOLDING, Obstacle, Standing
from profiles.models import Enrollment
from programs.models import Choice

Words = str | Promise

AFTER_ENDING = frozenset({Obstacle.LEAVING, Obstacle.NOT_NOW, Obstacle.COMPLETED})
"""What somebody chose after an ending: for the coordinators, and never for the former partner."""


@dataclass(frozen=True)
class CandidateRow:
    """Somebody in the waiting list of a program, or left out of it, as a coordinator sees them.

    ``holds``: a request or a talk of theirs is live and keeps them out of the runs;
    ``is_included``: a coordinator decided to match them anyway.
    """

    enrollment: Enrollment
    why: str
    since: str
    tags: tuple[Words, ...] = ()
    holds: bool = False
    is_included: bool = False


def row(enrollment: Enrollment, found: Standing, shared: Collection[str]) -> CandidateRow:
    """``shared``: ids of relationships that the reader was in."""
    is_former_partner = _is_former_partner(found, shared)
    return CandidateRow(
        enrollment=enrollment,
        why=_("Is not looking for a match at the moment") if is_former_partner else why(found),
        since="" if is_former_partner else dates.day(found.since),
        tags=() if _was_in(found, shared) else _tags(found),
        holds=found.obstacle in HOLDING,
        is_included=found.can_be_matched and bool(found.facts.contacts),
    )


@dataclass(frozen=True)
class ProgramPosition:
    """Where somebody is in a program, for a coordinator: ``words``, ``since`` a day, ``position``
    in the line (0 outside it), and the id of their open ``relationship`` ("" for none)."""

    words: str
    since: str = ""
    position: int = 0
    relationship: str = ""
    wants_to_leave: bool = False


def place(found: Standing, position: int, shared: Collection[str]) -> ProgramPosition:
    """``position`` in the line, 0 outside it; ``shared``: ids of relationships of the reader."""
    if _is_former_partner(found, shared):
        return ProgramPosition(_("Is not looking for a match at the moment"))
    has_not_said = found.has_not_answered and not _was_in(found, shared)
    return ProgramPosition(
        words=_in_words(found, has_not_said=has_not_said),
        since=dates.day(found.since) if found.since else "",
        position=position,
        relationship=found.facts.open_record,
        wants_to_leave=wants_to_leave(found, shared),
    )


def _in_words(found: Standing, *, has_not_said: bool) -> str:
    if has_not_said and found.is_waiting:
        return _("Is waiting to be matched, and has not said yet what they would like next")
    if found.can_be_matched and found.facts.is_mentor:
        free = {"free": found.facts.free, "capacity": found.facts.capacity}
        return _("Can be matched: %(free)d of %(capacity)d places are free") % free
    return str(_PLACES[found.obstacle]()) if found.obstacle in _PLACES else why(found)


def wants_to_leave(found: Standing | None, shared: Collection[str]) -> bool:
    """Whether somebody has said that they would like to leave, as far as the reader may know, who
    belongs to the relationships ``shared``."""
    is_leaving = found is not None and found.obstacle is Obstacle.LEAVING
    return is_leaving and found is not None and not _is_former_partner(found, shared)


def relationships_of(user: User) -> set[str]:
    """The ids of the relationships ``user`` is or was in."""
    rows = Enrollment.objects.order_by().filter(memberships__user=user)
    return {str(key) for key in rows.values_list("memberships__relationship", flat=True)}


def why(found: Standing) -> str:
    """What keeps somebody from being matched, for a coordinator; "" for nothing."""
    return str(_WHY[found.obstacle]()) if found.obstacle in _WHY else ""


def own_words(enrollment: Enrollment, found: Standing) -> str:
    """The same for the person themselves, with what they can do about it; "" for nothing."""
    if found.has_not_answered:
        return _(
            "You have not said yet what you would like next. Until you do, a match can be proposed"
            " to you."
        )
    if found.obstacle is Obstacle.FULL and found.facts.free_to_ask:
        return _held_words(enrollment)
    if found.obstacle not in _OWN:
        return ""
    return _OWN[found.obstacle](enrollment)


def _held_words(enrollment: Enrollment) -> str:
    """Runs give no held place away; whom the mentor takes is for the mentor to say."""
    held = _(
        "Your free place is held for somebody who has asked you or is talking with you, so nobody"
        " new is proposed to you."
    )
    if enrollment.program.choice != Choice.REQUESTS:
        return held
    return f"{held} {_('Others can still ask you, and you decide whom you say yes to.')}"


def may_ask_again(found: Standing | None) -> bool:
    """Whether the person can say that they would like to be matched again."""
    return found is not None and found.obstacle in AFTER_ENDING


def _is_former_partner(found: Standing, shared: Collection[str]) -> bool:
    return found.obstacle in AFTER_ENDING and _was_in(found, shared)


def _was_in(found: Standing, shared: Collection[str]) -> bool:
    ending = found.facts.ending
    return ending is not None and ending.relationship in shared


def _tags(found: Standing) -> tuple[Words, ...]:
    facts = found.facts
    if found.has_not_answered:
        return (gettext_lazy("has not said yet what comes next"),)
    wants_again = facts.ending is not None and facts.ending.wish == AGAIN
    return (gettext_lazy("wants another match"),) if wants_again and found.is_waiting else ()


_WHY: Mapping[Obstacle, Callable[[], str]] = {
    Obstacle.DEACTIVATED: lambda: _("The account is deactivated"),
    Obstacle.PAUSED: lambda: _("The mentoring is paused"),
    Obstacle.LEAVING: lambda: _("Would like to leave the program"),
    Obstacle.NOT_NOW: lambda: _("Does not want a match now, perhaps later"),
    Obstacle.COMPLETED: lambda: _("Has completed, and has not asked for another match"),
    Obstacle.UNORIENTED: lambda: _("Has not finished the orientation"),
    Obstacle.AWAY: lambda: _("Is away"),
    Obstacle.ASKING: lambda: _("Has asked somebody and is waiting for the answer"),
    Obstacle.TALKING_FIRST: lambda: _("Has asked somebody who would like to talk first"),
    Obstacle.TALKING: lambda: _("Has an introductory talk open"),
}


_PLACES: Mapping[Obstacle, Callable[[], str]] = {
    Obstacle.NONE: lambda: _("Is waiting to be matched"),
    Obstacle.NOT_APPROVED: lambda: _("Does not take part"),
    Obstacle.NOT_OPEN: lambda: _("Nobody is matched in this program at the moment"),
    Obstacle.PROPOSED: lambda: _("A proposal is waiting for an answer"),
    Obstacle.MATCHED: lambda: _("Is matched, and the mentoring is active"),
    Obstacle.FULL: lambda: _("Cannot be matched now: no place is free"),
}


_OWN: Mapping[Obstacle, Callable[[Enrollment], str]] = {
    Obstacle.NOT_OPEN: lambda _row: _("Nobody is matched in this program at the moment."),
    Obstacle.LEAVING: lambda _row: _(
        "You told us that you would like to leave the program, so nobody is proposed to you. You"
        " can leave below, or tell us that you have changed your mind."
    ),
    Obstacle.NOT_NOW: lambda _row: _(
        "You told us that you do not want a match now, so nobody is proposed to you. Tell us when"
        " that changes."
    ),
    Obstacle.COMPLETED: lambda _row: _(
        "You have completed your mentoring here, so nobody is proposed to you. Tell us when you"
        " would like another match."
    ),
    Obstacle.UNORIENTED: lambda _row: _("You can be matched once you have done the orientation."),
    Obstacle.AWAY: lambda _row: _("You are away, so nobody new is proposed to you."),
    Obstacle.ASKING: lambda _row: _(
        "You have asked somebody. Until the answer is there, nobody else is proposed to you unless"
        " the coordinators decide otherwise."
    ),
    Obstacle.TALKING_FIRST: lambda _row: _(
        "You have asked somebody who would like to talk with you first. Until they decide, nobody"
        " else is proposed to you unless the coordinators decide otherwise."
    ),
    Obstacle.TALKING: lambda _row: _(
        "You have an introductory talk open. Until you tell us that it is over, nobody is proposed"
        " to you unless the coordinators decide otherwise."
    ),
    Obstacle.FULL: lambda _row: _("All your places are taken, so nobody new is proposed to you."),
}
