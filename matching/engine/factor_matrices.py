"""Pieces of a fit, each as numbers for one pair, for many pairs, or for whole blocks of pairs.

Rows are mentees, columns are mentors. ``at(rows, columns)`` gives the exact values of single pairs;
``factors()`` two thin matrices whose product gives nearly the same for all pairs at once.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import reduce
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.engine.graph import Ints
from matching.engine.model import SLOTS_PER_WEEK, Person
from matching.engine.tables import Grid, Mask, coverage

Single = NDArray[np.float32]
Factors = tuple[Grid, Grid]
Slots = frozenset[int]
Shared = TypeVar("Shared", Grid, Single)


class FactorPart(Protocol):
    def at(self, rows: Ints, columns: Ints) -> Grid: ...

    def factors(self) -> Factors: ...


class Product:
    """``left`` (rows x k) times ``right`` (columns x k)."""

    def __init__(self, left: Grid, right: Grid) -> None:
        self.left, self.right = left, right

    def at(self, rows: Ints, columns: Ints) -> Grid:
        found: Grid = np.einsum("ij,ij->i", self.left[rows], self.right[columns])
        return found

    def factors(self) -> Factors:
        return self.left, self.right


class FactorTable:
    """``values``: a line for each kind of row, a number for each column; ``kind`` of each row."""

    def __init__(self, kind: Ints, values: Grid) -> None:
        self.kind, self.values = kind, values

    def at(self, rows: Ints, columns: Ints) -> Grid:
        found: Grid = self.values[self.kind[rows], columns]
        return found

    def factors(self) -> Factors:
        return np.eye(len(self.values))[self.kind], self.values.T


def kinds(keys: Sequence[Hashable]) -> tuple[Ints, list[int]]:
    """The kind of each key, and where the first key of each kind stands."""
    number: dict[Hashable, int] = {}
    kind = np.array([number.setdefault(key, len(number)) for key in keys], dtype=np.int64)
    _kinds, first = np.unique(kind, return_index=True)
    return kind, first.tolist()


def table(
    mentees: Sequence[Person],
    key: Callable[[Person], Hashable],
    values: Callable[[Sequence[Person]], Grid | Mask],
) -> FactorTable:
    """What depends on mentees by ``key`` only: worked out once for each different answer."""
    kind, first = kinds([key(person) for person in mentees])
    return FactorTable(
        kind, np.asarray(values([mentees[place] for place in first]), dtype=np.float64)
    )


def unknown(mentees: Mask, mentors: Mask, worth: float) -> Product:
    """``worth`` for each pair of which somebody's answer is not known, else 0."""
    ours, theirs = mentees.astype(np.float64), mentors.astype(np.float64)
    left = np.column_stack([-worth * ours, np.full(len(ours), worth)])
    return Product(left, np.column_stack([theirs, np.ones(len(theirs))]))


class Growth:
    """How much of the way from now to target the teacher covers, mean over the wanted skills.

    ``taught_by_columns``: mentors teach mentees; else the other way round.
    """

    def __init__(
        self, learners: Sequence[Person], teachers: Sequence[Person], *, taught_by_columns: bool
    ) -> None:
        self._by_columns = taught_by_columns
        skills = sorted({skill for person in learners for skill in person.wanted})
        place = {skill: at for at, skill in enumerate(skills)}
        self._levels = _levels(teachers, place)
        step_at: dict[tuple[int, int, int], int] = {}
        wishes = [
            [
                step_at.setdefault((place[skill], wish.level, wish.target), len(step_at))
                for skill, wish in person.wanted.items()
            ]
            for person in learners
        ]
        self._steps = list(step_at)
        most = max(map(len, wishes), default=0)
        filled = [steps + [-1] * (most - len(steps)) for steps in wishes]
        self._wanted = np.array(filled, dtype=np.int64).reshape(len(learners), most)
        self._share = 1.0 / np.maximum((self._wanted >= 0).sum(axis=1), 1)
        self._covers = _covers(self._steps, int(self._levels.max(initial=0)))

    def at(self, rows: Ints, columns: Ints) -> Grid:
        learners, teachers = (rows, columns) if self._by_columns else (columns, rows)
        skill_of = np.array([step[0] for step in self._steps], dtype=np.int64)
        total = np.zeros(len(learners))
        for wanted in self._wanted.T:
            step = wanted[learners]
            asked = np.flatnonzero(step >= 0)
            has = self._levels[teachers[asked], skill_of[step[asked]]]
            total[asked] += self._covers[step[asked], has]
        mean: Grid = total * self._share[learners]
        return mean

    def factors(self) -> Factors:
        wanted = np.zeros((len(self._wanted), len(self._steps)))
        row, nth = np.nonzero(self._wanted >= 0)
        wanted[row, self._wanted[row, nth]] = self._share[row]
        skills = [skill for skill, _now, _target in self._steps]
        known = self._covers[np.arange(len(self._steps)), self._levels[:, skills]]
        return (wanted, known) if self._by_columns else (known, wanted)


def _levels(teachers: Sequence[Person], place: dict[str, int]) -> Ints:
    known = [
        (row, place[skill], level)
        for row, person in enumerate(teachers)
        for skill, level in person.offered.items()
        if skill in place
    ]
    rows, columns, level = np.array(known, dtype=np.int64).reshape(-1, 3).T
    levels = np.zeros((len(teachers), len(place)), dtype=np.int64)
    levels[rows, columns] = level
    return levels


def _covers(steps: Sequence[tuple[int, int, int]], highest: int) -> Grid:
    rows = [
        [coverage(has, now, target) for has in range(highest + 1)] for _skill, now, target in steps
    ]
    return np.array(rows, dtype=np.float64).reshape(len(steps), highest + 1)


class Overlap:
    """Quarters of an hour a week in which both are free, in the week in which they are fewest.

    Half-days move against each other when one clock changes before another: each kind of week
    counts for itself, and a pair has what it can rely on in all of them.
    """

    def __init__(self, mentees: Sequence[Person], mentors: Sequence[Person]) -> None:
        self.kind, own_first = kinds([person.slots for person in mentees])
        theirs, their_first = kinds([person.slots for person in mentors])
        wished = [mentees[at].slots for at in own_first]
        given = [mentors[at].slots for at in their_first]
        weeks = _weeks([*wished, *given])
        used = [week for week in weeks if week.any()] or weeks[:1]
        self._weeks = [_Week(week, len(wished), theirs) for week in used]
        self.number_of_kinds = len(wished)

    def at(self, rows: Ints, columns: Ints) -> Grid:
        kinds = self.kind[rows]
        return _fewest(
            np.einsum("ij,ij->i", week.left[kinds], week.right[columns]).astype(np.float64)
            for week in self._weeks
        )

    def block(self, rows: Ints) -> Single:
        return _fewest(week.left[self.kind[rows]] @ week.right.T for week in self._weeks)

    def part(self, rows: Ints, columns: Ints) -> Single:
        kinds = self.kind[rows]
        return _fewest(week.left[kinds] @ week.right[columns].T for week in self._weeks)

    def table(self) -> Single:
        """The same for each kind of row."""
        return _fewest(week.left @ week.right.T for week in self._weeks)


class _Week:
    """One kind of week; quarters that always go together are one column, weighted by their number.

    ``left`` has a row for each kind of mentee, ``right`` one for each mentor.
    """

    def __init__(self, free: Mask, wished: int, theirs: Ints) -> None:
        """``free``: a row for each quarter, a column for each kind: ``wished`` of mentees first."""
        free = free[free[:, :wished].any(axis=1) & free[:, wished:].any(axis=1)]
        kind, first = kinds([quarter.tobytes() for quarter in np.packbits(free, axis=1)])
        groups, weight = free[first], np.bincount(kind)
        self.left = (groups[:, :wished] * weight[:, None]).T.astype(np.float32)
        self.right = groups[:, wished:].T.astype(np.float32)[theirs]


def _weeks(everybody: Sequence[Slots]) -> list[Mask]:
    """For each week, which quarters (rows) each of ``everybody`` (columns) has."""
    number = 1 + max((max(slots, default=0) for slots in everybody), default=0) // SLOTS_PER_WEEK
    free = np.zeros((len(everybody), number * SLOTS_PER_WEEK), dtype=bool)
    for row, slots in enumerate(everybody):
        free[row, list(slots)] = True
    return np.split(free.T, number)


def _fewest(shared: Iterable[Shared]) -> Shared:
    """The smaller of each number, over all kinds of weeks."""
    return reduce(lambda one, other: np.minimum(one, other, out=one), shared)
