"""Which days the forms of a record take, and what they say of the others.

Each is measured on the calendar of the person who fills in the form; the pages and emails about
the record write its days on the same one.
"""

from datetime import date

from django.forms import ValidationError
from django.utils.translation import gettext as _

from core import clock, dates
from programs.models import Phase
from relationships import rules
from relationships.models import Relationship


def refuse_before_start(relationship: Relationship, day: date) -> None:
    """Raises ValidationError for a day before the mentoring began."""
    begun = relationship.started_at
    if begun is not None and day < dates.local_day(begun):
        raise ValidationError(
            _("Your mentoring began on %(day)s. Choose that day or a later one.")
            % {"day": dates.day(begun)}
        )


def refuse_long_after_end(relationship: Relationship, day: date) -> None:
    """Raises ValidationError for a day later than any extension could move the planned end to."""
    ends_on = relationship.expected_end_on
    latest = rules.latest_end(ends_on, clock.local_today())
    if day > latest:
        raise ValidationError(
            _("Choose a day by %(latest)s: your mentoring is planned until %(end)s.")
            % {"latest": dates.day(latest), "end": dates.day(ends_on or latest)}
        )


def after_planned_end(relationship: Relationship, day: date) -> str:
    """What somebody should know who plans a session on ``day``; "" up to the planned end."""
    ends_on = relationship.expected_end_on
    if ends_on is None or day <= ends_on or relationship.phase == Phase.REDEFINITION:
        return ""
    return _(
        "This session is after the planned end of your mentoring, %(end)s. Plan it earlier, or"
        " propose to extend the mentoring."
    ) % {"end": dates.day(ends_on)}


def refuse_past(day: date | None, unchanged: object = None) -> None:
    """Raises ValidationError for a day before today, unless it was there before."""
    if day is not None and day < clock.local_today() and day != unchanged:
        raise ValidationError(_("Choose today or a later day."))


def refuse_future(day: date) -> None:
    """Raises ValidationError for a day after today."""
    if day > clock.local_today():
        raise ValidationError(_("Choose today or an earlier day."))
