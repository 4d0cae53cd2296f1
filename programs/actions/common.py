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


def move(program: Program, move: str) -> None:
    status = rules.after(move, program.status)
    if status is None:
        raise DomainError(
            _("This has changed in the meantime: the program is “%(status)s” now.")
            % {"status": program.get_status_display()},
            "not_from_here",
        )
    program.status = status


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
