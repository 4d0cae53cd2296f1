"""A program in words, as pages and letters say them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import dates
from programs.models import Program


def period(program: Program) -> str:
    """How long it goes on: "May 3, 2027 to May 2, 2028", or "Rolling since May 3, 2027, 3 months
    for each relationship"."""
    start = dates.day(program.starts_on)
    if program.ends_on is not None:
        end = dates.day(program.ends_on)
        return _("%(start)s to %(end)s") % {"start": start, "end": end}
    return _("Rolling from %(start)s, %(length)s for each relationship") % {
        "start": start,
        "length": months(program.months or 0),
    }


def months(number: int) -> str:
    """A length, such as "3 months"."""
    return ngettext("%(number)s month", "%(number)s months", number) % {"number": number}
