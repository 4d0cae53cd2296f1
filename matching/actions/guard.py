"""What every action of the matching asks first."""

from django.utils.translation import gettext as _

from mentoring.lib.errors import DomainError
from programs.models import Program, ProgramStatus

MATCHING_IN = [ProgramStatus.OPEN, ProgramStatus.RUNNING]


def require_open(program: Program) -> None:
    """Raises DomainError unless people can be matched in ``program`` now."""
    if program.status not in MATCHING_IN:
        raise DomainError(
            _("People are matched while the program is open or running."), "program_not_open"
        )
