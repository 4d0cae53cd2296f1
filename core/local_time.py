"""Moments, and what the clocks and calendars of people show of them.

Pure functions: the moment is an argument, a zone is an IANA name. A length is added on the line of
time, so a clock that changes meanwhile makes nothing shorter or longer. Days are counted on the
calendar of a zone. Every moment that comes out is in UTC.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9)
SATURDAY = 5
SECOND = timedelta(seconds=1)


def after(moment: datetime, length: timedelta) -> datetime:
    """The moment ``length`` later (negative: earlier), as a stopwatch counts it."""
    return moment.astimezone(UTC) + length


def moment_of(day: date, hour: time, zone: str) -> datetime:
    """The moment at which clocks in ``zone`` show ``hour`` on ``day``.

    An hour that they show twice is the first; one that they skip is as far behind the change as
    it would have been without it (02:30 becomes 03:30).
    """
    return datetime.combine(day, hour.replace(fold=0), ZoneInfo(zone)).astimezone(UTC)


def day_of(moment: datetime, zone: str) -> date:
    """The day of the calendar in ``zone`` at ``moment``."""
    return moment.astimezone(ZoneInfo(zone)).date()


def hour_of(moment: datetime, zone: str) -> time:
    """What the clock in ``zone`` shows at ``moment``."""
    return moment.astimezone(ZoneInfo(zone)).time()


def days_after(moment: datetime, days: int, zone: str) -> datetime:
    """The same hour in ``zone``, ``days`` of its calendar later."""
    local = moment.astimezone(ZoneInfo(zone))
    return moment_of(local.date() + timedelta(days=days), local.time(), zone)


def next_morning(moment: datetime, zone: str) -> datetime:
    """The first nine o'clock in ``zone`` at or after ``moment``, on a working day.

    The one time at which letters go out that nobody has asked for this minute.
    """
    day = day_of(moment, zone)
    while day.weekday() >= SATURDAY or moment_of(day, MORNING, zone) < moment:
        day += timedelta(days=1)
    return moment_of(day, MORNING, zone)


def last_morning(moment: datetime, zone: str) -> datetime:
    """The last nine o'clock in ``zone`` at or before ``moment``, on a working day: for a reminder
    of a day that must not be missed."""
    day = day_of(moment, zone)
    while day.weekday() >= SATURDAY or moment_of(day, MORNING, zone) > moment:
        day -= timedelta(days=1)
    return moment_of(day, MORNING, zone)


@dataclass(frozen=True)
class ClockChange:
    """A change of the clocks in one zone at ``moment``: from ``before`` to ``after``, both as the
    clocks show them."""

    moment: datetime
    before: datetime
    after: datetime


def skipping(day: date, hour: time, zone: str) -> ClockChange | None:
    """The change of the clocks that skips ``hour`` on ``day``; None where that time exists."""
    first, second = _readings(day, hour, zone)
    return _change(second, first, zone) if first > second else None


def repeating(day: date, hour: time, zone: str) -> ClockChange | None:
    """The change of the clocks that shows ``hour`` twice on ``day``; None where it is once."""
    first, second = _readings(day, hour, zone)
    return _change(first, second, zone) if first < second else None


def _readings(day: date, hour: time, zone: str) -> tuple[datetime, datetime]:
    """``hour`` read by the clock before a change and by the clock after it."""
    local = datetime.combine(day, hour, ZoneInfo(zone))
    return local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def _change(early: datetime, late: datetime, zone: str) -> ClockChange:
    """The change between two moments that lie at most a day apart, found by halving."""
    place = ZoneInfo(zone)
    offset = early.astimezone(place).utcoffset()
    until = late
    while until - early > SECOND:
        middle = early + (until - early) / 2
        if middle.astimezone(place).utcoffset() == offset:
            early = middle
        else:
            until = middle
    moment = (early + SECOND).replace(microsecond=0)
    before, behind = (offset or timedelta()), moment.astimezone(place).utcoffset() or timedelta()
    bare = moment.replace(tzinfo=None)
    return ClockChange(moment, bare + before, bare + behind)
