"""Dates, phases and criteria of a program."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db import transaction

from accounts.models import User
from core.errors import DomainError
from programs import queries, rules
from programs.actions.common import lock_unclosed, note, refuse
from programs.models import (
    MatchCriterion,
    PhasePlan,
    Program,
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
    refuse(rules.date_problems(basics.dates, queries.today_here()))
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

    Raises DomainError when numbers of a phase contradict one another or the dates.
    """
    program = lock_unclosed(program)
    for phase, numbers in plans.items():
        refuse(rules.phase_problems(numbers, queries.length(program)))
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
