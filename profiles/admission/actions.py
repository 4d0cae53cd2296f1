"""Changing how people join a program."""

from dataclasses import asdict, dataclass

from django.db import transaction

from accounts.models import User
from profiles.admission import mentors_first
from programs.actions.common import lock_unclosed, note
from programs.models import Program


@dataclass(frozen=True)
class Rule:
    """``mentors_first``: what mentees wait with; ``mentors_needed``: people, or percent of those
    invited, as ``mentors_needed_as`` says. ``manager_asked``: whose line managers are asked, with
    ``manager_days`` to answer; ``manager_silence``: what no answer counts as. The values are those
    of the choices of a program."""

    mentors_first: str
    mentors_needed: int
    mentors_needed_as: str
    manager_asked: str
    manager_days: int
    manager_silence: str


@transaction.atomic
def change(*, program: Program, rule: Rule, by: User) -> Program:
    """Set who joins first and which line managers are asked from now on.

    Another thing to wait with starts the wait anew; who need not wait any more is written to.
    Raises DomainError for a closed program.
    """
    program = lock_unclosed(program)
    if rule.mentors_first != program.mentors_first:
        program.mentees_open_at = None
    wanted = asdict(rule)
    changed = [name for name, value in wanted.items() if getattr(program, name) != value]
    for name in changed:
        setattr(program, name, wanted[name])
    program.save()
    note(program, by, "program.joining_changed", changed=changed)
    if program.mentees_join:
        mentors_first.send_kept_back(program)
    mentors_first.open_if_ready(program)
    return program
