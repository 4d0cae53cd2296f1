"""The one place that reads the time, so that a test can hold it still."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    """This moment, in UTC."""
    return timezone.now()


def today(zone: str = "UTC") -> date:
    """The calendar day it is now in ``zone`` (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


def local_now() -> datetime:
    """This moment on the clock of the person whose page or letter is being written."""
    return timezone.localtime(now())


def local_today() -> date:
    """The calendar day on the clock of that person."""
    return local_now().date()
