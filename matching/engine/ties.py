"""Which of two equally good pairs comes first: nothing but the two ids decides it."""

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matching.engine.graph import Ints
from matching.engine.optimum import TIE_LEVELS

Hashes = NDArray[np.uint64]


def hashes(ids: Iterable[str]) -> Hashes:
    digests = b"".join(
        hashlib.blake2b(name.encode(errors="surrogatepass"), digest_size=8).digest() for name in ids
    )
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def ties(mentees: Hashes, mentors: Hashes) -> Ints:
    """A tie-break (0 to ``TIE_LEVELS`` - 1) for each pair of the two hashes."""
    mixed = mentees ^ (mentors * np.uint64(0x9E3779B97F4A7C15))
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    levels: Ints = ((mixed >> np.uint64(32)) % np.uint64(TIE_LEVELS)).astype(np.int64)
    return levels
