"""The optimal assignment: as many pairs as possible first, then the largest total fit."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.engine.model import FULL_FIT, Person
from matching.engine.scoring import Points
from matching.engine.tables import Mask

TIE_LEVELS = 64


def assign(
    fit: Points,
    allowed: Mask,
    places: Sequence[int],
    mentees: Sequence[Person],
    mentors: Sequence[Person],
) -> dict[int, int]:
    """Row of a mentee -> column of the mentor.

    ``fit`` and ``allowed`` are mentees x mentors; ``places`` counts each mentor's free places.
    Three aims in one whole number, each out of reach of the next: pairs, fit, and a tie-break that
    depends on nothing but the two ids (not on names, order or the moment).
    """
    # Loaded here: half a second that only a run needs, not every web worker.
    from scipy.optimize import linear_sum_assignment

    slots = np.repeat(np.arange(len(mentors)), places)
    if not len(slots) or not len(mentees):
        return {}
    worth = _worth(fit, allowed, _ties(mentees, mentors))
    rows, columns = linear_sum_assignment(worth[:, slots].astype(np.float64), maximize=True)
    pairs = zip(rows.tolist(), slots[columns].tolist(), strict=True)
    return {row: column for row, column in pairs if allowed[row, column]}


def _worth(fit: Points, allowed: Mask, ties: Points) -> Points:
    step = TIE_LEVELS * len(fit)
    one_more_pair = (FULL_FIT + 1) * step * len(fit)
    return np.where(allowed, one_more_pair + fit * step + ties, 0)


def _ties(mentees: Sequence[Person], mentors: Sequence[Person]) -> Points:
    mixed = _hashes(mentees)[:, None] ^ (_hashes(mentors) * np.uint64(0x9E3779B97F4A7C15))[None, :]
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return ((mixed >> np.uint64(32)) % np.uint64(TIE_LEVELS)).astype(np.int64)


def _hashes(people: Sequence[Person]) -> NDArray[np.uint64]:
    digests = b"".join(hashlib.blake2b(p.id.encode(), digest_size=8).digest() for p in people)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)
