"""Pairs within one group, where everybody can be anybody's partner (Edmonds' blossoms).

Of many people only the pairs that can matter are looked at: prices from the same task with every
person on both sides show which those are, and with them the result is proven for all pairs.
"""

from collections.abc import Sequence

import numpy as np

from matching.engine.graph import ALONE, Edges, Ints, Mask
from matching.engine.optimum import Optimum, certified

Possible = Sequence[tuple[int, int, int]]
"""(person, another person, fit): every possible pair once, with whole numbers."""

Pairs = set[tuple[int, int]]

FEW = 40
"""Up to so many people every pair is looked at."""
KEPT = 16
"""How many of each person's best pairs are looked at first."""
STRIDES = (1, 3, 8, 21, 55, 144)
"""How far away in the list some others are."""
ADDED = 8
LOOKED_AT = 3
"""How many pairs for each person are looked at for the largest total."""
LOOKS = 4


def pair_up(people: int, possible: Possible, threshold: int | None = None) -> Pairs:
    """As many pairs as possible, as few of them as possible below ``threshold``, then the worst
    as good as possible, then the largest total.

    ``people`` counts the group; pairs come with the smaller number first.
    """
    if people > FEW:
        fit, allowed = _tables(people, possible)
        strong = allowed if threshold is None else allowed & (fit >= threshold)
        found = _of_many(fit, strong)
        if found is not None and (strong is allowed or len(found) == _most(allowed)):
            return found
    return _of_few(people, possible, threshold)


def pair_all(fit: Ints, allowed: Mask) -> Pairs:
    """The same from tables: ``fit`` of any two people, and which may be paired; symmetric."""
    allowed = allowed & ~np.eye(len(fit), dtype=bool)
    found = _of_many(fit, allowed) if len(fit) > FEW else None
    return _of_few(len(fit), _listed(fit, allowed)) if found is None else found


def _tables(people: int, possible: Possible) -> tuple[Ints, Mask]:
    one, other, values = np.array(possible, dtype=np.int64).reshape(-1, 3).T
    fit = np.zeros((people, people), dtype=np.int64)
    allowed = np.zeros((people, people), dtype=bool)
    for rows, columns in ((one, other), (other, one)):
        fit[rows, columns], allowed[rows, columns] = values, True
    return fit, allowed


def _listed(fit: Ints, allowed: Mask) -> list[tuple[int, int, int]]:
    """Every possible pair once."""
    one, other = np.nonzero(np.triu(allowed, 1))
    return list(zip(one.tolist(), other.tolist(), fit[one, other].tolist(), strict=True))


# Few people: every pair ------------------------------------------------------------------------


def _of_few(people: int, possible: Possible, threshold: int | None = None) -> Pairs:
    weak = {
        (one, other) for one, other, fit in possible if threshold is not None and fit < threshold
    }
    wanted = _outcome(people, possible, weak)
    levels = sorted({fit for _one, _other, fit in possible})
    low, high = 0, max(len(levels) - 1, 0)
    while low < high:
        middle = (low + high + 1) // 2
        same = _outcome(people, _above(possible, levels[middle]), weak) == wanted
        low, high = (middle, high) if same else (low, middle - 1)
    return _best(people, _above(possible, levels[low]) if levels else possible, weak)


def _above(possible: Possible, floor: int) -> Possible:
    return [pair for pair in possible if pair[2] >= floor]


def _outcome(people: int, possible: Possible, weak: Pairs) -> tuple[int, int]:
    flat = [(one, other, -1 if (one, other) in weak else 0) for one, other, _fit in possible]
    found = _largest(people, flat)
    return len(found), len(found & weak)


def _best(people: int, possible: Possible, weak: Pairs) -> Pairs:
    spread = 1 + sum(abs(fit) for _one, _other, fit in possible)
    return _largest(
        people,
        [(a, b, fit - (spread if (a, b) in weak else 0)) for a, b, fit in possible],
    )


def _largest(people: int, possible: Possible) -> Pairs:
    import rustworkx

    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(people))
    graph.add_edges_from([(a, b, fit) for a, b, fit in possible])
    found = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return {(min(pair), max(pair)) for pair in found}


# Many people: the pairs that matter ------------------------------------------------------------


def _of_many(fit: Ints, allowed: Mask) -> Pairs | None:
    """The best pairs, or None where the quick proof fails and every pair has to be looked at."""
    near = _nearest(fit, allowed)
    pairs = len(_largest(len(fit), _listed(np.zeros_like(fit), near)))
    if pairs == 0 or (pairs < len(fit) // 2 and pairs < _most(allowed)):
        return None
    floor = _floor(fit, allowed, near, pairs)
    if floor is None:
        return None
    good = fit >= floor
    return _largest_total(fit, allowed & good, near & good, pairs)


def _nearest(fit: Ints, allowed: Mask) -> Mask:
    """The best pairs of each person, and some pairs of anybody, lest all want the same few."""
    people = len(fit)
    kept = min(KEPT, people)
    wanted = np.where(allowed, fit, fit.min() - 1)
    best = np.argpartition(wanted, people - kept, axis=1)[:, people - kept :]
    near = np.zeros_like(allowed)
    np.put_along_axis(near, best, values=True, axis=1)
    everybody = np.arange(people)
    for stride in STRIDES:
        near[everybody, (everybody + stride) % people] = True
    found: Mask = (near | near.T) & allowed
    return found


def _most(allowed: Mask) -> int:
    """No more pairs than this are possible: half of an assignment of everybody to everybody."""
    return int((_partners(allowed) != ALONE).sum()) // 2


def _partners(allowed: Mask) -> Ints:
    """For each person somebody to whom they may be paired, each taken once; or ALONE."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import maximum_bipartite_matching

    taken: Ints = maximum_bipartite_matching(csr_matrix(allowed), perm_type="column")
    return taken


def _floor(fit: Ints, allowed: Mask, near: Mask, pairs: int) -> int | None:
    """The best fit that every one of so many pairs can reach, or None when it is not proven.

    Pairs that show that a higher one may be possible are added to ``near``.
    """
    while True:
        floor = _highest(fit, near, pairs)
        partners = _partners(allowed & (fit > floor))
        some = np.flatnonzero(partners != ALONE)
        if len(some) // 2 < pairs:
            break
        near[some, partners[some]] = near[partners[some], some] = True
    flat = _listed(np.zeros_like(fit), near & (fit >= floor))
    return floor if len(_largest(len(fit), flat)) == pairs else None


def _highest(fit: Ints, near: Mask, pairs: int) -> int:
    levels = np.unique(fit[near])
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high + 1) // 2
        enough = _most(near & (fit >= levels[middle])) >= pairs
        low, high = (middle, high) if enough else (low, middle - 1)
    return int(levels[low])


def _largest_total(fit: Ints, allowed: Mask, near: Mask, pairs: int) -> Pairs | None:
    """The pairs with the largest total among those that are ``allowed``.

    What two are worth is at most the mean of what each is worth on either side of an assignment.
    A pair that misses this by more than all pairs found miss it together is in no better result.
    """
    people = len(fit)
    limits = _limits(fit, allowed, near, people - 2 * pairs)
    if limits is None:
        return None
    worth, bound = limits
    one, other = np.nonzero(np.triu(allowed, 1))
    missed = worth[one] + worth[other] - 2 * fit[one, other]
    nth = min(len(missed) - 1, LOOKED_AT * people)
    least = int(np.partition(missed, nth)[nth])
    for _look in range(LOOKS):
        chosen = missed <= least
        ways = np.column_stack([one[chosen], other[chosen], fit[one[chosen], other[chosen]]])
        found = _largest(people, ways.tolist())
        gap = bound - 2 * sum(int(fit[pair]) for pair in found)
        if len(found) == pairs and gap <= least:
            return found
        least = gap if len(found) == pairs else 4 * least
    return None


def _limits(fit: Ints, allowed: Mask, near: Mask, alone: int) -> tuple[Ints, int] | None:
    """Twice what each person is worth at most, and twice the total that no pairs can exceed; None
    when not everybody can have somebody.

    As many empty seats as people stay alone are added, so that everybody has somebody.
    """
    people = len(fit)
    worth = np.zeros((people + alone, people + alone), dtype=np.int64)
    worth[:people, :people] = fit
    known = np.ones_like(worth, dtype=bool)
    known[people:, people:] = False
    known[:people, :people] = near
    while True:
        found = _assigned(worth, known)
        if (found.mentor_of == ALONE).any():
            return None
        over = fit - found.gains[:people, None] - found.prices[None, :people]
        missing = allowed & (over > 0)
        if not missing.any():
            total = found.gains + found.prices
            return total[:people], int(total.sum())
        most = np.where(missing, over, 0)
        rows = np.arange(people)
        for _nth in range(ADDED):
            best = most.argmax(axis=1)
            more = most[rows, best] > 0
            known[rows[more], best[more]] = known[best[more], rows[more]] = True
            most[rows, best] = 0


def _assigned(worth: Ints, known: Mask) -> Optimum:
    rows, columns = np.nonzero(known)
    places = np.ones(len(worth), dtype=np.int64)
    edges = Edges(rows, columns, worth[rows, columns], places, len(worth))
    return certified(edges, edges.fit, None, 1)
