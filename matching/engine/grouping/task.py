"""What is to be grouped, as numbers. People and leaders are named by their place in the arrays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.engine.graph import ALONE, Ints, Mask

BROKEN = 10**10
"""What a pair that may not be together costs: more than all fits of all people."""


@dataclass(frozen=True)
class Sizes:
    """How many members a group has: from ``least`` to ``most``, if possible ``ideal``."""

    least: int
    most: int
    ideal: int

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.ideal <= self.most:
            raise ValueError("sizes must be: 1 <= least <= ideal <= most")

    def strain(self, sizes: Sequence[int]) -> int:
        """How far groups of ``sizes`` are from what is wished: 0 is best."""
        return sum((size - self.ideal) ** 2 for size in sizes)

    def even(self, people: int, groups: int) -> list[int]:
        """``people`` in ``groups`` as equal as can be, larger ones first."""
        return [people // groups + (at < people % groups) for at in range(groups)]

    def counts(self, people: int, most_groups: int) -> Iterator[int]:
        """Numbers of groups that place as many of ``people`` as sizes allow, best first."""
        placed = {
            groups: min(people, groups * self.most)
            for groups in range(1, min(most_groups, people // self.least) + 1)
        }
        yield from sorted(
            placed, key=lambda g: (-placed[g], self.strain(self.even(placed[g], g)), g)
        )


@dataclass(frozen=True)
class Common:
    """Something of which all of a group must have enough in common, such as hours or a language.

    ``has``: person by kind; ``leaders``: leader by kind. ``weight`` of each kind, ``needed`` in
    all. Who has not answered has every kind.
    """

    has: Mask
    leaders: Mask
    weight: Ints
    needed: int

    def enough(self, members: Sequence[int], leader: int) -> bool:
        shared = self.has[members].all(axis=0)
        if leader != ALONE:
            shared = shared & self.leaders[leader]
        return int(self.weight[shared].sum()) >= self.needed


@dataclass(frozen=True)
class GroupingTask:
    """``lead``: fit of each person (row) with each leader (column); ``possible``: whether allowed.
    ``pair``: fit of any two people, symmetric; ``apart``: whether they must not share a group.

    A group that ``is_led`` is worth the mean fit of its members with the leader, a circle the mean
    fit of its pairs. ``bound``: the leader each person is tied to, or ALONE. ``units``: people
    (circles only) who stay together.
    """

    lead: Ints
    possible: Mask
    pair: Ints
    apart: Mask
    sizes: Sizes
    common: Sequence[Common]
    bound: Ints
    units: Sequence[Sequence[int]]
    is_led: bool

    @property
    def people(self) -> int:
        return len(self.apart)

    @property
    def leaders(self) -> int:
        return int(self.possible.shape[1])

    @cached_property
    def with_leader(self) -> Ints:
        """``lead``, and a high cost where it is not possible."""
        return np.where(self.possible, self.lead, -BROKEN)

    @cached_property
    def together(self) -> Ints:
        """What two people add to their group, and a high cost where they must be apart."""
        worth: Ints = np.where(self.apart, -BROKEN, 0 if self.is_led else self.pair)
        np.fill_diagonal(worth, 0)
        return worth

    @cached_property
    def fixed(self) -> Mask:
        """People whose group is given by a pin."""
        fixed: Mask = self.bound != ALONE
        for unit in self.units:
            fixed[list(unit)] = True
        return fixed

    def count(self, size: Ints) -> Ints:
        """How many fits a group of ``size`` is the mean of (1 for none, so that it can divide)."""
        return np.maximum(size if self.is_led else size * (size - 1) // 2, 1)

    def shares(self, members: Sequence[int], leader: int) -> bool:
        return all(common.enough(members, leader) for common in self.common)

    def fit(self, members: Sequence[int], leader: int) -> int:
        """The mean fit of a group; far below zero when two of it may not be together."""
        chosen = list(members)
        total = int(self.together[np.ix_(chosen, chosen)].sum()) // 2
        if leader != ALONE:
            total += int(self.with_leader[chosen, leader].sum())
        return total // int(self.count(np.array(len(chosen))))


@dataclass(frozen=True)
class Crowd:
    """One group: its leader (or ALONE) and its members in order."""

    leader: int
    members: tuple[int, ...]

    def renamed(self, people: Ints, leaders: Ints) -> "Crowd":
        """The same group with the numbers people and leaders have elsewhere."""
        leader = ALONE if self.leader == ALONE else int(leaders[self.leader])
        return Crowd(leader, tuple(sorted(people[list(self.members)].tolist())))


Found = list[Crowd]


def value(task: GroupingTask, found: Found) -> tuple[int, int, int, int, int]:
    """What is compared, in the order of the aims: pinned people placed, people placed, sizes as
    wished, the worst group, the total (the fit of each group for each of its members)."""
    fits = [task.fit(crowd.members, crowd.leader) for crowd in found]
    sizes = [len(crowd.members) for crowd in found]
    pinned = sum(int(task.fixed[list(crowd.members)].sum()) for crowd in found)
    total = sum(fit * size for fit, size in zip(fits, sizes, strict=True))
    return pinned, sum(sizes), -task.sizes.strain(sizes), min(fits, default=0), total
