"""Dates, phases, criteria and staff of a program."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.lib.errors import DomainError
from programs import facts, rules
from programs.actions.common import lock, lock_unclosed, note, refuse
from programs.models import (
    MatchCriterion,
    PhasePlan,
    Program,
    ProgramStatus,
    Staff,
)


@dataclass(frozen=True)
class Basics:
    """What a program says about itself; lengths in days and minutes."""

    name: str
    purpose: str
    dates: rules.Dates
    proposal_days: int
    session_minutes: int


@transaction.atomic
def change_basics(*, program: Program, basics: Basics, by: User) -> Program:
    """Give the program these words and dates. Raises DomainError when the dates do not fit."""
    program = lock_unclosed(program)
    refuse(rules.date_problems(basics.dates, facts.today_here()))
    changes = asdict(basics)
    changes |= changes.pop("dates")
    changed = [name for name, value in changes.items() if getattr(program, name) != value]
    for name in changed:
        setattr(program, name, changes[name])
    program.save()
    note(program, by, "program.basics_changed", changed=changed)
    return program


@transaction.atomic
def change_phase_plan(
    *, program: Program, plans: Mapping[str, rules.PhaseNumbers], by: User
) -> None:
    """Set the plan of each phase in ``plans`` (by phase). Running pairs follow it from now on.

    Raises DomainError when numbers of a phase contradict one another.
    """
    program = lock_unclosed(program)
    for phase, numbers in plans.items():
        refuse(rules.phase_problems(numbers))
        PhasePlan.objects.update_or_create(program=program, phase=phase, defaults=asdict(numbers))
    note(program, by, "program.phases_changed", phases=sorted(plans))


@transaction.atomic
def change_criteria(*, program: Program, weights: Mapping[str, int], by: User) -> None:
    """Set how much each criterion counts (0 to 100 each, not all 0). Raises DomainError."""
    program = lock_unclosed(program)
    problem = rules.weights_problem(weights)
    if problem:
        raise DomainError(problem, "weights")
    for key, weight in weights.items():
        MatchCriterion.objects.update_or_create(
            program=program, key=key, defaults={"weight": weight}
        )
    note(program, by, "program.criteria_changed", weights=dict(weights))


@transaction.atomic
def name_coordinator(*, program: Program, user: User, by: User) -> Staff:
    """Let ``user`` look after the program; naming somebody twice changes nothing."""
    if not user.is_active:
        raise DomainError(
            _("%(name)s may not sign in, so cannot coordinate a program.") % {"name": user},
            "not_active",
        )
    staff, created = Staff.objects.get_or_create(program=program, user=user)
    if created:
        note(program, by, "program.coordinator_named", user=user.pk)
    return staff


@transaction.atomic
def remove_coordinator(*, staff: Staff, by: User) -> None:
    """Raises DomainError for the last coordinator of a program people take part in."""
    program = lock(staff.program)
    alone = program.staff.count() == 1
    if alone and program.status in (ProgramStatus.OPEN, ProgramStatus.RUNNING):
        raise DomainError(
            _("Somebody must look after an open program: name another coordinator first."),
            "last_coordinator",
        )
    note(program, by, "program.coordinator_removed", user=staff.user_id)
    staff.delete()
