"""The page for line managers: which one, and for whom."""

from accounts.models import User
from core.web import absolute_url
from profiles.models import Enrollment, EnrollmentStatus
from programs.models import BriefingReaders, Program

TAKES_PART = (EnrollmentStatus.SUBMITTED, EnrollmentStatus.APPROVED)


def url(program: Program) -> str:
    """The full address a line manager is sent to: the page of ``program``, else the general one."""
    if program.briefing_readers == BriefingReaders.NOBODY:
        return absolute_url("manager_briefing")
    return absolute_url("program_briefing", token=program.briefing_token)


def manages_somebody(user: User, program: Program) -> bool:
    """Whether somebody who reports to ``user`` takes part in ``program``, or has asked to."""
    rows = Enrollment.objects.filter(program=program, user__manager=user)
    return rows.filter(status__in=TAKES_PART).exists()
