"""Opening, closing and archiving a program.

``shown``: what the program was on the page of the button (``programs.rules.state``). A second
press, or one in another tab, is refused then, so that it does not take the next step.
"""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import DomainError
from programs import closing_table, letters, queries, rules
from programs.actions.common import lock_as_shown, move, note
from programs.models import (
    Program,
    ProgramStatus,
)


@transaction.atomic
def archive(*, program: Program, by: User, shown: str | None = None) -> Program:
    """Take a closed program off the list; everything stays readable. Raises DomainError else."""
    program = lock_as_shown(program, shown)
    if program.status != ProgramStatus.CLOSED:
        raise DomainError(_("Close the program first; then it can be archived."), "not_closed")
    if program.archived_at is None:
        program.archived_by, program.archived_at = by, clock.now()
        program.save()
        note(program, by, "program.archived")
    return program


@transaction.atomic
def unarchive(*, program: Program, by: User, shown: str | None = None) -> Program:
    """Bring an archived program back to the list."""
    program = lock_as_shown(program, shown)
    if program.archived_at is not None:
        program.archived_by = program.archived_at = None
        program.save()
        note(program, by, "program.unarchived")
    return program


@transaction.atomic
def open_enrollment(*, program: Program, by: User, shown: str | None = None) -> Program:
    """Let people join, through a link nobody can guess.

    Raises DomainError when the launch checklist is not complete.
    """
    program = lock_as_shown(program, shown)
    checks = queries.checklist(program)
    if not rules.is_ready(checks):
        missing = " ".join(check.sentence for check in checks if not check.done)
        raise DomainError(missing, "not_ready")
    move(program, "open")
    program.join_token = program.join_token or secrets.token_urlsafe(24)
    program.opened_by, program.opened_at = by, clock.now()
    program.save()
    note(program, by, "program.opened")
    return program


@transaction.atomic
def close_enrollment(*, program: Program, by: User, shown: str | None = None) -> Program:
    """Nobody joins any more; those inside go on."""
    program = lock_as_shown(program, shown)
    move(program, "close_enrollment")
    program.save()
    note(program, by, "program.enrollment_closed")
    return program


@transaction.atomic
def reopen(*, program: Program, by: User, shown: str | None = None) -> Program:
    """Take the last closing back: running becomes open again, closed becomes running."""
    program = lock_as_shown(program, shown)
    move(program, "reopen")
    program.closed_by = program.closed_at = None
    program.archived_by = program.archived_at = None
    program.save()
    note(program, by, "program.reopened", status=program.status)
    return program


@transaction.atomic
def close_program(*, program: Program, by: User, shown: str | None = None) -> Program:
    """End the program and everything that waits in it, and tell everybody who was waiting.

    Raises DomainError while relationships are still open.
    """
    program = lock_as_shown(program, shown)
    still_open = program.relationships.exclude(status="concluded").count()
    if still_open:
        raise DomainError(_still_open(program, still_open, by), "relationships_open")
    move(program, "close")
    told = closing_table.apply(program, by)
    program.closed_by, program.closed_at = by, clock.now()
    program.save()
    letters.tell_closed(program, told)
    note(program, by, "program.closed")
    return program


def _still_open(program: Program, number: int, by: User) -> str:
    """Why it cannot be closed yet. Only coordinators read how many: whoever asks each day would
    otherwise see every ending (decision 4)."""
    if program.staff.filter(user=by).exists():
        words = _("Relationships that have not ended: %(count)s. They have to end first.")
        return words % {"count": number}
    return _(
        "There are still relationships that have not ended. The coordinators of the program can"
        " see them and end them."
    )
