"""Which rule keeps mentors from the people left over, and whom the next run would match without it.

Nothing is saved: a coordinator learns whom to ask for another language or another half-day.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from accounts.models import User
from matching.changes import changes
from matching.engine import Person, Problem, Solution
from matching.engine.graph import blocks
from matching.engine.rules import RULES, Rules
from matching.models.runs import MatchRun
from matching.stability import solution_of
from matching.task import MatchingTask, task_of

MOST_PAIRS = 4_000_000
"""Larger pools are not matched again for each rule: it would take minutes."""

NAMED = 5


@dataclass(frozen=True)
class RuleRow:
    """One rule. ``mentees``: how many of those left over it keeps from a mentor; ``frees``: how
    many more the next run would match without it, the first few of them ``named``; None where
    nobody may relax it."""

    rule: str
    mentees: int
    frees: int | None
    named: Sequence[User]


@dataclass(frozen=True)
class Simulation:
    left: int
    rules: Sequence[RuleRow]


def current(run: MatchRun) -> MatchingTask | None:
    """What ``run`` was asked, when it is a draft and still true; else None."""
    if run.published_at is not None:
        return None
    task = task_of(run.program)
    return task if task.fingerprint == run.digest else None


def simulate(run: MatchRun, task: MatchingTask) -> Simulation:
    """Every rule that stands in somebody's way, those first that would free most."""
    before = solution_of(run)
    matched = {pair.mentee for pair in before.pairs}
    left = [person for person in task.problem.mentees if person.id not in matched]
    near = task.near(before)
    rows = [_row(near, before, rule, count) for rule, count in _in_the_way(task, left).items()]
    return Simulation(len(left), sorted(rows, key=lambda row: -(row.frees or 0)))


def is_small(task: MatchingTask) -> bool:
    return len(task.problem.mentees) * len(task.problem.mentors) <= MOST_PAIRS


# Who is kept away ----------------------------------------------------------------------------


def _in_the_way(task: MatchingTask, left: Sequence[Person]) -> dict[str, int]:
    """For each rule how many of ``left`` it keeps from at least one mentor; rules in their order.

    Full mentors are no rule here: what more places would do is told apart.
    """
    problem = replace(task.problem, mentees=tuple(left))
    counts = {rule: 0 for rule in RULES if rule != "full"}
    rules, columns = Rules(problem), np.arange(len(problem.mentors))
    for rows in blocks(np.arange(len(left))):
        masks = rules.masks(rows, columns)
        for rule in counts:
            counts[rule] += int(masks[rule].any(axis=1).sum())
    found = {rule: count for rule, count in counts.items() if count}
    return found | ({"weak": len(left)} if task.least and left else {})


# Without it ----------------------------------------------------------------------------------


def _everybody(change: Callable[[Person], Person]) -> Callable[[MatchingTask], MatchingTask]:
    """What somebody has not said breaks no rule."""

    def relaxed(task: MatchingTask) -> MatchingTask:
        problem = task.problem
        mentors, mentees = (tuple(map(change, side)) for side in (problem.mentors, problem.mentees))
        return task.with_problem(replace(problem, mentors=mentors, mentees=mentees))

    return relaxed


def _in_problem(change: Callable[[Problem], Problem]) -> Callable[[MatchingTask], MatchingTask]:
    return lambda task: task.with_problem(change(task.problem))


RELAXED: Mapping[str, Callable[[MatchingTask], MatchingTask]] = {
    "language": _everybody(lambda person: replace(person, languages=frozenset())),
    "channel": _everybody(lambda person: replace(person, channels=frozenset())),
    "distance": _everybody(lambda person: replace(person, location="")),
    "time": _in_problem(lambda problem: replace(problem, min_minutes=0)),
    "rejected": _in_problem(lambda problem: replace(problem, rejects=frozenset())),
    "weak": lambda task: replace(task, least=0),
}
"""What a task is without a rule. A reporting line, and what is nobody's business, always hold."""


def _row(task: MatchingTask, before: Solution, rule: str, count: int) -> RuleRow:
    if rule not in RELAXED:
        return RuleRow(rule, count, None, ())
    gained = changes(before, RELAXED[rule](task).solve()).gained
    people = sorted((task.people.enrollments[one].user for one in gained), key=str)
    return RuleRow(rule, count, len(gained), people[:NAMED])
