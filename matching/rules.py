"""When an answer to a request is due, and what may still happen to it. No clock, no database."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.local_time import SATURDAY, day_of, days_after

MOST_WISHES = 5
MOST_WORDS = 1000


@dataclass(frozen=True)
class Absence:
    """Somebody is away from ``since`` on and back on ``until``; between the clock stands still."""

    since: date
    until: date

    def covers(self, day: date) -> bool:
        return self.since <= day < self.until


def after_working_days(
    moment: datetime, days: int, zone: str, absence: Absence | None = None
) -> datetime:
    """``days`` working days (Monday to Friday in ``zone``) after ``moment``, at the same hour; days
    of ``absence`` do not count."""
    start = day_of(moment, zone)
    number, left = 0, days
    while left > 0:
        number += 1
        left -= _counts(start + timedelta(days=number), absence)
    return days_after(moment, number, zone) if number else moment


def working_days_left(
    moment: datetime, deadline: datetime, zone: str, absence: Absence | None = None
) -> int:
    """Working days after the day of ``moment`` up to the day of ``deadline``, without those of
    ``absence``."""
    day, last = (day_of(one, zone) for one in (moment, deadline))
    days = (day + timedelta(days=number + 1) for number in range(max(0, (last - day).days)))
    return sum(_counts(one, absence) for one in days)


def _counts(day: date, absence: Absence | None) -> bool:
    return day.weekday() < SATURDAY and not (absence and absence.covers(day))


def moved(order: list[str], key: str, steps: int) -> list[str]:
    """``order`` with ``key`` moved by ``steps`` (negative: up), as far as there is room."""
    rest = [other for other in order if other != key]
    place = max(0, min(order.index(key) + steps, len(rest)))
    return [*rest[:place], key, *rest[place:]]
