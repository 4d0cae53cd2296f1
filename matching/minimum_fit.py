"""Rather nobody than a weak match: the best assignment of the pairs that reach a least fit."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from matching.engine import Problem, Remark, Solution, Unmatched, solve
from matching.engine.graph import ALONE, Bits, Edges, Ints, Mask, blocks
from matching.engine.optimum import Aims, best
from matching.engine.rules import Rules
from matching.engine.scoring import BLUR, Scores
from matching.engine.ties import hashes, ties
from matching.engine.unmatched import Assignment, unmatched

PAIRS_HELD = 4_000_000
"""Up to so many possible pairs the answer is the best there is; of more, each mentee's best
``BEST_OF_EACH`` are looked at."""

BEST_OF_EACH = 100

Mentors = Mapping[str, str]
"""The mentor's id by the mentee's."""


def solve_above(problem: Problem, least: int, tell: Callable[[str], object] = str) -> Solution:
    """Like ``solve``, but without pairs of less than ``least`` points (see ``FULL_FIT``).

    As many pairs as possible, then whoever waited longest, then the best worst pair, then the
    largest total. Pins hold whatever their fit. Who is left over only for a weak fit is told so:
    rule "weak" of the census. ``tell`` hears of the stages as in ``solve``.
    """
    problem = _in_order(problem)
    tell("rules")
    pinned = solve(_of(problem, {mentee for _mentor, mentee in problem.pins}))
    kept = {pair.mentee: pair.mentor for pair in pinned.pairs if pair.pinned}
    grid = _Grid(problem, kept, least)
    tell("pairs")
    found = kept | grid.found()
    tell("reasons")
    held = solve(replace(_of(problem, found), pins=tuple(_turned(found))))
    pairs = tuple(replace(pair, pinned=pair.mentee in kept) for pair in held.pairs)
    return Solution(pairs, grid.left_over(found), pinned.refused_pins)


def _in_order(problem: Problem) -> Problem:
    return replace(
        problem,
        mentors=tuple(sorted(problem.mentors, key=lambda person: person.id)),
        mentees=tuple(sorted(problem.mentees, key=lambda person: person.id)),
    )


def _of(problem: Problem, mentees: Collection[str]) -> Problem:
    return replace(problem, mentees=tuple(one for one in problem.mentees if one.id in mentees))


def _turned(pairs: Mentors) -> list[tuple[str, str]]:
    return [(mentor, mentee) for mentee, mentor in pairs.items()]


class _Grid:
    """Which pairs are allowed and not weak. Rows are mentees, columns are mentors, both by id."""

    def __init__(self, problem: Problem, kept: Mentors, least: int) -> None:
        self._problem, self._kept, self._least = problem, kept, least
        self._columns = {person.id: place for place, person in enumerate(problem.mentors)}
        self._rules = Rules(problem)
        self._scores = Scores(problem, self._rules.overlap)
        self._places = self._places_left()
        self._strong = np.zeros((len(problem.mentees), len(problem.mentors)), dtype=bool)
        self._rows, self._at, self._fit = self._look()

    def _places_left(self) -> Ints:
        used = Counter(self._kept.values())
        places = [self._problem.places(one) - used[one.id] for one in self._problem.mentors]
        return np.array(places, dtype=np.int64)

    def _look(self) -> tuple[Ints, Ints, Ints]:
        """The strong pairs with their exact fits; ``_strong`` is filled on the way."""
        most = None if self._strong.size <= PAIRS_HELD else BEST_OF_EACH
        parts = [self._part(rows, most) for rows in blocks(np.arange(len(self._strong)))]
        none = np.zeros(0, dtype=np.int64)
        rows, columns, fits = zip((none, none, none), *parts, strict=True)
        return np.concatenate(rows), np.concatenate(columns), np.concatenate(fits)

    def _part(self, rows: Ints, most: int | None) -> tuple[Ints, Ints, Ints]:
        near, shared = self._scores.block(rows)
        allowed = self._rules.allowed(rows, shared) & (near >= self._least - BLUR)
        line, column = np.nonzero(allowed)
        fit = self._scores.fit(rows[line], column)
        enough = fit >= self._least
        line, column, fit = line[enough], column[enough], fit[enough]
        self._strong[rows[line], column] = True
        chosen = np.arange(len(line)) if most is None else _best_of_each(line, fit, most)
        return rows[line[chosen]], column[chosen], fit[chosen]

    def found(self) -> dict[str, str]:
        """The best assignment of everybody who is not kept with somebody."""
        mentees, mentors = self._problem.mentees, self._problem.mentors
        free = np.array([one.id not in self._kept for one in mentees], dtype=bool)
        chosen: Mask = free[self._rows] & (self._places[self._at] > 0)
        rows, columns = self._rows[chosen], self._at[chosen]
        fit = self._fit[chosen] + np.where(
            self._is_earlier(rows, columns), self._problem.loyalty, 0
        )
        ours, theirs = (hashes(one.id for one in side) for side in (mentees, mentors))
        waited = np.array([one.waited for one in mentees], dtype=np.int64)[rows]
        none = np.zeros(len(rows), dtype=bool)
        aims = Aims(ties(ours[rows], theirs[columns]), none, waited=waited)
        done = best(Edges(rows, columns, fit, self._places, len(mentees)), aims)
        pairs = enumerate(done.mentor_of.tolist())
        return {mentees[row].id: mentors[column].id for row, column in pairs if column != ALONE}

    def _is_earlier(self, rows: Ints, columns: Ints) -> Mask:
        before = (self._problem.previous.get(one.id, "") for one in self._problem.mentees)
        earlier = np.array([self._columns.get(mentor, ALONE) for mentor in before], dtype=np.int64)
        same: Mask = earlier[rows] == columns
        return same

    def left_over(self, found: Mentors) -> tuple[Unmatched, ...]:
        places = {person.id: row for row, person in enumerate(self._problem.mentees)}
        mentor_of = {places[one]: self._columns[mentor] for one, mentor in found.items()}
        pinned = frozenset(places[mentee] for mentee in self._kept)
        outcome = Assignment(self._problem, self._rules, Bits.of(self._strong), mentor_of, pinned)
        return tuple(map(_with_weak, unmatched(outcome)))


def _best_of_each(line: Ints, fit: Ints, most: int) -> Ints:
    order = np.lexsort((-fit, line))
    nth = np.arange(len(order)) - np.searchsorted(line[order], line[order])
    chosen: Ints = np.sort(order[nth < most])
    return chosen


def _with_weak(row: Unmatched) -> Unmatched:
    """Candidates no rule keeps away are too weak a fit."""
    return replace(row, why=tuple(map(_counted, row.why)))


def _counted(note: Remark) -> Remark:
    if note.code != "census":
        return note
    params: Mapping[str, Any] = note.params
    weak = params["total"] - sum(params["rules"].values())
    rules = params["rules"] | ({"weak": weak} if weak else {})
    return replace(note, params={**params, "rules": rules})
