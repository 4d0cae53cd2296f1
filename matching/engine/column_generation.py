"""The best assignment of a pool too large to hold every pair: price and certify.

All pairs are scored in blocks, only each row's best ones are kept, and the problem over those is
solved. Its prices then tell which rows could have lost something by that: for most of them nothing
that was not kept can be good enough, and only the others are scored again. What is found there is
added, until nothing is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching.engine.factor_matrices import Single
from matching.engine.graph import Bits, Edges, Ints, Mask, blocks, contested, most_pairs
from matching.engine.model import Problem
from matching.engine.optimum import TIE_LEVELS, Aims, Optimum, again, best, waits
from matching.engine.score_blocks import IMPOSSIBLE, Grid, possible
from matching.engine.scoring import BLUR, Scores
from matching.engine.ties import hashes, ties

KEPT = 24
"""How many of each row's best pairs are kept at first."""
ADDED = 8
PAIRS = 16_384
"""So many single pairs are scored exactly before a whole block is scored nearly."""
STRIDES = 16
ROUNDS = 60


@dataclass(frozen=True)
class SolverPool:
    """Everything about the pairs of a problem. ``open``: rows that nothing has fixed yet;
    ``places``: what is left for them. ``earlier`` and ``bonus``: the column a row had before
    (or ALONE), and how many points keeping it is worth."""

    problem: Problem
    scores: Scores
    grid: Grid
    allowed: Bits
    open: Ints
    places: Ints
    earlier: Ints
    bonus: int


def optimum(pool: SolverPool) -> Optimum:
    """The best assignment of the open rows; ``gap`` is 0 when it is proven (and it is, unless
    ``ROUNDS`` were not enough)."""
    candidates = _Candidates(pool)
    while candidates.match_more():
        pass
    edges = candidates.edges()
    found = best(edges, candidates.aims(edges))
    while candidates.extend_higher(edges, found):
        edges = candidates.edges()
        found = best(edges, candidates.aims(edges))
    for _round in range(ROUNDS):
        if not candidates.extend_total(found):
            return found
        edges = candidates.edges()
        found = again(edges, candidates.aims(edges), found)
    raise AssertionError("pairs keep being added although each is added once")


class _Candidates:
    """The pairs known so far, as ``row * columns + column`` with their exact fit."""

    def __init__(self, pool: SolverPool) -> None:
        self._pool = pool
        self._width = len(pool.places)
        people = pool.problem
        self._hashes = [hashes(p.id for p in side) for side in (people.mentees, people.mentors)]
        self._limit = np.full(len(people.mentees), IMPOSSIBLE)
        self._closed = np.flatnonzero(pool.places <= 0)
        self._waited = np.array([person.waited for person in people.mentees], dtype=np.int64)
        self._ids, self._fit = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        self._add([self._first(rows) for rows in blocks(pool.open)] if self._width else [])

    def edges(self) -> Edges:
        rows, columns = np.divmod(self._ids, max(1, self._width))
        return Edges(rows, columns, self._fit, self._pool.places, len(self._limit))

    def aims(self, edges: Edges) -> Aims:
        none = np.zeros(len(edges.rows), dtype=bool)
        waited = self._waited[edges.rows] if self._waited.any() else None
        return Aims(self._ties(edges.rows, edges.columns), none, waited=waited)

    def _ties(self, rows: Ints, columns: Ints) -> Ints:
        return ties(self._hashes[0][rows], self._hashes[1][columns])

    def _exact(self, rows: Ints, columns: Ints) -> Ints:
        kept = self._pool.earlier[rows] == columns
        return self._pool.scores.fit(rows, columns) + np.where(kept, self._pool.bonus, 0)

    # The first look --------------------------------------------------------------------------

    def _first(self, rows: Ints) -> Ints:
        """The best pairs of ``rows``, and a note of what nobody else of theirs exceeds."""
        fit = self._pool.grid.fit(rows)
        self._pool.allowed.keep(rows, possible(fit))
        fit[:, self._closed] = IMPOSSIBLE
        self._limit[rows] = limit = _limit(fit)
        kept = np.flatnonzero(fit >= np.maximum(limit, IMPOSSIBLE / 2)[:, None])
        line, column = np.divmod(kept, self._width)
        return np.concatenate([rows[line] * self._width + column, self._earlier(rows)])

    def _earlier(self, rows: Ints) -> Ints:
        """Pairs of before are always looked at: their bonus may lift them over better ones."""
        had = rows[self._pool.earlier[rows] >= 0]
        had = had[self._pool.places[self._pool.earlier[had]] > 0]
        had = had[self._pool.allowed.at(had, self._pool.earlier[had])]
        return had * self._width + self._pool.earlier[had]

    def _add(self, found: list[Ints]) -> bool:
        new = _new(np.concatenate([self._ids[:0], *found]), self._ids)
        ids = np.concatenate([self._ids, new])
        exact = [self._exact(*np.divmod(part, self._width)) for part in blocks(new, PAIRS)]
        fit = np.concatenate([self._fit, *exact])
        order = np.argsort(ids, kind="stable")
        self._ids, self._fit = ids[order], fit[order]
        return bool(len(new))

    # The second look -------------------------------------------------------------------------

    def match_more(self) -> bool:
        """Add pairs with which more could be matched, or more of those who waited; whether there
        were any. Cheaper than to find the best assignment before as many are matched as can be."""
        return self._add(self._short_of_places(self.edges()))

    def _short_of_places(self, edges: Edges, least: int = 0) -> list[Ints]:
        """Pairs (with at least that fit) with which ``edges`` would match more of all people, or
        of those who waited so long or longer."""
        found: list[Ints] = []
        for rounds in [0, *waits(self._waited[self._pool.open]).tolist()]:
            first = self._waited >= rounds
            some = edges.only(first[edges.rows])
            rows, columns = contested(some, most_pairs(some))
            found += self._across((rows & first, columns), least)
        return found

    def extend_higher(self, edges: Edges, found: Optimum) -> bool:
        """Add pairs with which more could be matched, or the worst pair be better; whether there
        were any. Where there are none, no pair of the whole pool can change either."""
        return self._add(self._across(contested(edges, found.mentor_of))) or self._add(
            self._higher(edges, found.floor)
        )

    def extend_total(self, found: Optimum) -> bool:
        """Add pairs with which the total could be larger; whether there were any."""
        return self._add(self._across(found.region, found.floor or 0)) or self._add(
            self._better_total(found)
        )

    def _across(self, region: tuple[Mask, Mask], least: int = 0) -> list[Ints]:
        """Pairs (with at least that fit) from contested rows to columns that are not contested:
        with them more could be matched, or others be left out."""
        looked_at = np.intersect1d(np.flatnonzero(region[0]), self._pool.open)
        looked_at = looked_at[self._limit[looked_at] + BLUR >= least]
        columns = np.flatnonzero(~region[1] & (self._pool.places > 0))
        return [self._outside(part, columns, least) for part in blocks(looked_at)]

    def _higher(self, edges: Edges, floor: int | None) -> list[Ints]:
        """Pairs with which the worst pair might be better than the floor found."""
        if floor is None:
            return []
        return self._short_of_places(edges.only(edges.fit > floor), floor + 1)

    def _outside(self, rows: Ints, columns: Ints, least: int) -> Ints:
        open_ = self._pool.allowed.part(rows, columns)
        if open_.sum() > PAIRS:
            open_ &= self._pool.grid.part(rows, columns) >= least - BLUR
        line, nth = np.nonzero(open_)
        rows, columns = rows[line], columns[nth]
        exact = self._exact(rows, columns)
        enough = exact >= least
        return self._some(rows[enough], columns[enough], exact[enough])

    def _some(self, rows: Ints, columns: Ints, value: Ints) -> Ints:
        """The few pairs of each row with most ``value``."""
        order = np.lexsort((-value, rows))
        rows, columns = rows[order], columns[order]
        nth = np.arange(len(rows)) - np.searchsorted(rows, rows)
        few: Ints = (rows * self._width + columns)[nth < ADDED]
        return few

    def _better_total(self, found: Optimum) -> list[Ints]:
        """Pairs that are worth more than what both gain already."""
        return [
            self._worth_more(part, dear, found, short)
            for short in (False, True)
            for part, dear in self._unproven(found, short)
        ]

    def _unproven(self, found: Optimum, short: bool) -> Iterator[tuple[Ints, float]]:
        """Rows for which the first look does not already show that nothing better was left out,
        in blocks, each with the price from which on a place is too dear for all of them."""
        rows = self._pool.open[found.region[0][self._pool.open] == short]
        prices = found.prices[(found.region[1] == short) & (self._pool.places > 0)]
        most = np.ceil(self._limit[rows].astype(np.float64) + BLUR)
        dear = most * found.unit + TIE_LEVELS - found.gains[rows]
        dear[most < max(found.floor or 0, 0)] = -np.inf
        looked_at = np.flatnonzero(dear > min(prices.tolist(), default=np.inf))
        for part in blocks(looked_at[np.argsort(dear[looked_at], kind="stable")]):
            yield rows[part], float(dear[part[-1]])

    def _worth_more(self, rows: Ints, dear: float, found: Optimum, short: bool) -> Ints:
        affordable = (found.region[1] == short) & (self._pool.places > 0) & (found.prices < dear)
        columns = np.flatnonzero(affordable)
        fit = self._pool.grid.part(rows, columns)
        unit = float(found.unit)
        # Prices that put whoever waited first are too large for short numbers.
        exact = np.float64 if self._waited.any() else np.float32
        margin = fit - (found.prices[columns] / unit).astype(exact)
        margin -= (found.gains[rows] / unit).astype(exact)[:, None]
        enough = margin > -BLUR - 2
        if found.floor is not None:
            enough &= fit >= found.floor - BLUR
        line, nth = np.nonzero(enough)
        return self._worth_adding(rows[line], columns[nth], found)

    def _worth_adding(self, rows: Ints, columns: Ints, found: Optimum) -> Ints:
        """Of single pairs those with which somebody would gain, a few for each row."""
        allowed = self._pool.allowed.at(rows, columns)
        rows, columns = rows[allowed], columns[allowed]
        fit = self._exact(rows, columns)
        worth = fit * found.unit + self._ties(rows, columns)
        more = worth - found.gains[rows] - found.prices[columns]
        better = more > 0
        if found.floor is not None:
            better &= fit >= found.floor
        return self._some(rows[better], columns[better], more[better])


def _new(found: Ints, known: Ints) -> Ints:
    """What of ``found`` is not in ``known``, each once, both in order."""
    ordered = np.sort(found)
    fresh = np.diff(ordered, prepend=-1) > 0
    if len(known):
        place = np.minimum(np.searchsorted(known, ordered), len(known) - 1)
        fresh &= known[place] != ordered
    new: Ints = ordered[fresh]
    return new


def _limit(fit: Single) -> Single:
    """For each row a fit that at least ``KEPT`` of its pairs reach, so far as it has as many.

    The largest of 16 interleaved parts are compared, which is much quicker than sorting all.
    """
    width = fit.shape[1]
    parts = STRIDES if width >= STRIDES * KEPT * 3 else 1
    if width <= KEPT:
        return np.full(len(fit), IMPOSSIBLE)
    strided = fit[:, : width // parts * parts].reshape(len(fit), parts, -1).max(axis=1)
    place = strided.shape[1] - KEPT
    limit: Single = np.partition(strided, place, axis=1)[:, place]
    return limit
