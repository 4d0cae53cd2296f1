"""What another solution would change for the mentees of the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.engine import Pair, Solution


@dataclass(frozen=True)
class Changes:
    """Ids of mentees: with another mentor, left without one, and with one who had none.

    ``had`` and ``have``: the pair of each mentee before and after.
    """

    had: Mapping[str, Pair]
    have: Mapping[str, Pair]
    moved: Sequence[str]
    lost: Sequence[str]
    gained: Sequence[str]

    @property
    def is_any(self) -> bool:
        return bool(self.moved or self.lost or self.gained)


def changes(before: Solution, after: Solution) -> Changes:
    had = {pair.mentee: pair for pair in before.pairs}
    have = {pair.mentee: pair for pair in after.pairs}
    both = sorted(had.keys() & have.keys())
    return Changes(
        had=had,
        have=have,
        moved=[name for name in both if had[name].mentor != have[name].mentor],
        lost=sorted(had.keys() - have.keys()),
        gained=sorted(have.keys() - had.keys()),
    )
