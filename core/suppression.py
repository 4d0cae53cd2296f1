"""Which numbers may be told to people who may not know the pairs behind them. Pure.

Sponsors and HR admins see a program in figures only, and every one of them passes through here. A
figure is told when each number that it lets somebody work out is about at least five people or
pairs: the figure itself, what is left of its total, and how much it has changed since it was told
last. Why is in decision 23.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.small_groups import FEWEST

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SuppressedGroups:
    """Groups that may be named, and ``rest``: how many are in all other groups together."""

    named: dict[str, int] = field(default_factory=dict)
    rest: int = 0

    @property
    def total(self) -> int:
        return sum(self.named.values()) + self.rest


def is_told(number: int) -> bool:
    """Whether ``number`` is about nobody, or about enough to hide each of them."""
    return number == 0 or number >= FEWEST


def groups(counts: Counts, *, hides_nobody: bool = False) -> SuppressedGroups | None:
    """What may be told of groups that everybody is in exactly one of; None for nothing at all.

    The rest is never a single group, nor fewer than five, so each group in it may have anything
    from nobody to all of the rest. Which groups are in it is not told, nor that one is empty.

    With ``hides_nobody`` even that nobody is in a group is not told: where all others were named,
    and their sum was everybody, the group that is missing would have nobody.
    """
    if not is_told(sum(counts.values())):
        return None
    ordered = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    named = [row for row in ordered if row[1] >= FEWEST]
    rest = [row for row in ordered if row[1] < FEWEST]
    while named and not _hides(rest, hides_nobody):
        rest.append(named.pop())
    return SuppressedGroups(dict(named), sum(number for _key, number in rest))


def _hides(rest: list[tuple[str, int]], hides_nobody: bool) -> bool:
    together = sum(number for _key, number in rest)
    if not rest or (together == 0 and not hides_nobody):
        return True
    return together >= FEWEST and len(rest) > 1


def percent(yes: int, no: int) -> int | None:
    """Percent of ``yes``, to the nearest five; None where either side would be a small group.

    The exact percent of a few pairs would tell how many they are: 63% is 7 of 11.
    """
    total = yes + no
    return (200 * yes + 5 * total) // (10 * total) * 5 if min(yes, no) >= FEWEST else None


def difference_is_told(whole: int, part: int) -> bool:
    """Whether ``whole`` may be told beside a ``part`` of it that is told."""
    return is_told(whole - part)


def moved(before: Counts, after: Counts) -> int:
    """At least how many people or pairs have come, gone or changed their group."""
    changes = [after.get(key, 0) - before.get(key, 0) for key in {*before, *after}]
    gains = sum(change for change in changes if change > 0)
    losses = -sum(change for change in changes if change < 0)
    return max(gains, losses)


def renewed(before: Counts | None, after: Counts) -> dict[str, int]:
    """The counts to tell from now on: ``after``, or ``before`` until enough changes came together.

    Otherwise two mornings would tell what one person did between them.
    """
    if before is None or moved(before, after) >= FEWEST:
        return dict(after)
    return dict(before)
