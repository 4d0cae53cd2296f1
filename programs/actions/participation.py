"""The format of a program, what taking part in it means, and steps that stay as they are."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError
from programs import setup_steps
from programs.actions.common import briefing_token, lock_unclosed, note, settle
from programs.models import Format, Program, ProgramStatus


@dataclass(frozen=True)
class TakingPart:
    """What taking part means: how many mentees a mentor may take at a time (1 to 3), whether the
    orientation comes before the matching, and readers of the page for line managers."""

    most_mentees: int
    orientation_required: bool
    briefing_readers: str


@transaction.atomic
def change_taking_part(*, program: Program, terms: TakingPart, by: User) -> Program:
    """Let people take part so from now on; places that were offered before stay."""
    program = lock_unclosed(program)
    values = asdict(terms)
    changed = [name for name, value in values.items() if getattr(program, name) != value]
    for name in changed:
        setattr(program, name, values[name])
    program.briefing_token = program.briefing_token or briefing_token(terms.briefing_readers)
    program.save()
    note(program, by, "program.taking_part_changed", changed=changed)
    return program


@transaction.atomic
def change_format(*, program: Program, format: Format, by: User) -> Program:
    """Make it a program of this format. Raises DomainError once people can join: they have read
    what it is."""
    program = lock_unclosed(program)
    if program.status != ProgramStatus.DRAFT:
        raise DomainError(
            _("People have read what it is. Clone the program to run it in another format."),
            "not_draft",
        )
    program.format = format
    program.save()
    note(program, by, "program.format_changed", format=format)
    return program


@transaction.atomic
def keep_step(*, program: Program, step: str, by: User) -> None:
    """Note that this step of the set-up is good as it is. Raises DomainError for no such step."""
    program = lock_unclosed(program)
    if step not in setup_steps.BY_KEY:
        raise DomainError(_("There is no such step."), "unknown_step")
    settle(program, step)
    note(program, by, setup_steps.KEPT, step=step)
