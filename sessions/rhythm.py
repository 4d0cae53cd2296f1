"""Sessions laid out ahead: the days a rhythm suggests, at times that suit everybody.

Pure functions: the moment is an argument. Nothing here is booked. A date somebody has skipped or
moved stays so: it belongs to its turn, the days nearer to it than half the rhythm.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from sessions import overlap
from sessions.overlap import NOTICE, Week, Window

AHEAD = 3
FARTHEST = timedelta(days=365)
NEAR_DAYS = 3
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

    def same_turn(self, one: date, other: date) -> bool:
        return abs((one - other).days) * 2 < self.cadence_days


@dataclass(frozen=True)
class Habit:
    """When these people usually have time, and ``at`` which time they met last, in ``zone``."""

    weeks: Sequence[Week]
    at: time
    zone: str


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
    """The next turns nobody has booked or skipped, earliest first, at most ``AHEAD``."""
    open_days = (day for day in _days(rhythm, now) if not _is_booked(day, rhythm, booked))
    turns = (_turn(day, rhythm, habit, said, now) for day in open_days)
    return list(islice((turn for turn in turns if turn), AHEAD))


def find(turns: Collection[Turn], rhythm: Rhythm, day: date) -> Turn | None:
    """The turn ``day`` belongs to; None when it is settled or was never laid out."""
    return next((turn for turn in turns if rhythm.same_turn(turn.day, day)), None)


def _days(rhythm: Rhythm, now: datetime) -> Iterator[date]:
    """A rhythm that is behind begins anew tomorrow."""
    step = timedelta(days=rhythm.cadence_days)
    day = max(rhythm.last_on + step, now.date() + timedelta(days=1))
    last = min(rhythm.ends_on or date.max, (now + FARTHEST).date())
    while day <= last:
        yield day
        day += step


def _is_booked(day: date, rhythm: Rhythm, booked: Collection[date]) -> bool:
    return any(rhythm.same_turn(day, other) for other in booked)


def _turn(
    day: date, rhythm: Rhythm, habit: Habit, said: Collection[Said], now: datetime
) -> Turn | None:
    word = next((word for word in said if rhythm.same_turn(day, word.day)), None)
    if word is None:
        return _proposed(day, rhythm, habit, now)
    if word.moved_to is None or word.moved_to <= now:
        return None
    return Turn(word.day, word.moved_to, suits=False, was_moved=True)


def _proposed(day: date, rhythm: Rhythm, habit: Habit, now: datetime) -> Turn:
    windows = _near(day, rhythm, habit, now)
    if not windows:
        return Turn(day, _usual_moment(day, habit, now), suits=False)
    nearest = min(windows, key=lambda window: abs((window.starts_at.date() - day).days))
    return Turn(day, _within(nearest, rhythm, habit), suits=True)


def _near(day: date, rhythm: Rhythm, habit: Habit, now: datetime) -> list[Window]:
    """Where everybody has time within a few days of ``day``, and not in the next hours."""
    margin = timedelta(days=min(NEAR_DAYS, rhythm.cadence_days // 2))
    midnight = datetime.combine(day, time(), UTC)
    begin, end = midnight - margin, midnight + margin + timedelta(days=1)
    span = Window(max(begin, now + NOTICE), end)
    return overlap.common(habit.weeks, minutes=rhythm.minutes, span=span)


def _within(window: Window, rhythm: Rhythm, habit: Habit) -> datetime:
    """The time they met last, if the window has it; else its beginning."""
    zone = ZoneInfo(habit.zone)
    usual = _moment(window.starts_at.astimezone(zone).date(), habit)
    fits = window.meets(Window(usual, usual + timedelta(minutes=rhythm.minutes)))
    whole = usual == fits.starts_at and fits.fits(timedelta(minutes=rhythm.minutes))
    return usual if whole else window.starts_at


def _usual_moment(day: date, habit: Habit, now: datetime) -> datetime:
    """The usual time on ``day``, or on the first working day after it that is far enough."""
    while day.weekday() >= 5 or _moment(day, habit) < now + NOTICE:
        day += timedelta(days=1)
    return _moment(day, habit)


def _moment(day: date, habit: Habit) -> datetime:
    return datetime.combine(day, habit.at, ZoneInfo(habit.zone)).astimezone(UTC)
