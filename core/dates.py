"""Days, hours and moments in words: the one way in which pages, emails and files write them.

A moment is told on the clock of its reader: the active time zone, in the active language. So a
deadline is the same day wherever one person reads it.
"""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from core import clock


def local_day(value: date | datetime) -> date:
    """The day of a moment on the reader's clock; a day stays what it is."""
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """ "November 27, 2026"; "" for None."""
    return "" if value is None else date_format(local_day(value), "DATE_FORMAT")


def short_day(value: date | datetime) -> str:
    """ "November 27", with the year where it is not the current one."""
    found = local_day(value)
    this_year = found.year == timezone.localtime(clock.now()).year
    return date_format(found, "MONTH_DAY_FORMAT" if this_year else "DATE_FORMAT")


def tick(value: date) -> str:
    """ "27 Nov", short enough for the foot of a chart."""
    return date_format(value, _("j M"))


def weekday(value: date | datetime) -> str:
    """ "Fri"."""
    return date_format(local_day(value), "D")


def weekday_and_day(value: date | datetime) -> str:
    """ "Fri, November 27"."""
    return _("%(weekday)s, %(day)s") % {"weekday": weekday(value), "day": short_day(value)}


def hour(value: time | datetime) -> str:
    """ "14:30", the hours from 0 to 23 in every language."""
    shown = timezone.localtime(value).time() if isinstance(value, datetime) else value
    return time_format(shown, "H:i")


def weekday_and_hour(value: datetime) -> str:
    """ "Friday, 14:30"."""
    names = {"weekday": date_format(local_day(value), "l"), "time": hour(value)}
    return _("%(weekday)s, %(time)s") % names


def day_and_hour(value: datetime) -> str:
    """ "Fri, November 27, 14:30", for a place that names the zone itself."""
    return _("%(day)s, %(time)s") % {"day": weekday_and_day(value), "time": hour(value)}


def moment(value: datetime) -> str:
    """ "Fri, November 27, 14:30 (Oslo)"."""
    return f"{day_and_hour(value)} ({zone_name(timezone.localtime(value))})"


def full_moment(value: datetime) -> str:
    """ "November 27, 2026, 14:30 (Oslo)", for what is kept."""
    return f"{day(value)}, {hour(value)} ({zone_name(timezone.localtime(value))})"


def zone_name(local: datetime) -> str:
    """The city a zone is named for, "Oslo"; for a zone without one, its abbreviation, "UTC"."""
    area, _slash, _city = str(local.tzinfo).rpartition("/")
    named = area and area != "Etc"
    return city(str(local.tzinfo)) if named else local.tzname() or ""


def city(zone: str) -> str:
    """The place an IANA name ends with, as people write it: "Ho Chi Minh"."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")
