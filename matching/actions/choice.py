"""How much mentees have to say in the matching of a program."""

from django.db import transaction

from accounts import audit
from accounts.models import User
from programs.actions.common import lock_unclosed
from programs.models import Choice, Program


@transaction.atomic
def change_choice(*, program: Program, choice: Choice, by: User) -> None:
    """Let mentees wait, wish, or ask. What they wished and asked before stays as it is.

    Raises DomainError for a closed program.
    """
    program = lock_unclosed(program)
    program.choice = choice
    program.save(update_fields=["choice"])
    audit.record(
        by=by,
        verb="matching.choice_changed",
        target=program,
        program_id=program.pk,
        choice=choice.value,
    )
