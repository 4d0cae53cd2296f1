"""Suggested dates: the days a rhythm asks for, at times that suit everybody.

Pure functions: the moment is an argument. Nothing here is booked. A date somebody has skipped or
moved stays so: it belongs to its turn, the days nearer to it than half the rhythm. The days are
those of one clock, the habit's; people read the moments, each on their own.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from core import local_time
from sessions import common_availability
from sessions.common_availability import NOTICE, TimeWindow, WeeklyAvailability

AHEAD = 3
FARTHEST = timedelta(days=365)
NEAR_DAYS = 3
A_WEEK = timedelta(days=8)  # and a day, because a change of the clocks makes some weeks longer
USUAL_TIME = time(10)


@dataclass(frozen=True)
class Rhythm:
    """Sessions of ``minutes``, ``cadence_days`` apart, from the last contact until ``ends_on``.

    ``ends_on`` None: no end is planned.
    """

    cadence_days: int
    minutes: int
    last_on: date
    ends_on: date | None

    @property
    def margin_days(self) -> int:
        """How far from its day a turn may lie; no two turns may lie on the same day."""
        return min(NEAR_DAYS, (self.cadence_days - 1) // 2)

    def same_turn(self, one: date, other: date) -> bool:
        return abs((one - other).days) * 2 < self.cadence_days


@dataclass(frozen=True)
class Habit:
    """When these people usually have time, and ``at`` which time they met last, in ``zone``."""

    weeks: Sequence[WeeklyAvailability]
    at: time
    zone: str

    def day_of(self, moment: datetime) -> date:
        return local_time.day_of(moment, self.zone)


@dataclass(frozen=True)
class Said:
    """What a member has said of a day laid out: moved to a moment, or skipped (None)."""

    day: date
    moved_to: datetime | None


@dataclass(frozen=True)
class Turn:
    """One session that could be planned. ``day`` names it, ``starts_at`` is the time proposed.

    ``suits`` says that the time lies in a half-day everybody has named.
    """

    day: date
    starts_at: datetime
    suits: bool
    was_moved: bool = False


def lay_out(
    rhythm: Rhythm,
    habit: Habit,
    *,
    booked: Collection[date],
    said: Collection[Said],
    now: datetime,
) -> list[Turn]:
    """The next turns nobody has booked or skipped, earliest first, at most ``AHEAD``.

    People who have a half-day in common are suggested such half-days alone, however few; without
    one it is the usual time of a working day.
    """
    common = _common(rhythm, habit, now)
    open_days = (
        day for day in _days(rhythm, habit, common, now) if not _is_booked(day, rhythm, booked)
    )
    turns = (_turn(day, rhythm, habit, said, now, has_common=bool(common)) for day in open_days)
    return list(islice((turn for turn in turns if turn), AHEAD))


def find(turns: Collection[Turn], rhythm: Rhythm, day: date) -> Turn | None:
    """The turn ``day`` belongs to; None when it is settled or was never laid out."""
    return next((turn for turn in turns if rhythm.same_turn(turn.day, day)), None)


def proposed_first(rhythm: Rhythm, habit: Habit, day: date, now: datetime) -> Turn:
    """What ``day`` proposes, or proposed, while nobody has said anything of it."""
    found = _proposed(day, rhythm, habit, now, has_common=False)
    return found or Turn(day, _moment(day, habit), suits=False)


def _common(rhythm: Rhythm, habit: Habit, now: datetime) -> list[TimeWindow]:
    """Where everybody has time in the week that can still be planned."""
    begin = now + NOTICE
    span = TimeWindow(begin, begin + A_WEEK)
    return common_availability.common(habit.weeks, minutes=rhythm.minutes, span=span)


def _days(
    rhythm: Rhythm, habit: Habit, common: Sequence[TimeWindow], now: datetime
) -> Iterator[date]:
    """A rhythm that is behind begins anew tomorrow, or on the first day that suits everybody."""
    step = timedelta(days=rhythm.cadence_days)
    day = _begin(rhythm, habit, common, now)
    last = min(rhythm.ends_on or date.max, habit.day_of(now + FARTHEST))
    while day <= last:
        yield day
        day += step


def _begin(rhythm: Rhythm, habit: Habit, common: Sequence[TimeWindow], now: datetime) -> date:
    """The day of the first turn: when it is due, or as soon after that as everybody has time."""
    tomorrow = habit.day_of(now) + timedelta(days=1)
    due = max(rhythm.last_on + timedelta(days=rhythm.cadence_days), tomorrow)
    soon = next((habit.day_of(window.starts_at) for window in common), due)
    return max(due, soon) if (soon - due).days > rhythm.margin_days else due


def _is_booked(day: date, rhythm: Rhythm, booked: Collection[date]) -> bool:
    return any(rhythm.same_turn(day, other) for other in booked)


def _turn(
    day: date,
    rhythm: Rhythm,
    habit: Habit,
    said: Collection[Said],
    now: datetime,
    *,
    has_common: bool,
) -> Turn | None:
    word = next((word for word in said if rhythm.same_turn(day, word.day)), None)
    if word is None:
        return _proposed(day, rhythm, habit, now, has_common=has_common)
    if word.moved_to is None or word.moved_to <= now:
        return None
    return Turn(word.day, word.moved_to, suits=False, was_moved=True)


def _proposed(
    day: date, rhythm: Rhythm, habit: Habit, now: datetime, *, has_common: bool
) -> Turn | None:
    windows = _near(day, rhythm, habit, now)
    if windows:
        nearest = min(windows, key=lambda window: abs((habit.day_of(window.starts_at) - day).days))
        return Turn(day, _within(nearest, rhythm, habit), suits=True)
    usual = _usual_moment(day, habit, now)
    too_late = rhythm.ends_on is not None and habit.day_of(usual) > rhythm.ends_on
    return None if has_common or too_late else Turn(day, usual, suits=False)


def _near(day: date, rhythm: Rhythm, habit: Habit, now: datetime) -> list[TimeWindow]:
    """Where everybody has time within a few days of ``day``: not in the next hours, nor after the
    planned end."""
    margin = timedelta(days=rhythm.margin_days)
    first = local_time.moment_of(day - margin, time(), habit.zone)
    last = min(day + margin, rhythm.ends_on or date.max)
    end = local_time.moment_of(last + timedelta(days=1), time(), habit.zone)
    return common_availability.common(
        habit.weeks, minutes=rhythm.minutes, span=TimeWindow(max(first, now + NOTICE), end)
    )


def _within(window: TimeWindow, rhythm: Rhythm, habit: Habit) -> datetime:
    """The time they met last, if the window has it; else its beginning."""
    usual = _moment(habit.day_of(window.starts_at), habit)
    fits = window.meets(TimeWindow(usual, usual + timedelta(minutes=rhythm.minutes)))
    whole = usual == fits.starts_at and fits.fits(timedelta(minutes=rhythm.minutes))
    return usual if whole else window.starts_at


def _usual_moment(day: date, habit: Habit, now: datetime) -> datetime:
    """The usual time on ``day``, or on the first working day after it that is far enough."""
    while day.weekday() >= 5 or _moment(day, habit) < now + NOTICE:
        day += timedelta(days=1)
    return _moment(day, habit)


def _moment(day: date, habit: Habit) -> datetime:
    return local_time.moment_of(day, habit.at, habit.zone)
