"""Moments in somebody's working day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


def working_day(day: date) -> date:
    """``day`` itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day


def last_working_day(day: date) -> date:
    """``day`` itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))


def at(day: date, hour: float, zone: str) -> datetime:
    """``hour`` o'clock (14.5 is half past two) on ``day`` in ``zone``, as a moment in UTC."""
    hours, minutes = divmod(round(hour * 60), 60)
    return datetime.combine(day, time(hours, minutes), ZoneInfo(zone)).astimezone(UTC)


def within_a_day(now: datetime, zone: str) -> datetime:
    """The latest full hour of a working day in ``zone`` that is less than 24 hours away.

    On a weekend any day will do: somebody who looks at the product then sees a session coming up.
    """
    start = now.replace(minute=0, second=0, microsecond=0)
    hours = [start + timedelta(hours=ahead) for ahead in range(2, 24)]
    awake = [hour for hour in hours if 9 <= hour.astimezone(ZoneInfo(zone)).hour <= 16]
    working = [hour for hour in awake if hour.astimezone(ZoneInfo(zone)).weekday() < SATURDAY]
    return max(working or awake)
