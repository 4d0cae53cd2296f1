"""People as columns of numbers, so that all pairs are scored in a few matrix products."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float64]
Mask = NDArray[np.bool_]
K = TypeVar("K", str, int)


def membership(sets: Sequence[frozenset[K]]) -> Callable[[Sequence[frozenset[K]]], Grid]:
    """Fix the columns from ``sets``; what is returned turns other sets into rows of 0 and 1."""
    columns = {key: place for place, key in enumerate(sorted(frozenset().union(*sets)))}

    def rows(of: Sequence[frozenset[K]]) -> Grid:
        number: dict[frozenset[K], int] = {}
        kind = [number.setdefault(keys, len(number)) for keys in of]
        table = np.zeros((len(number), len(columns)))
        for row, keys in enumerate(number):
            table[row, [columns[key] for key in keys if key in columns]] = 1.0
        found: Grid = table[np.array(kind, dtype=np.int64)]
        return found

    return rows


def in_common(mentees: Sequence[frozenset[K]], mentors: Sequence[frozenset[K]]) -> Grid:
    """How many elements each mentee (row) shares with each mentor (column)."""
    rows = membership(mentees)
    return rows(mentees) @ rows(mentors).T


def sizes(sets: Iterable[frozenset[K]]) -> Grid:
    return np.array([len(keys) for keys in sets], dtype=np.float64)


def coverage(has: int, now: int, target: int) -> float:
    """The share of the way from ``now`` to ``target`` that somebody at level ``has`` knows."""
    return min(max((has - now) / (target - now), 0.0), 1.0)
