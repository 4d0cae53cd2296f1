"""What a program wants of its matching: how much each criterion counts, and the least fit."""

from collections.abc import Mapping

from django.db import transaction

from accounts import audit
from accounts.models import User
from matching.actions.guard import require_open
from programs.actions import change_criteria
from programs.models import Program


@transaction.atomic
def change_aims(*, program: Program, weights: Mapping[str, int], least: int, by: User) -> None:
    """Every later run uses ``weights`` (0 to 100 each) and makes no pair of less fit than
    ``least`` (0: as many pairs as can be).

    Raises DomainError when the program is not open or no criterion counts.
    """
    require_open(program)
    change_criteria(program=program, weights=weights, by=by)
    program.least_fit = least
    program.save(update_fields=["least_fit"])
    audit.record(
        by=by, verb="matching.limit_changed", target=program, program_id=program.pk, least=least
    )
