"""Matching by what people ranked: as many pairs as possible first, then as few blocking pairs.

Two people *block* when they would both rather have each other: the mentee ranks the mentor above
what they have, and the mentor has a place free, or a mentee they like less. An assignment without a
blocking pair can be smaller than the largest one. To find the fewest blocking pairs among the
largest assignments is hard in general (Biró, Manlove and Mittal, 2010), so it is proven up to a
size, and beyond it as many pairs as can be are taken from an assignment without any.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from matching.engine.graph import ALONE, Edges, Ints
from matching.engine.optimum import certified
from matching.engine.stable import deferred_acceptance

MOST_WISHES = 1_500
MOST_EDGES = 15_000
"""Up to so many ranked and possible pairs the fewest blocking pairs are looked for exactly."""
MOST_NODES = 2_000
"""How far that search goes; what it has not proven by then, it says."""

Couple = tuple[int, int]


@dataclass(frozen=True)
class Ranking:
    """``wishes``: for each row its columns, best first, possible ones only. ``edges``: all possible
    pairs; their ``fit`` is how much the column likes the row, and no two of a column are equal."""

    edges: Edges
    wishes: Sequence[Sequence[int]]

    def liking(self) -> dict[Couple, int]:
        edges = self.edges
        pairs = zip(edges.rows.tolist(), edges.columns.tolist(), strict=True)
        return dict(zip(pairs, edges.fit.tolist(), strict=True))


@dataclass(frozen=True)
class Ranked:
    """``mentor_of``: the column of each row, or ALONE. ``at_least``: no assignment with as many
    pairs has fewer blocking pairs than that."""

    mentor_of: Ints
    blocking: Sequence[Couple]
    at_least: int


def ranked_pairs(ranking: Ranking, most: int) -> Ranked:
    """The wishes that are granted, in an assignment that can be completed to ``most`` pairs, the
    largest number there is; with the blocking pairs of the whole assignment."""
    stable = _stable(ranking)
    kept = _kept(ranking, stable)
    return _fewest_blocking(ranking, kept, most)


def blocking_pairs(ranking: Ranking, mentor_of: Ints) -> list[Couple]:
    """The pairs (row, column) that would both rather have each other."""
    liking, places = ranking.liking(), ranking.edges.places.tolist()
    held: list[list[int]] = [[] for _column in places]
    for row, column in enumerate(mentor_of.tolist()):
        if column != ALONE:
            held[column].append(liking[row, column])
    found = []
    for row, wishes in enumerate(ranking.wishes):
        own = int(mentor_of[row])
        rather = wishes[: wishes.index(own)] if own in wishes else wishes
        for column in rather:
            better = sum(liked > liking[row, column] for liked in held[column])
            if better < places[column]:
                found.append((row, column))
    return found


def _stable(ranking: Ranking) -> Ints:
    liking = ranking.liking()
    found = deferred_acceptance(
        ranking.wishes, lambda row, column: liking[row, column], ranking.edges.places.tolist()
    )
    return np.array(found, dtype=np.int64)


def _kept(ranking: Ranking, stable: Ints) -> Ints:
    """As many pairs as possible, and then as many of the ``stable`` ones as possible."""
    edges = ranking.edges
    if not len(edges.rows):
        return np.full(edges.mentees, ALONE)
    is_stable = (stable[edges.rows] == edges.columns).astype(np.int64)
    return certified(replace(edges, fit=is_stable), is_stable, None, 1).mentor_of


# The fewest blocking pairs ---------------------------------------------------------------------


def _fewest_blocking(ranking: Ranking, kept: Ints, most: int) -> Ranked:
    """Never more than ``kept`` has."""
    known = Ranked(kept, blocking_pairs(ranking, kept), 0)
    wishes = sum(map(len, ranking.wishes))
    if not known.blocking or wishes > MOST_WISHES or len(ranking.edges.rows) > MOST_EDGES:
        return known
    found, bound = _Program(ranking, most).solved()
    at_least = min(bound, len(known.blocking))
    if found is None:
        return replace(known, at_least=at_least)
    fewer = Ranked(found, blocking_pairs(ranking, found), at_least)
    better = len(fewer.blocking) < len(known.blocking)
    return fewer if better else replace(known, at_least=at_least)


class _Program:
    """The integer program: a variable for each possible pair, and one for each wish that says
    whether it blocks."""

    def __init__(self, ranking: Ranking, most: int) -> None:
        self._edges, self._most = ranking.edges, most
        self._wishes = [
            (row, column) for row, wishes in enumerate(ranking.wishes) for column in wishes
        ]
        self._ranking = ranking

    def solved(self) -> tuple[Ints | None, int]:
        """The column of each row, None when none was found in time; and the least there can be."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        pairs, wishes = len(self._edges.rows), len(self._wishes)
        cost = np.concatenate([np.zeros(pairs), np.ones(wishes)])
        matrix, low, high = self._constraints()
        found = milp(
            cost,
            integrality=np.ones(pairs + wishes),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, low, high),
            options={"node_limit": MOST_NODES, "mip_rel_gap": 0},
        )
        bound = found.mip_dual_bound
        at_least = 0 if bound is None or not np.isfinite(bound) else ceil(bound - 1e-6)
        return (None if found.x is None else self._read(found.x[:pairs])), at_least

    def _read(self, values: np.ndarray) -> Ints:
        mentor_of = np.full(self._edges.mentees, ALONE)
        chosen = values > 0.5
        mentor_of[self._edges.rows[chosen]] = self._edges.columns[chosen]
        return mentor_of

    def _constraints(self) -> tuple[object, Ints, Ints]:
        """One mentor for each mentee, no mentor over capacity, ``most`` pairs, and for each wish:
        it blocks, or the mentee has it or better, or all places went to mentees liked more."""
        from scipy.sparse import csr_matrix

        edges, pairs = self._edges, len(self._edges.rows)
        columns, width = len(edges.places), pairs + len(self._wishes)
        every = np.arange(pairs)
        first = edges.mentees + columns + 1
        at = [edges.rows, edges.mentees + edges.columns, np.full(pairs, first - 1)]
        entries = [(np.concatenate(at), np.tile(every, 3), np.ones(3 * pairs))]
        entries += [self._wish(number, first + number) for number in range(len(self._wishes))]
        row, column, value = (np.concatenate(side) for side in zip(*entries, strict=True))
        matrix = csr_matrix((value, (row, column)), shape=(first + len(self._wishes), width))
        needed = edges.places[[column for _row, column in self._wishes]]
        low = np.concatenate([np.zeros(first - 1), [self._most], needed])
        high = np.concatenate(
            [np.ones(edges.mentees), edges.places, [self._most], np.full(len(needed), np.inf)]
        )
        return matrix, low, high

    def _wish(self, number: int, line: int) -> tuple[Ints, Ints, np.ndarray]:
        row, column = self._wishes[number]
        edges, wishes = self._edges, list(self._ranking.wishes[row])
        enough = wishes[: wishes.index(column) + 1]
        own = np.flatnonzero((edges.rows == row) & np.isin(edges.columns, enough))
        mine = edges.fit[own[edges.columns[own] == column]]
        others = np.flatnonzero((edges.columns == column) & (edges.fit > mine))
        at = np.concatenate([own, others, [len(edges.rows) + number]])
        places = float(edges.places[column])
        value = np.concatenate([np.full(len(own), places), np.ones(len(others)), [places]])
        return np.full(len(at), line), at, value
