"""Pairs within one group, where everybody can be anybody's partner (Edmonds' blossoms)."""

from collections.abc import Sequence

Possible = Sequence[tuple[int, int, int]]
"""(person, another person, fit): every possible pair once, with whole numbers."""


def pair_up(people: int, possible: Possible, threshold: int | None = None) -> set[tuple[int, int]]:
    """As many pairs as possible, as few of them as possible below ``threshold``, then the worst
    as good as possible, then the largest total.

    ``people`` counts the group; pairs come with the smaller number first.
    """
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


def _outcome(people: int, possible: Possible, weak: set[tuple[int, int]]) -> tuple[int, int]:
    flat = [(one, other, -1 if (one, other) in weak else 0) for one, other, _fit in possible]
    found = _largest(people, flat)
    return len(found), len(found & weak)


def _best(people: int, possible: Possible, weak: set[tuple[int, int]]) -> set[tuple[int, int]]:
    spread = 1 + sum(abs(fit) for _one, _other, fit in possible)
    return _largest(
        people,
        [(a, b, fit - (spread if (a, b) in weak else 0)) for a, b, fit in possible],
    )


def _largest(people: int, possible: Possible) -> set[tuple[int, int]]:
    import rustworkx

    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(people))
    graph.add_edges_from(list(possible))
    found = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return {(min(pair), max(pair)) for pair in found}
