"""Gentle signals: what the people of a relationship may want to look at, told to them alone.

No coordinator reads them, and nothing counts them. Pure functions over plain data; the day is an
argument. Sources: S3-44 to S3-51 and the phase table of the domain.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.models import Phase
from relationships.guidance import Guidance
from relationships.models import Fit

STALLED_AFTER = timedelta(weeks=8)
QUIET_FOR = timedelta(weeks=8)
WEEKLY = timedelta(days=10)
WEEKLY_SESSIONS = 3
SESSIONS_BEFORE_RAPPORT = 3
HALF_WAY = timedelta(weeks=3)
REVIEW_NEAR = timedelta(weeks=6)


@dataclass(frozen=True)
class SignalFacts:
    """What the signals look at, as one member (with their own ``fit``) may know it on ``today``.

    ``goals_moved_on``: the last movement of each open goal. ``met_on``: days of held sessions,
    the earliest first. ``called_off``: how many of the latest sessions in a row did not happen.
    ``reviews_on``: days of reviews held and planned.
    """

    today: date
    phase: str
    phase_since: date
    started_on: date
    planned_end_on: date | None = None
    fit: str = ""
    goals_moved_on: tuple[date, ...] = ()
    met_on: tuple[date, ...] = ()
    called_off: int = 0
    reviews_on: tuple[date, ...] = ()
    has_next: bool = False
    extension_count: int = 0


@dataclass(frozen=True)
class Signal:
    """One thing to look at. ``readers``: "pair", or "self" for the one person it is about."""

    key: str
    card: Guidance
    readers: str = "pair"
    route: str = ""
    query: str = ""
    link: str | Promise = ""


NO_RAPPORT = Signal(
    "no_rapport",
    Guidance(
        _("It has not clicked yet"),
        _("That happens early on, and it is nobody’s fault. Trust mostly grows by being used."),
        (
            _("Say what you need more of: listening, structure, examples, challenge."),
            _("Tell each other one thing that went wrong for you at work, and what you did."),
            _("If it still does not fit, ending is easy, and leads to somebody else."),
        ),
    ),
    readers="self",
    route="ending",
    link=_("Pause, get help, or end"),
)
CALLED_OFF = Signal(
    "called_off",
    Guidance(
        _("Two sessions in a row did not happen"),
        _("Mostly it is the calendar. Talk about it once, before it becomes a habit."),
        (
            _("Is the rhythm you agreed on still right, or is every six weeks more realistic?"),
            _("Half an hour by phone is better than an hour that is called off."),
            _("If one of you has too much on now, a pause is there for that."),
        ),
    ),
    route="session_plan",
    link=_("Plan a session"),
)
STALLED = Signal(
    "stalled",
    Guidance(
        _("Your goals have not moved for eight weeks"),
        _("Slow progress frustrates both. Looking at it together is progress already."),
        (
            _("What went well, and where else can it be used?"),
            _("What did not, and what would you try differently?"),
            _("Is the goal still the right one? Reworded or dropped is a result too."),
            _("One small activity with a day moves more than a large plan."),
        ),
    ),
)
WEEKLY_LATE = Signal(
    "weekly_late",
    Guidance(
        _("You meet as often as at the start"),
        _("Winding up is practice in managing on your own. Longer gaps are part of it."),
        (
            _("Leave four to six weeks before the next session."),
            _("Bring what you decided in between, not what you still have to decide."),
            _("Name who else can be asked."),
        ),
    ),
    route="closing",
    link=_("Closing, step by step"),
)
EXTENDED = Signal(
    "extended",
    Guidance(
        _("You are extending: what for?"),
        _("More time is good for a goal, and less good when the end is hard to bear, for either."),
        (
            _("Each of you: would it be hard to continue without these talks? Say it openly."),
            _("Name the one goal the extra time is for, and when it is reached."),
            _("Mentor: ask first, advise last. Mentee: decide first, report after."),
        ),
    ),
)
MIDWAY = Signal(
    "half_way",
    Guidance(
        _("You are halfway"),
        _("A good moment to look at how things are between you, not only at the goals."),
        (
            _("What does the mentee decide alone by now that came here at first?"),
            _("Who talks more? Is that what you want?"),
            _("Does either of you lean on the other more than is good?"),
        ),
    ),
    route="session_plan",
    query="?agenda=review",
    link=_("Plan a review"),
)


def _no_rapport(now: SignalFacts) -> bool:
    undecided = now.fit == Fit.DECIDING and len(now.met_on) >= SESSIONS_BEFORE_RAPPORT
    return now.phase == Phase.INITIATION and (now.fit == Fit.NOT_GOOD or undecided)


def _called_off(now: SignalFacts) -> bool:
    return now.called_off >= 2 and not now.has_next


def _stalled(now: SignalFacts) -> bool:
    if now.phase != Phase.CULTIVATION or not now.goals_moved_on:
        return False
    return now.today - max(now.goals_moved_on) >= STALLED_AFTER


def _weekly_late(now: SignalFacts) -> bool:
    late = [day for day in now.met_on if day >= now.phase_since][-WEEKLY_SESSIONS:]
    if now.phase != Phase.SEPARATION or len(late) < WEEKLY_SESSIONS:
        return False
    return all(later - day <= WEEKLY for day, later in pairwise(late))


def _extended(now: SignalFacts) -> bool:
    return now.phase == Phase.CULTIVATION and now.extension_count > 0


def _half_way(now: SignalFacts) -> bool:
    if now.phase != Phase.CULTIVATION or now.planned_end_on is None:
        return False
    middle = now.started_on + (now.planned_end_on - now.started_on) / 2
    looked_back = any(abs(day - middle) <= REVIEW_NEAR for day in now.reviews_on)
    return abs(now.today - middle) <= HALF_WAY and not looked_back


# The most pressing first: only one is shown at a time.
_RULES: tuple[tuple[Signal, Callable[[SignalFacts], bool]], ...] = (
    (NO_RAPPORT, _no_rapport),
    (CALLED_OFF, _called_off),
    (STALLED, _stalled),
    (WEEKLY_LATE, _weekly_late),
    (EXTENDED, _extended),
    (MIDWAY, _half_way),
)
KEYS = frozenset(signal.key for signal, _applies in _RULES)


def first(now: SignalFacts, quiet: Mapping[str, str]) -> Signal | None:
    """The most pressing signal that is not put aside; ``quiet``: the ISO day each was put aside."""
    found = (signal for signal, applies in _RULES if applies(now))
    return next((signal for signal in found if not _is_quiet(signal, now.today, quiet)), None)


def _is_quiet(signal: Signal, today: date, quiet: Mapping[str, str]) -> bool:
    day = quiet.get(signal.key)
    return day is not None and today < date.fromisoformat(day) + QUIET_FOR
