"""Times that suit everybody: where the half-days of several people meet in the coming days.

Pure functions. Half-days are what people named in their enrollment ("mon_am"), each on their own
clock; they stay where people mean them when the clocks change.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core import local_time
from profiles.models import PartOfWeek

HALF_DAYS = (time(8), time(12)), (time(13), time(17))
LOOK_AHEAD = timedelta(days=14)
NOTICE = timedelta(hours=12)


@dataclass(frozen=True)
class WeeklyAvailability:
    """When somebody usually has time: values of ``PartOfWeek``, in an IANA time zone."""

    zone: str
    parts: Collection[str]


@dataclass(frozen=True)
class TimeWindow:
    """A stretch of time, both ends in UTC."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, other: "TimeWindow") -> "TimeWindow":
        """What both have; it ends before it starts when they have nothing."""
        return TimeWindow(max(self.starts_at, other.starts_at), min(self.ends_at, other.ends_at))

    def fits(self, length: timedelta) -> bool:
        return self.ends_at - self.starts_at >= length


def shared(
    *weeks: WeeklyAvailability, minutes: int, now: datetime, taken: Collection[TimeWindow] = ()
) -> list[TimeWindow]:
    """Windows of at least ``minutes`` that suit everybody in the two weeks after ``now``.

    A window that begins in less than half a day, or in which something is ``taken``, is left out.
    """
    span = TimeWindow(now + NOTICE, now + LOOK_AHEAD + timedelta(days=1))
    found = common(weeks, minutes=minutes, span=span)
    return [window for window in found if not _taken(window, taken)]


def common(
    weeks: Sequence[WeeklyAvailability], *, minutes: int, span: TimeWindow
) -> list[TimeWindow]:
    """Windows of at least ``minutes`` that begin in ``span`` and suit everybody, earliest first.

    Without any week there is nothing to compare, and no window.
    """
    length = timedelta(minutes=minutes)
    met = list(_windows(weeks[0], span)) if weeks else []
    for week in weeks[1:]:
        theirs = list(_windows(week, span))
        met = [
            found for mine in met for window in theirs if (found := mine.meets(window)).fits(length)
        ]
    inside = (window for window in met if span.starts_at <= window.starts_at < span.ends_at)
    return sorted(inside, key=lambda window: window.starts_at)


def _taken(window: TimeWindow, taken: Collection[TimeWindow]) -> bool:
    return any(window.meets(other).fits(timedelta(minutes=1)) for other in taken)


def _windows(week: WeeklyAvailability, span: TimeWindow) -> Iterator[TimeWindow]:
    day, last = (local_time.day_of(moment, week.zone) for moment in (span.starts_at, span.ends_at))
    while day <= last:
        yield from _of_day(week, day)
        day += timedelta(days=1)


def _of_day(week: WeeklyAvailability, day: date) -> Iterator[TimeWindow]:
    if day.weekday() >= 5:
        return
    for half, (begin, end) in enumerate(HALF_DAYS):
        if PartOfWeek.values[day.weekday() * 2 + half] in week.parts:
            yield TimeWindow(*(local_time.moment_of(day, hour, week.zone) for hour in (begin, end)))
