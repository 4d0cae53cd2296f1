"""What the actions of a program share: the lock, the rule, the audit event."""

import secrets
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit
from accounts.models import User
from core.errors import DomainError, FieldProblem
from programs import queries, rules, setup_steps
from programs.models import (
    BriefingReaders,
    Program,
    ProgramStatus,
    SettledStep,
)

CLOSED = gettext_lazy(
    "This program is closed. You can read everything, but you can no longer change this."
)


def check_start(starts_on: date) -> None:
    """Looked at before the end is computed, which an absurd year would not survive."""
    sample = rules.Dates(starts_on, date.max)
    refuse([p for p in rules.date_problems(sample, queries.today_here()) if p.field == "starts_on"])


def lock(program: Program) -> Program:
    return Program.objects.select_for_update().get(pk=program.pk)


def lock_unclosed(program: Program) -> Program:
    """The program, locked. Raises DomainError once it is closed."""
    program = lock(program)
    refuse_closed(program)
    return program


def refuse_closed(program: Program) -> None:
    """Raises DomainError once ``program`` is closed: it is for reading, in every room."""
    if program.status == ProgramStatus.CLOSED:
        raise DomainError(CLOSED, "program_closed")


def lock_as_shown(program: Program, shown: str | None) -> Program:
    """The program, locked. Raises DomainError when it is not any more what the page of the button
    showed (``programs.rules.state``; None: there was no page)."""
    program = lock(program)
    is_archived = program.archived_at is not None
    if shown is not None and shown != rules.state(program.status, archived=is_archived):
        raise _changed(program)
    return program


def move(program: Program, move: str) -> None:
    status = rules.after(move, program.status)
    if status is None:
        raise _changed(program)
    program.status = status


def _changed(program: Program) -> DomainError:
    is_archived = program.archived_at is not None
    status = _("Archived") if is_archived else program.get_status_display()
    words = _("This has changed in the meantime: the program is “%(status)s” now.")
    return DomainError(words % {"status": status}, "not_from_here")


def refuse(problems: list[FieldProblem]) -> None:
    if problems:
        raise DomainError(" ".join(problem.sentence for problem in problems), problems[0].field)


def briefing_token(readers: str) -> str | None:
    """An address nobody can guess for the page for line managers; None when nobody reads it."""
    return None if readers == BriefingReaders.NOBODY else secrets.token_urlsafe(24)


def note(program: Program, by: User, verb: str, **details: object) -> None:
    audit.record(by=by, verb=verb, target=program, program_id=program.pk, **details)
    if step := setup_steps.changed_by(verb):
        settle(program, step.key)


def settle(program: Program, step: str) -> None:
    """Somebody has looked at this step of the setup."""
    SettledStep.objects.get_or_create(program=program, key=step)
