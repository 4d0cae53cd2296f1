"""Where one more place would help most: by function, unit, and skill of the mentors."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.engine import Person, Problem
from matching.engine.graph import Edges, Ints, blocks, contested, count, most_pairs
from matching.engine.rules import Rules
from matching.engine.scoring import Scores
from matching.task import POINTS, MatchingTask
from profiles.models import Enrollment

GROUPS_TRIED = 6
"""Of each kind, those with most mentors others compete for."""


@dataclass(frozen=True)
class CapacityAdvice:
    """One more place with each of its ``mentors`` would match ``frees`` more mentees.

    ``kind``: "function", "unit" or "skill".
    """

    kind: str
    name: str
    mentors: int
    frees: int


@dataclass(frozen=True)
class CapacityOutlook:
    """``frees``: how many more mentees one more place with each of ``mentors`` would match, those
    whom others compete for; ``groups``: the same for a part of these mentors."""

    frees: int
    mentors: int
    groups: Sequence[CapacityAdvice]


def capacity(task: MatchingTask) -> CapacityOutlook:
    """What more places would do; nothing where no place is missing."""
    edges = _edges(task)
    mentor_of = most_pairs(edges)
    wanted = np.flatnonzero(contested(edges, mentor_of)[1])
    matched = count(mentor_of)
    groups = [
        CapacityAdvice(kind, name, len(columns), _matched_with(edges, columns) - matched)
        for kind, names_of in KINDS.items()
        for name, columns in _groups(task, names_of, wanted)
    ]
    groups.sort(key=lambda one: (-one.frees, one.mentors, one.name))
    helpful = [one for one in groups if one.frees]
    return CapacityOutlook(_matched_with(edges, wanted) - matched, len(wanted), helpful)


def _edges(task: MatchingTask) -> Edges:
    """All possible pairs, also with mentors who are full already."""
    problem = _one_place_more(task.problem)
    rules, places = Rules(problem), [task.problem.places(one) for one in task.problem.mentors]
    scores = Scores(problem, rules.overlap) if task.least else None
    parts = [_possible(rules, scores, rows, task.least * POINTS) for rows in _rows(problem)]
    none = np.zeros(0, dtype=np.int64)
    rows, columns = (np.concatenate(side) for side in zip((none, none), *parts, strict=True))
    free = np.array(places, dtype=np.int64)
    return Edges(rows, columns, np.ones_like(rows), free, len(problem.mentees))


def _one_place_more(problem: Problem) -> Problem:
    mentors = (replace(one, capacity=one.capacity + 1) for one in problem.mentors)
    return replace(problem, mentors=tuple(mentors))


def _rows(problem: Problem) -> list[Ints]:
    return blocks(np.arange(len(problem.mentees)))


def _possible(rules: Rules, scores: Scores | None, rows: Ints, least: int) -> tuple[Ints, Ints]:
    line, column = np.nonzero(rules.allowed(rows, rules.overlap.block(rows)))
    if scores:
        enough = scores.fit(rows[line], column) >= least
        line, column = line[enough], column[enough]
    return rows[line], column


def _matched_with(edges: Edges, columns: Ints) -> int:
    places = edges.places.copy()
    places[columns] += 1
    return count(most_pairs(replace(edges, places=places)))


# Groups of mentors ---------------------------------------------------------------------------


Names = Callable[[Enrollment, Person], Iterable[str]]


def _function(row: Enrollment, person: Person) -> Iterable[str]:
    return filter(None, [row.user.function.strip()])


def _unit(row: Enrollment, person: Person) -> Iterable[str]:
    return [str(row.user.unit)] if row.user.unit else []


def _skill(row: Enrollment, person: Person) -> Iterable[str]:
    return person.offered


KINDS: dict[str, Names] = {"function": _function, "unit": _unit, "skill": _skill}


def _groups(task: MatchingTask, names_of: Names, among: Ints) -> list[tuple[str, Ints]]:
    """The largest groups of the columns ``among``."""
    found: dict[str, list[int]] = {}
    for column in among.tolist():
        person = task.problem.mentors[column]
        for name in names_of(task.people.enrollments[person.id], person):
            found.setdefault(name, []).append(column)
    largest = sorted(found.items(), key=lambda group: (-len(group[1]), group[0]))
    return [(name, np.array(columns)) for name, columns in largest[:GROUPS_TRIED]]
