"""What a program sends, and when."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from programs import queries, touchpoints
from programs.actions.common import lock_unclosed, note, refuse
from programs.models import Program, TouchpointChoice


@dataclass(frozen=True)
class TouchpointSetting:
    """One touchpoint as a program wants it: whether it is sent, and on which day (0: no day)."""

    key: str
    is_on: bool
    day: int = 0


@transaction.atomic
def change_messages(*, program: Program, wanted: Iterable[TouchpointSetting], by: User) -> None:
    """Send these touchpoints so from now on; those left out stay as they are.

    Raises DomainError for a day out of its limits.
    """
    program = lock_unclosed(program)
    usual, before = queries.usual_days(program), queries.timing(program)
    changed = [row for row in wanted if before.get(row.key) != (row.day if row.is_on else None)]
    length = queries.length(program)
    for row in changed:
        refuse(touchpoints.problems(row.key, row.day, length) if row.is_on else [])
        _keep(program, row, usual[row.key])
    note(program, by, "program.messages_changed", changed=sorted(row.key for row in changed))


def _keep(program: Program, row: TouchpointSetting, usual: int) -> None:
    """Only what differs from the usual is a row, so that the rest follows the program's length."""
    if row.is_on and row.day == usual:
        program.touchpoints.filter(key=row.key).delete()
        return
    values = {"is_on": row.is_on, "day": row.day if row.is_on else usual}
    TouchpointChoice.objects.update_or_create(program=program, key=row.key, defaults=values)
