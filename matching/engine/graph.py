"""Possible pairs as a graph: how many people can be matched at all, and who then must be.

Rows are mentees, columns are mentors. A mentor with three places is three *slots*.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

ALONE = -1
"""Where a column is expected: no mentor."""


BLOCK = 512
"""How many rows are worked on at a time: some megabytes."""


@dataclass(frozen=True)
class Edges:
    """Possible pairs, in the order of rows and then columns, each once.

    ``fit``: how good each pair is, whole numbers on any scale. ``places`` has one number for each
    column. ``mentees`` counts the rows, also those without a possible pair.
    """

    rows: Ints
    columns: Ints
    fit: Ints
    places: Ints
    mentees: int

    def only(self, chosen: Mask) -> "Edges":
        return Edges(
            self.rows[chosen], self.columns[chosen], self.fit[chosen], self.places, self.mentees
        )

    def useful_places(self) -> Ints:
        """Places that can be taken at all: never more than the mentor's possible pairs."""
        return np.minimum(self.places, np.bincount(self.columns, minlength=len(self.places)))

    def slots(self) -> tuple[Ints, Ints, Ints]:
        """(edge, slot) for every slot of every edge's mentor, and the mentor of each slot."""
        places = self.useful_places()
        first = np.concatenate([[0], np.cumsum(places)[:-1]]).astype(np.int64)
        copies = places[self.columns]
        edge = np.repeat(np.arange(len(self.columns)), copies)
        nth = np.arange(len(edge)) - np.repeat(np.cumsum(copies) - copies, copies)
        return edge, first[self.columns[edge]] + nth, np.repeat(np.arange(len(places)), places)


def most_pairs(edges: Edges) -> Ints:
    """An assignment (the column of each row, or ALONE) with as many pairs as there can be.

    Hopcroft and Karp's method on slots.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import maximum_bipartite_matching

    edge, slot, owner = edges.slots()
    if not len(edge):
        return np.full(edges.mentees, ALONE)
    ones = np.ones(len(edge), dtype=np.int8)
    graph = csr_matrix((ones, (edges.rows[edge], slot)), shape=(edges.mentees, len(owner)))
    taken = maximum_bipartite_matching(graph, perm_type="column").astype(np.int64)
    return np.where(taken < 0, ALONE, owner[taken])


def count(mentor_of: Ints) -> int:
    return int((mentor_of != ALONE).sum())


def contested(edges: Edges, mentor_of: Ints) -> tuple[Mask, Mask]:
    """Rows and columns reached from unmatched rows along alternating paths (König).

    With ``mentor_of`` as large as can be, every largest assignment fills all places of the reached
    columns from the reached rows, and matches every row that is not reached elsewhere.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import breadth_first_order

    alone = np.flatnonzero(mentor_of == ALONE)
    paired = np.flatnonzero(mentor_of != ALONE)
    start = edges.mentees + len(edges.places)
    tail = np.concatenate(
        [edges.rows, edges.mentees + mentor_of[paired], np.full(len(alone), start)]
    )
    head = np.concatenate([edges.mentees + edges.columns, paired, alone])
    graph = csr_matrix((np.ones(len(tail), np.int8), (tail, head)), shape=(start + 1, start + 1))
    reached = np.zeros(start + 1, dtype=bool)
    reached[breadth_first_order(graph, start, return_predecessors=False)] = True
    return reached[: edges.mentees], reached[edges.mentees : start]


NOTHING: Ints = np.zeros(0, dtype=np.int64)


class Bits:
    """A large mask of rows and columns, eight columns a byte."""

    def __init__(self, rows: int, columns: int) -> None:
        self.shape = rows, columns
        self._bytes = np.zeros((rows, -(-columns // 8)), dtype=np.uint8)

    @classmethod
    def of(cls, mask: Mask) -> "Bits":
        bits = cls(*mask.shape)
        bits.keep(np.arange(len(mask)), mask)
        return bits

    def keep(self, rows: Ints, mask: Mask) -> None:
        self._bytes[rows] = np.packbits(mask, axis=1)

    def rows(self, rows: Ints) -> Mask:
        return np.unpackbits(self._bytes[rows], axis=1, count=self.shape[1]).view(np.bool_)

    def part(self, rows: Ints, columns: Ints) -> Mask:
        """All pairs of ``rows`` and ``columns``; quick when they are few."""
        found: Mask = (self._bytes[np.ix_(rows, columns >> 3)] & (128 >> (columns & 7))) > 0
        return found

    def row(self, row: int) -> Mask:
        return np.unpackbits(self._bytes[row], count=self.shape[1]).view(np.bool_)

    def unseen(self, row: int, seen: NDArray[np.uint8]) -> Ints:
        """The columns of ``row`` that are not among ``seen`` (made by :meth:`none`), which they
        then are."""
        new = self._bytes[row] & ~seen
        if not new.any():
            return NOTHING
        seen |= new
        return np.flatnonzero(np.unpackbits(new, count=self.shape[1]))

    def none(self) -> NDArray[np.uint8]:
        """No columns."""
        return np.zeros(self._bytes.shape[1], dtype=np.uint8)

    def at(self, rows: Ints, columns: Ints) -> Mask:
        """Whether each single pair is in the mask."""
        found: Mask = (self._bytes[rows, columns >> 3] & (128 >> (columns & 7))) > 0
        return found

    def by_column(self) -> Ints:
        """How many rows have each column."""
        found = np.zeros(self.shape[1], dtype=np.int64)
        for rows in blocks(np.arange(self.shape[0])):
            found += self.rows(rows).sum(axis=0)
        return found


def blocks(numbers: Ints, size: int = BLOCK) -> list[Ints]:
    """``numbers`` in pieces of at most ``size``."""
    return [numbers[at : at + size] for at in range(0, len(numbers), size)]
