"""What makes a pair impossible, whatever its fit. Rows are mentees, columns are mentors.

An answer somebody has not given breaks no rule.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from matching.engine.factor_matrices import FactorTable, Overlap, Single, table
from matching.engine.graph import Ints
from matching.engine.model import SLOT_MINUTES, Person, Problem
from matching.engine.tables import Mask, in_common, sizes

People = Sequence[Person]

RULES = ("line", "unavailable", "rejected", "language", "channel", "distance", "time", "full")
"""In the order in which a person is told: the first broken rule is the reason."""

NAMED = ("line", "unavailable", "rejected")

IN_PERSON = "in_person"
FEW_PLACES = 64
"""Up to so many kinds of rows the places are columns of the product that makes the fit."""


class Rules:
    """Which pairs of ``problem`` break which rule, for any part of all pairs."""

    def __init__(self, problem: Problem) -> None:
        self._named = _named(problem)
        self._language = table(
            problem.mentees,
            lambda p: p.languages,
            lambda k: _apart(k, problem.mentors, "languages"),
        )
        self._channel = table(
            problem.mentees, lambda p: p.channels, lambda k: _apart(k, problem.mentors, "channels")
        )
        self._distance = table(
            problem.mentees, _whereabouts, lambda k: _too_far(k, problem.mentors)
        )
        self.overlap = Overlap(problem.mentees, problem.mentors)
        self._needed = problem.min_minutes / SLOT_MINUTES
        self._times = _has_times(problem.mentees), _has_times(problem.mentors)
        places = [problem.places(mentor) for mentor in problem.mentors]
        self._full = np.array(places, dtype=np.int64) == 0

    def masks(self, rows: Ints, columns: Ints) -> dict[str, Mask]:
        """For each rule, which pairs of ``rows`` and ``columns`` break it."""
        scarce = self.overlap.block(rows)[:, columns] < self._needed
        scarce &= np.outer(self._times[0][rows], self._times[1][columns])
        return {
            **{rule: self._named[rule].mask(rows)[:, columns] for rule in NAMED},
            "language": _lines(self._language, rows)[:, columns],
            "channel": _lines(self._channel, rows)[:, columns],
            "distance": _lines(self._distance, rows)[:, columns],
            "time": scarce,
            "full": np.broadcast_to(self._full[columns], (len(rows), len(columns))),
        }

    def first(self, row: int, column: int) -> str:
        """The first rule this pair breaks, or ""."""
        masks = self.masks(np.array([row]), np.array([column]))
        return next((rule for rule in RULES if masks[rule][0, 0]), "")

    def tables(self) -> Iterator[tuple[Ints, Mask]]:
        """Rules that tell only kinds of rows apart: the kind of each row, and which columns each
        kind may not have."""
        for part in (self._language, self._channel):
            yield part.kind, part.values.astype(bool)
        if self.has_few_places and self._distance.values.any():
            yield self._distance.kind, self._distance.values.astype(bool)
        yield np.zeros(len(self._times[0]), dtype=np.int64), self._full[None, :]

    @property
    def has_few_places(self) -> bool:
        """Whether places tell few kinds of rows apart; else :meth:`apart` looks at them."""
        return len(self._distance.values) <= FEW_PLACES

    def apart(self, rows: Ints) -> Mask:
        """Which pairs of ``rows`` could only meet in person, and are in different places."""
        return _lines(self._distance, rows)

    def scarce(self, rows: Ints, shared: Single) -> Mask:
        """Which pairs of ``rows`` have too little time; ``shared``: their quarters in common."""
        scarce = shared < self._needed
        scarce &= self._times[0][rows][:, None]
        scarce &= self._times[1]
        return scarce

    def mark_named(self, rows: Ints, fit: Single, value: np.float32) -> None:
        """Write ``value`` at the single pairs of ``rows`` that a rule names."""
        for pairs in self._named.values():
            pairs.mark(fit, rows, value)

    def allowed(self, rows: Ints, shared: Single) -> Mask:
        """Which pairs of ``rows`` break no rule; ``shared``: their quarters in common."""
        closed = self.scarce(rows, shared)
        closed |= _lines(self._language, rows)
        closed |= _lines(self._channel, rows)
        closed |= _lines(self._distance, rows)
        closed |= self._full
        for pairs in self._named.values():
            pairs.mark(closed, rows)
        np.logical_not(closed, out=closed)
        return closed


class _Pairs:
    """Single pairs, found by their row."""

    def __init__(self, pairs: Sequence[tuple[int, int]], shape: tuple[int, int]) -> None:
        ordered = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
        self._columns = ordered[:, 1]
        self._start = np.searchsorted(ordered[:, 0], np.arange(shape[0] + 1))
        self._width = shape[1]

    def mark(self, table: Mask | Single, rows: Ints, value: np.float32 | bool = True) -> None:
        start, count = self._start[rows], self._start[rows + 1] - self._start[rows]
        line = np.repeat(np.arange(len(rows)), count)
        nth = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
        table[line, self._columns[np.repeat(start, count) + nth]] = value

    def mask(self, rows: Ints) -> Mask:
        mask = np.zeros((len(rows), self._width), dtype=bool)
        self.mark(mask, rows)
        return mask


def _lines(part: FactorTable, rows: Ints) -> Mask:
    lines: Mask = part.values.astype(bool)[part.kind[rows]]
    return lines


def broken_rule(problem: Problem, mentor_id: str, mentee_id: str) -> str:
    """The first rule this pair breaks, "missing" when somebody is not in the pool, else ""."""
    mentor = next((person for person in problem.mentors if person.id == mentor_id), None)
    mentee = next((person for person in problem.mentees if person.id == mentee_id), None)
    if mentor is None or mentee is None:
        return "missing"
    return Rules(replace(problem, mentors=(mentor,), mentees=(mentee,))).first(0, 0)


def _named(problem: Problem) -> dict[str, _Pairs]:
    columns = {person.id: place for place, person in enumerate(problem.mentors)}
    rows = {person.id: place for place, person in enumerate(problem.mentees)}
    found: dict[str, list[tuple[int, int]]] = {rule: [] for rule in NAMED}
    pairs = [*problem.forbidden.items(), *((pair, "rejected") for pair in problem.rejects)]
    for (mentor, mentee), rule in pairs:
        if mentor in columns and mentee in rows:
            found[rule].append((rows[mentee], columns[mentor]))
    shape = len(problem.mentees), len(problem.mentors)
    return {rule: _Pairs(pairs, shape) for rule, pairs in found.items()}


def _apart(mentees: People, mentors: People, name: str) -> Mask:
    ours = [getattr(person, name) for person in mentees]
    theirs = [getattr(person, name) for person in mentors]
    apart: Mask = in_common(ours, theirs) == 0
    apart &= np.outer(sizes(ours) > 0, sizes(theirs) > 0)
    return apart


def _whereabouts(person: Person) -> tuple[frozenset[str], str] | None:
    """All that matters for the distance: nothing for who does not meet in person."""
    is_placed = IN_PERSON in person.channels and person.location
    return (person.channels, person.location) if is_placed else None


def _too_far(mentees: People, mentors: People) -> Mask:
    """Whether meeting in person is all that two people have in common, in different places."""
    ours, theirs = ([person.channels for person in side] for side in (mentees, mentors))
    placed = [IN_PERSON in person.channels and bool(person.location) for person in mentors]
    known = [IN_PERSON in person.channels and bool(person.location) for person in mentees]
    only: Mask = in_common(ours, theirs) == 1
    only &= np.array(known, dtype=bool)[:, None]
    only &= np.array(placed, dtype=bool)
    here = np.array([person.location for person in mentees], dtype=object)
    there = np.array([person.location for person in mentors], dtype=object)
    only &= here[:, None] != there[None, :]
    return only


def _has_times(people: People) -> Mask:
    return np.array([bool(person.slots) for person in people], dtype=bool)
