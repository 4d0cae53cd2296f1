"""What every action of the matching asks first."""

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError
from matching import format_words
from profiles.eligibility import MATCHING_IN
from profiles.models import Enrollment, EnrollmentStatus
from programs.actions.common import CLOSED
from programs.models import Choice, Program, ProgramStatus

CHOOSING = [Choice.WISHES, Choice.REQUESTS]


def require_open(program: Program) -> None:
    """Raises DomainError unless people can be matched in ``program`` now."""
    if program.status == ProgramStatus.CLOSED:
        raise DomainError(CLOSED, "program_not_open")
    if program.status not in MATCHING_IN:
        raise DomainError(
            _("People are matched while the program is open or running."), "program_not_open"
        )


def require_choosing(program: Program, *ways: str) -> None:
    """Raises DomainError unless mentees of ``program`` choose now, in one of ``ways``."""
    require_open(program)
    if program.choice not in (ways or CHOOSING):
        raise DomainError(
            _("In this program the coordinators bring people together."), "not_chosen_here"
        )
    if not program.mentees_choose:
        raise DomainError(str(format_words.of(program.format).choose_once), "mentors_first")


def require_own(enrollment: Enrollment, by: User) -> None:
    """Raises DomainError unless ``by`` takes part with this enrollment."""
    if enrollment.user_id != by.pk or enrollment.status != EnrollmentStatus.APPROVED:
        raise DomainError(_("This is not your enrollment."), "not_yours")


def lock(*enrollments: Enrollment) -> None:
    """Lock the rows, always in the same order, so that two actions never wait for each other."""
    rows = Enrollment.objects.select_for_update().filter(pk__in=[one.pk for one in enrollments])
    list(rows.order_by("pk").values_list("pk"))
