"""Words that differ between a pair and a record with more members, and words about clocks."""

from datetime import time

from django.forms import ChoiceField
from django.utils.translation import gettext as _

from core import dates
from core.local_time import ClockChange
from relationships import field_readers
from relationships.field_readers import AnyForm
from relationships.models import Relationship
from sessions.models import Visibility


def fitted(form: AnyForm, relationship: Relationship) -> AnyForm:
    """The same form, speaking of all members where there are more than two."""
    field_readers.fitted(form, field_readers.of_all(relationship))
    if relationship.is_many:
        for field in form.fields.values():
            if isinstance(field, ChoiceField) and field.choices == Visibility.choices:
                field.choices = [("private", _("Only I")), ("shared", _("All of us"))]
    return form


def no_longer_planned(status: str) -> str:
    """Why a session of this status cannot be planned differently or logged any more."""
    return {
        "cancelled": _("This session has been called off, so it can no longer be changed."),
        "held": _("This session has been logged. You can correct it on this page."),
        "removed": _("This session has been removed. You can put it back on this page."),
    }[status]


def not_logged(status: str) -> str:
    """Why there is nothing to correct in a session of this status."""
    if status == "planned":
        return _("This session has not been logged, so there is nothing to correct yet.")
    return no_longer_planned(status)


def skipped(change: ClockChange) -> str:
    """Why a time that the clocks skip cannot be chosen."""
    return _(
        "This time does not exist on %(day)s: the clocks go forward from %(before)s to %(after)s. "
        "Choose another time."
    ) % _of(change)


def repeated(change: ClockChange, hour: time) -> str:
    """Which of two equal times on the clock was taken."""
    return _(
        "The clocks go back on %(day)s, so %(time)s comes twice. The session is at the first "
        "%(time)s, before they change."
    ) % {**_of(change), "time": dates.hour(hour)}


def _of(change: ClockChange) -> dict[str, str]:
    return {
        "day": dates.day(change.before.date()),
        "before": dates.hour(change.before.time()),
        "after": dates.hour(change.after.time()),
    }
