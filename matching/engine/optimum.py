"""The best assignment over known possible pairs, with prices that prove it.

The aims come strictly one after the other: as many pairs as possible; whoever waited longest among
those matched; as few pairs as possible below the threshold; the worst pair as good as possible; the
largest total; and last a tie-break that depends on nothing but the people's ids.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from matching.engine.graph import ALONE, Edges, Ints, Mask, contested, count, most_pairs

TIE_LEVELS = 16
EXACT = 2**50
"""Whole numbers that stay exact in the solver's doubles, with room for sums along a path."""


@dataclass(frozen=True)
class Aims:
    """What is wanted beyond good pairs; one number for each edge.

    ``ties``: the tie-break, 0 to ``TIE_LEVELS`` - 1. ``weak``: pairs below the threshold.
    ``never_weak``: rather no pair than a weak one. ``waited``: how long the row has waited, the
    same for all its edges; more come first. Not together with ``weak``.
    """

    ties: Ints
    weak: Mask
    never_weak: bool = False
    waited: Ints | None = None

    def only(self, chosen: Mask) -> "Aims":
        waited = None if self.waited is None else self.waited[chosen]
        return Aims(self.ties[chosen], self.weak[chosen], self.never_weak, waited)

    def in_turn(self) -> list[Mask]:
        """The edges of all rows, then of those who waited, then of those who waited longer, …."""
        everybody = np.ones(len(self.ties), dtype=bool)
        if self.waited is None:
            return [everybody]
        return [everybody, *(self.waited >= least for least in waits(self.waited))]


def waits(waited: Ints) -> Ints:
    """How long people waited, each number once, without 0."""
    found = np.unique(waited)
    return found[found > 0]


@dataclass(frozen=True)
class Optimum:
    """``mentor_of``: the column of each row, or ALONE. ``floor``: no pair has less fit.

    ``gains`` and ``prices`` prove the total (see ``docs/matching.md``): what each row gains by
    being matched, and what one more place of each column is worth, in ``unit`` parts of a point.
    ``gap``: how far the total may be from the best one, in the same parts; 0 is the proof.
    ``region``: True for rows and columns whose places are too few for everybody.
    """

    mentor_of: Ints
    floor: int | None
    gains: Ints
    prices: Ints
    gap: int
    unit: int
    region: tuple[Mask, Mask]


def best(edges: Edges, aims: Aims) -> Optimum:
    """The assignment no other one beats in the order of the aims."""
    strong = edges.only(~aims.weak), aims.only(~aims.weak)
    if aims.never_weak:
        edges, aims = strong
    whole = count(most_pairs(edges))
    if aims.weak.any() and count(most_pairs(strong[0])) == whole:
        edges, aims = strong
    still_good = _keeps_strong(edges, aims) if aims.weak.any() else _keeps_pairs(edges, aims)
    floor = highest_floor(edges, still_good)
    if floor is not None:
        edges, aims = edges.only(edges.fit >= floor), aims.only(edges.fit >= floor)
    return _largest_total(edges, aims, floor)


def again(edges: Edges, aims: Aims, before: Optimum) -> Optimum:
    """The best assignment when ``edges`` are those of ``before`` and some more, none of which can
    raise the floor or the number of pairs; its prices are a good start. Without weak pairs."""
    if before.floor is not None:
        good = edges.fit >= before.floor
        edges, aims = edges.only(good), aims.only(good)
    return _largest_total(edges, aims, before.floor, before)


# The worst pair --------------------------------------------------------------------------------


Check = Callable[[int], bool]
"""Whether an assignment is still as good when every pair must reach this fit."""


def _keeps_pairs(edges: Edges, aims: Aims) -> Check:
    """Whether as many are matched, and as many of those who waited so long, or longer.

    Each number can be looked at alone: sets of people who can be matched together form a matroid,
    so that one assignment reaches all of them.
    """
    wanted = [(chosen, count(most_pairs(edges.only(chosen)))) for chosen in aims.in_turn()]

    def is_kept(floor: int) -> bool:
        high = edges.fit >= floor
        return all(count(most_pairs(edges.only(high & some))) == most for some, most in wanted)

    return is_kept


def _keeps_strong(edges: Edges, aims: Aims) -> Check:
    """Whether there are as many pairs, and no more weak ones."""

    def outcome(floor: int) -> tuple[int, int]:
        kept = edges.fit >= floor
        remaining, weak = edges.only(kept), aims.weak[kept]
        mentor_of = _assign(remaining, -weak.astype(np.int64))
        return count(mentor_of), int(weak[_chosen(remaining, mentor_of)].sum())

    wanted = outcome(int(edges.fit.min()))
    return lambda floor: outcome(floor) == wanted


def highest_floor(edges: Edges, still_good: Check) -> int | None:
    """The largest fit that every pair can reach while ``still_good`` holds (bottleneck)."""
    levels = np.unique(edges.fit)
    if not len(levels):
        return None

    def good(at: int) -> bool:
        return still_good(int(levels[at]))

    low, high, stride = 0, _top(edges, levels), 1
    # Somebody's best pair often is the worst one: look down from there in growing steps.
    while high > low and not good(high):
        high, stride = max(low, high - stride), stride * 2
    low, high = high, min(len(levels) - 1, high + stride // 2)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if good(middle) else (low, middle - 1)
    return int(levels[low])


def _top(edges: Edges, levels: Ints) -> int:
    """The highest level worth trying: no floor is above the lowest of the best pairs of those who
    are matched in any case, nor above the last pair that a mentor needs who is full in any case."""
    rows, columns = contested(edges, most_pairs(edges))
    best_of = np.full(edges.mentees, levels[0])
    np.maximum.at(best_of, edges.rows, edges.fit)
    sure = best_of[np.setdiff1d(edges.rows, np.flatnonzero(rows))]
    needed = _last_needed(edges.only(rows[edges.rows] & columns[edges.columns]))
    floors = np.concatenate([sure, needed])
    return int(np.searchsorted(levels, floors.min())) if len(floors) else len(levels) - 1


def _last_needed(edges: Edges) -> Ints:
    """For each column, the fit of its n-th best pair, n being its places."""
    order = np.lexsort((-edges.fit, edges.columns))
    columns, fit = edges.columns[order], edges.fit[order]
    nth = np.arange(len(columns)) - np.searchsorted(columns, columns)
    last: Ints = fit[nth == edges.useful_places()[columns] - 1]
    return last


# The total -------------------------------------------------------------------------------------


def _largest_total(
    edges: Edges, aims: Aims, floor: int | None, before: Optimum | None = None
) -> Optimum:
    unit = TIE_LEVELS * max(1, edges.mentees)
    worth = edges.fit * unit + aims.ties
    if aims.weak.any():
        penalty = (int(worth.max() - worth.min()) + 1) * (edges.mentees + 1)
        worth = worth - np.where(aims.weak, penalty, 0)
    return certified(edges, worth, floor, unit, before, aims.waited)


def certified(
    edges: Edges,
    worth: Ints,
    floor: int | None,
    unit: int,
    before: Optimum | None = None,
    waited: Ints | None = None,
) -> Optimum:
    """The assignment with most pairs and then most worth, and the prices that prove it.

    ``before``: the result for nearly the same; the nearer, the sooner this one is found.
    ``waited``: see :class:`Aims`; what a row gains may then be below 0.
    """
    region = contested(edges, most_pairs(edges) if before is None else before.mentor_of)
    lead = _lead(edges, worth, region, waited)
    worth = worth + lead[edges.rows]
    if before is not None:
        before = replace(before, gains=before.gains + lead)
    mentor_of = _assign(edges, worth, region, before)
    inside = region[0][edges.rows] == region[1][edges.columns]
    gains, prices = _prices(edges.only(inside), worth[inside], mentor_of, region)
    gap = _gap(edges, worth, mentor_of, gains, prices)
    return Optimum(mentor_of, floor, gains - lead, prices, gap, unit, region)


def _lead(edges: Edges, worth: Ints, region: tuple[Mask, Mask], waited: Ints | None) -> Ints:
    """What each row is worth beyond its pairs, where places are too few: one step for each longer
    wait. A step is more than two assignments that fill the same places can differ in anything else.

    Steps of one size suffice, however many wait so long: people who can be matched together form a
    matroid, in which nobody has to step back for two who waited less.
    """
    lead = np.zeros(edges.mentees, dtype=np.int64)
    short = region[0][edges.rows] & region[1][edges.columns]
    if waited is None or not short.any():
        return lead
    places = int(edges.only(short).useful_places().sum())
    step = int(worth[short].max() - worth[short].min()) * places + 1
    lead[edges.rows[short]] = np.unique(waited[short], return_inverse=True)[1] * step
    return lead


def _chosen(edges: Edges, mentor_of: Ints) -> Mask:
    chosen: Mask = mentor_of[edges.rows] == edges.columns
    return chosen


def _assign(
    edges: Edges,
    worth: Ints,
    region: tuple[Mask, Mask] | None = None,
    before: Optimum | None = None,
) -> Ints:
    """The column of each row: most pairs, then most worth.

    Where places suffice, every row is matched; where they do not, every place is filled. So each
    part is a full assignment of its own, and no penalty for staying alone blurs the numbers.
    """
    rows, columns = region or contested(edges, most_pairs(edges))
    mentor_of = np.full(edges.mentees, ALONE)
    for short in (False, True):
        part = (rows[edges.rows] == short) & (columns[edges.columns] == short)
        if part.any():
            slots = _Slots(edges.only(part), worth[part])
            mentor_of[slots.people] = slots.filled(short, before)
    return mentor_of


class _Slots:
    """One part of the pairs as people and slots; a cost for each pair of those."""

    def __init__(self, edges: Edges, worth: Ints) -> None:
        edge, self._slot, self._owner = edges.slots()
        self.people, self._person = np.unique(edges.rows[edge], return_inverse=True)
        self._worth = worth[edge]

    def filled(self, short: bool, before: Optimum | None) -> Ints:
        """The column of each of ``people`` in the best full assignment (LAPJVsp).

        Gains and prices of ``before`` are taken off wherever everybody, or every slot, is matched:
        that changes nothing in what is best, and most of it is then found at once.
        """
        alone = len(self.people) - len(self._owner)
        if not short:
            return self._matched(self._worth - self._gains(before)[self._person])
        if before is not None and alone * len(self.people) <= len(self._worth):
            return self._with_empty_slots(alone, before)
        return self._matched(self._worth, by_slot=True)

    def _gains(self, before: Optimum | None) -> Ints:
        return np.zeros_like(self.people) if before is None else before.gains[self.people]

    def _with_empty_slots(self, alone: int, before: Optimum) -> Ints:
        """As many slots that are nobody's as there are people too many: then all are matched."""
        count, slots = len(self.people), len(self._owner)
        gains, prices = before.gains[self.people], before.prices[self._owner]
        self._worth = np.append(
            self._worth - gains[self._person] - prices[self._slot], np.tile(-gains, alone)
        )
        self._person = np.append(self._person, np.tile(np.arange(count), alone))
        self._slot = np.append(self._slot, np.repeat(slots + np.arange(alone), count))
        self._owner = np.append(self._owner, np.full(alone, ALONE))
        return self._matched(self._worth)

    def _matched(self, worth: Ints, *, by_slot: bool = False) -> Ints:
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import min_weight_full_bipartite_matching

        cost = (int(worth.max()) + 1 - worth).astype(np.float64)
        at = (self._slot, self._person) if by_slot else (self._person, self._slot)
        sizes = len(self.people), len(self._owner)
        graph = csr_matrix((cost, at), shape=sizes[::-1] if by_slot else sizes)
        rows, columns = min_weight_full_bipartite_matching(graph)
        person, slot = (columns, rows) if by_slot else (rows, columns)
        mentor_of = np.full(len(self.people), ALONE)
        mentor_of[person] = self._owner[slot]
        return mentor_of


# The proof -------------------------------------------------------------------------------------


def _prices(
    edges: Edges, worth: Ints, mentor_of: Ints, region: tuple[Mask, Mask]
) -> tuple[Ints, Ints]:
    """Gains of rows and the lowest prices of columns such that no pair is worth more than both.

    A price rises until nobody would rather have the place (Bellman and Ford's method, all edges
    of a column at once). Somebody who is alone gains nothing and would take any place.
    """
    unknown = np.int64(-(2**62))
    own = np.zeros(edges.mentees, dtype=np.int64)
    chosen = _chosen(edges, mentor_of)
    own[edges.rows[chosen]] = worth[chosen]
    prices = np.append(np.where(region[1], unknown, 0), 0)
    _raise_prices(edges, worth - own[edges.rows], mentor_of, prices)
    prices[prices == unknown] = 0
    return np.where(mentor_of == ALONE, 0, own - prices[mentor_of]), prices[:-1]


def _raise_prices(edges: Edges, more: Ints, mentor_of: Ints, prices: Ints) -> None:
    """``more``: by how much each row would rather have this edge. ``prices`` ends with a 0 for
    nobody's place, and is raised in place."""
    order = np.argsort(edges.columns, kind="stable")
    columns, more, from_ = edges.columns[order], more[order], mentor_of[edges.rows[order]]
    moves = columns != from_
    columns, more, from_ = columns[moves], more[moves], from_[moves]
    if not len(columns):
        return
    first = np.flatnonzero(np.append(True, columns[1:] != columns[:-1]))
    reached = columns[first]
    for _round in range(len(prices) + 1):
        offers = np.maximum.reduceat(prices[from_] + more, first)
        if not (offers > prices[reached]).any():
            return
        prices[reached] = np.maximum(offers, prices[reached])


def _gap(edges: Edges, worth: Ints, mentor_of: Ints, gains: Ints, prices: Ints) -> int:
    """What the prices leave unproven: the bound they give, less the worth that was reached."""
    reached = int(worth[_chosen(edges, mentor_of)].sum())
    return int(gains.sum()) + int((prices * edges.useful_places()).sum()) - reached
