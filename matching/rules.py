"""When an answer to a request is due, and what may still happen to it. No clock, no database."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5
MOST_WISHES = 5
MOST_WORDS = 1000


def after_working_days(moment: datetime, days: int, zone: str) -> datetime:
    """``days`` working days (Monday to Friday in ``zone``) after ``moment``, at the same hour."""
    local = moment.astimezone(ZoneInfo(zone))
    left = days
    while left > 0:
        local += timedelta(days=1)
        left -= local.weekday() < SATURDAY
    return local.astimezone(moment.tzinfo)


def moved(order: list[str], key: str, steps: int) -> list[str]:
    """``order`` with ``key`` moved by ``steps`` (negative: up), as far as there is room."""
    rest = [other for other in order if other != key]
    place = max(0, min(order.index(key) + steps, len(rest)))
    return [*rest[:place], key, *rest[place:]]
