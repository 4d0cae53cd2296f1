"""When an enrollment may be written, decided on or left. Pure."""

from datetime import date

from django.utils.translation import gettext as _

from core import dates
from profiles.models import EnrollmentStatus

DECISIONS: dict[str, tuple[EnrollmentStatus, frozenset[str]]] = {
    "approve": (
        EnrollmentStatus.APPROVED,
        frozenset(
            {EnrollmentStatus.SUBMITTED, EnrollmentStatus.DECLINED, EnrollmentStatus.UNDECIDED}
        ),
    ),
    "decline": (
        EnrollmentStatus.DECLINED,
        frozenset({EnrollmentStatus.SUBMITTED, EnrollmentStatus.UNDECIDED}),
    ),
    "withdraw": (
        EnrollmentStatus.WITHDRAWN,
        frozenset(
            {
                EnrollmentStatus.DRAFT,
                EnrollmentStatus.SUBMITTED,
                EnrollmentStatus.APPROVED,
                EnrollmentStatus.UNDECIDED,
            }
        ),
    ),
}
OWN_TO_WRITE = frozenset(
    {
        EnrollmentStatus.DRAFT,
        EnrollmentStatus.SUBMITTED,
        EnrollmentStatus.UNDECIDED,
        EnrollmentStatus.WITHDRAWN,
    }
)
PRACTICALITIES = (
    "languages",
    "channels",
    "availability",
    "minutes_per_month",
    "capacity",
    "fee_terms",
    "travel_terms",
)


def after(decision: str, status: str) -> str | None:
    """The status a ``decision`` leads to from ``status``; None when it is not allowed there."""
    result, allowed_from = DECISIONS[decision]
    return result if status in allowed_from else None


def mentors_enough(approved: int, needed: int, *, share: bool, invited: int) -> bool:
    """Whether ``approved`` mentors are enough: ``needed`` of them, or that percent of ``invited``.

    A share of nobody is never reached.
    """
    if not share:
        return approved >= needed
    return invited > 0 and approved * 100 >= min(needed, 100) * invited


def writing_refusal(
    status: str,
    *,
    program_takes_people: bool,
    program_closed: bool,
    waits: str = "",
    closed_on: date | None = None,
) -> str | None:
    """Why the person may not write the whole profile any more; None when they may.

    What was sent in time may be corrected after enrollment closed, until it is decided on.
    ``waits``: what to say to a mentee of a program that is not open for mentees yet. ``closed_on``:
    the last day on which people could join, where one was set and has passed.
    """
    if status == EnrollmentStatus.DECLINED:
        return _("This enrollment was not approved. The coordinators can tell you more.")
    if status not in OWN_TO_WRITE:
        return _("You are already approved. You can still change your time and capacity.")
    if program_closed:
        return _("This program is closed. Nobody can join it any more.")
    if status == EnrollmentStatus.SUBMITTED:
        return None
    if not program_takes_people:
        return _closed(closed_on)
    if waits:
        return str(waits)
    return None


def _closed(last_day: date | None) -> str:
    if last_day is None:
        return _("Enrollment in this program is closed.")
    words = _("Enrollment in this program is closed. The last day to join was %(day)s.")
    return words % {"day": dates.day(last_day)}


def capacity_refusal(capacity: int, highest_place_in_use: int) -> str | None:
    """Why ``capacity`` is too small for the relationships that are open; None when it is not."""
    if capacity >= highest_place_in_use:
        return None
    return _(
        "You can lower this to %(places)s for now: a place becomes free when a relationship ends."
    ) % {"places": highest_place_in_use}
