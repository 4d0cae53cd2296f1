"""When to write to a pair: which touchpoints of the program are due (``programs.touchpoints``).

Pure functions: the moment is an argument, days count from the day all have accepted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.conf import settings

from core import local_time
from programs import touchpoints
from programs.models import Phase, Side
from programs.touchpoints import TOUCHPOINTS, Counted, SentWhen, Timing

LATE_BY = timedelta(days=7)
FIT_ASKED_AFTER = 3
USEFUL_ASKED_FROM = 4


@dataclass(frozen=True)
class Pulse:
    """The contact of one active relationship in numbers, as the touchpoints look at it."""

    started_at: datetime
    phase: str
    sessions_held: int = 0
    last_session_at: datetime | None = None
    next_session_at: datetime | None = None
    agreement_confirmed: bool = False
    goals_agreed: int = 0
    closing_held: bool = False
    closing_at: datetime | None = None
    planned_end_at: datetime | None = None
    cadence_days: int = 30
    amber_gap_days: int = 45
    extensions: int = 0
    timing: Timing = field(default_factory=lambda: touchpoints.CLASSIC)


BOTH = (Side.MENTEE.value, Side.MENTOR.value, Side.PEER.value)
MENTEE = (Side.MENTEE.value, Side.PEER.value)


def _working(pulse: Pulse) -> bool:
    return pulse.phase in {Phase.INITIATION, Phase.CULTIVATION}


def _not_closed(pulse: Pulse) -> bool:
    return not pulse.closing_held and pulse.phase != Phase.REDEFINITION


def _nothing_after(pulse: Pulse) -> bool:
    """In redefinition, and nothing is planned any more."""
    closed = pulse.closing_at is not None
    return closed and pulse.phase == Phase.REDEFINITION and pulse.next_session_at is None


CONDITIONS: Mapping[SentWhen, Callable[[Pulse], bool]] = {
    SentWhen.ALWAYS: lambda pulse: True,
    SentWhen.NOTHING_BOOKED: lambda pulse: pulse.sessions_held == 0 and not pulse.next_session_at,
    SentWhen.NONE_HELD: lambda pulse: pulse.sessions_held == 0,
    SentWhen.NOT_AGREED: lambda pulse: not pulse.agreement_confirmed,
    SentWhen.NO_GOAL: lambda pulse: pulse.goals_agreed == 0,
    SentWhen.WORKING: _working,
    SentWhen.NOT_CLOSED: _not_closed,
    SentWhen.NOTHING_AFTER: _nothing_after,
}
"""What a touchpoint with a day depends on."""


@dataclass(frozen=True)
class Due:
    """One touchpoint that is due: ``occasion`` makes it unique in the life of the pair."""

    key: str
    occasion: str
    sides: tuple[str, ...]
    since: datetime


def due_touchpoints(pulse: Pulse, now: datetime) -> list[Due]:
    """Everything that should be written to this pair at ``now``, each with its own occasion.

    What fell due more than a week ago is left alone: nobody is told today what mattered then.
    """
    found = [*_by_day(pulse), *_by_gap(pulse)]
    return [due for due in found if due.since <= now < due.since + LATE_BY]


def _by_day(pulse: Pulse) -> list[Due]:
    return [
        Due(point.key, _occasion(pulse, point.key), BOTH, _moment(pulse, point.key))
        for point in TOUCHPOINTS
        if point.key in pulse.timing
        and isinstance(point.when, SentWhen)
        and CONDITIONS[point.when](pulse)
    ]


def _moment(pulse: Pulse, key: str) -> datetime:
    """When a touchpoint falls due: counted from the start, back from the planned end, or from the
    closing conversation."""
    days, counted = timedelta(days=pulse.timing[key]), touchpoints.BY_KEY[key].counted
    if counted is Counted.END:
        end = pulse.planned_end_at or pulse.started_at + timedelta(days=touchpoints.A_YEAR)
        return end - days
    closing_at = pulse.closing_at if counted is Counted.CLOSING else None
    return (closing_at or pulse.started_at) + days


def _occasion(pulse: Pulse, key: str) -> str:
    """Once in the life of a pair, whatever its day; the end once more after each extension."""
    if touchpoints.BY_KEY[key].counted is Counted.END and pulse.extensions:
        return f"again{pulse.extensions}"
    return "once"


def _by_gap(pulse: Pulse) -> list[Due]:
    """Nothing planned: remind the mentee at the cadence, and both at the amber gap.

    After the closing conversation and after the planned end nobody is asked to meet again.
    """
    last = pulse.last_session_at
    if last is None or pulse.next_session_at is not None or not _meets_on(pulse):
        return []
    occasion = f"after{last:%Y%m%d}"
    found = [
        Due("schedule_next", occasion, MENTEE, last + timedelta(days=pulse.cadence_days)),
        Due("gap", occasion, BOTH, last + timedelta(days=pulse.amber_gap_days)),
    ]
    end = pulse.planned_end_at
    return [due for due in found if due.key in pulse.timing and (not end or due.since < end)]


def _meets_on(pulse: Pulse) -> bool:
    """Whether more sessions lie ahead."""
    has_closed = pulse.phase == Phase.SEPARATION and pulse.closing_held
    return pulse.phase != Phase.REDEFINITION and not has_closed


def met(said: Sequence[bool], *, majority: bool) -> bool | None:
    """What answers to "did you meet?" say together; None while they settle nothing.

    One word is enough until another contradicts it. Then two have to agree, and of a group
    (``majority``) more than half of those who have answered decide.
    """
    yes, no = sum(said), len(said) - sum(said)
    if majority:
        return yes > no if yes != no else None
    return bool(yes) if not (yes and no) and said else None


def end_of_pause(resume_on: date) -> datetime:
    """The moment from which a pause until ``resume_on`` is over (``relationships.tasks``): when
    that day begins in the organization, because the members may have different clocks."""
    return local_time.moment_of(resume_on, time(), settings.TIME_ZONE)


Member = TypeVar("Member")


def whose_turn(hosted: Sequence[tuple[Member, datetime | None]]) -> Member:
    """Who hosts next: the first who never did, else who did longest ago.

    ``hosted``: each member, in their order, with the start of the last session they hosted.
    """
    return min(hosted, key=lambda row: row[1].timestamp() if row[1] else 0.0)[0]
