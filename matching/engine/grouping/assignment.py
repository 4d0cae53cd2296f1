"""Groups in the making: who is where, and what each change would be worth."""

from collections.abc import Iterator

import numpy as np

from matching.engine.graph import ALONE, Ints, Mask
from matching.engine.grouping.task import Crowd, Found, GroupingTask


class Layout:
    """``group_of`` each person (or ALONE) and ``leader_of`` each group (or ALONE), both changed in
    place. ``worth[i, g]``: what person i adds, or would add, to group g."""

    def __init__(self, task: GroupingTask, leader_of: Ints, group_of: Ints) -> None:
        self.task = task
        self.leader_of = leader_of.copy()
        self.group_of = group_of.copy()
        self.recount()

    def recount(self) -> None:
        groups, task = len(self.leader_of), self.task
        placed = np.flatnonzero(self.group_of != ALONE)
        member = np.zeros((task.people, groups), dtype=np.int64)
        member[placed, self.group_of[placed]] = 1
        self.size = member.sum(axis=0)
        among = task.together @ member
        led = task.with_leader[:, self.leader_of] if task.is_led else np.zeros_like(among)
        self.worth = among + led
        self.sums = (among * member).sum(axis=0) // 2 + (led * member).sum(axis=0)

    def copy(self) -> "Layout":
        return Layout(self.task, self.leader_of, self.group_of)

    def members(self, group: int) -> list[int]:
        found: list[int] = np.flatnonzero(self.group_of == group).tolist()
        return found

    def left(self) -> list[int]:
        return self.members(ALONE)

    @property
    def fits(self) -> Ints:
        """The mean fit of each group."""
        fits: Ints = self.sums // self.task.count(self.size)
        return fits

    def found(self) -> Found:
        groups = enumerate(self.leader_of.tolist())
        crowds = [Crowd(leader, tuple(self.members(group))) for group, leader in groups]
        return sorted((crowd for crowd in crowds if crowd.members), key=lambda c: c.members)

    # Changes ---------------------------------------------------------------------------------

    def put(self, person: int, group: int) -> None:
        """Move ``person`` to ``group``, or out (ALONE)."""
        for at, sign in ((int(self.group_of[person]), -1), (group, 1)):
            if at != ALONE:
                self.sums[at] += sign * self.worth[person, at]
                self.worth[:, at] += sign * self.task.together[person]
                self.size[at] += sign
        self.group_of[person] = group

    def swap(self, one: int, other: int) -> None:
        mine, theirs = int(self.group_of[one]), int(self.group_of[other])
        self.put(one, ALONE)
        self.put(other, mine)
        self.put(one, theirs)

    def welcome(self, person: int, group: int, without: int = ALONE) -> bool:
        """Whether ``person`` may join ``group`` by every rule but its size."""
        members = [other for other in self.members(group) if other != without]
        return self._peaceful(person, group, members) and self.task.shares(
            [*members, person], int(self.leader_of[group])
        )

    def _peaceful(self, person: int, group: int, members: list[int]) -> bool:
        leader = int(self.leader_of[group])
        possible = leader == ALONE or bool(self.task.possible[person, leader])
        return possible and not self.task.apart[person, members].any()

    def is_sound(self, group: int) -> bool:
        """Whether no rule is broken within ``group``."""
        members, leader = self.members(group), int(self.leader_of[group])
        if not members:
            return True
        apart = self.task.apart[np.ix_(members, members)].any()
        possible = leader == ALONE or bool(self.task.possible[members, leader].all())
        return possible and not apart and self.task.shares(members, leader)


class Options:
    """What each possible change with one person is worth, all at once.

    Entry ``j < people``: change places with person j. Entry ``people + g``: move to group g.
    ``gain``: by how much the total changes; ``low``: the lower fit of the groups concerned.
    """

    def __init__(self, layout: Layout, person: int) -> None:
        self._layout, self._person = layout, person
        self.gain, self.low = (
            np.concatenate(parts) for parts in zip(self._swaps(), self._moves(), strict=True)
        )

    def _swaps(self) -> tuple[Ints, Ints]:
        layout, person, task = self._layout, self._person, self._layout.task
        mine, theirs = int(layout.group_of[person]), layout.group_of
        everybody = np.arange(task.people)
        here = layout.sums[mine] - layout.worth[person, mine] + layout.worth[:, mine]
        here -= task.together[person]
        there = layout.sums[theirs] - layout.worth[everybody, theirs] + layout.worth[person, theirs]
        there -= task.together[person]
        fits, counts = layout.fits, task.count(layout.size)
        fit_here, fit_there = here // counts[mine], there // counts[theirs]
        gain = layout.size[mine] * (fit_here - fits[mine])
        alone = theirs == ALONE
        gain += np.where(alone, 0, layout.size[theirs] * (fit_there - fits[theirs]))
        low = np.where(alone, fit_here, np.minimum(fit_here, fit_there))
        low[(theirs == mine) | task.fixed] = NEVER
        return gain, low

    def _moves(self) -> tuple[Ints, Ints]:
        """Only from a larger group to the next smaller one, so that the sizes stay as good."""
        layout, person, task = self._layout, self._person, self._layout.task
        mine = int(layout.group_of[person])
        size = layout.size
        here = (layout.sums[mine] - layout.worth[person, mine]) // task.count(size[mine] - 1)
        there = (layout.sums + layout.worth[person]) // task.count(size + 1)
        fits = layout.fits
        gain = (size[mine] - 1) * here - size[mine] * fits[mine]
        gain += (size + 1) * there - size * fits
        low = np.minimum(here, there)
        low[size != size[mine] - 1] = NEVER
        return gain, low

    def best_first(self, order: Ints, wanted: Mask) -> Iterator[int]:
        """The entries that are ``wanted``, those with most ``order`` first; a few."""
        entries = np.flatnonzero(wanted & (self.low > NEVER))
        yield from entries[np.argsort(-order[entries], kind="stable")][:FEW].tolist()

    def is_allowed(self, entry: int) -> bool:
        """Whether the groups would still share enough; other rules are in the fits."""
        task, layout, person = self._layout.task, self._layout, self._person
        if not task.common:
            return True
        mine, people = int(layout.group_of[person]), task.people
        other = entry if entry < people else ALONE
        theirs = int(layout.group_of[other]) if entry < people else entry - people
        here = [p for p in layout.members(mine) if p != person]
        there = [p for p in layout.members(theirs) if p != other] if theirs != ALONE else []
        here += [other] if other != ALONE else []
        return task.shares(here, int(layout.leader_of[mine])) and (
            theirs == ALONE or task.shares([*there, person], int(layout.leader_of[theirs]))
        )

    def do(self, entry: int) -> None:
        if entry < self._layout.task.people:
            self._layout.swap(self._person, entry)
        else:
            self._layout.put(self._person, entry - self._layout.task.people)


NEVER = np.iinfo(np.int64).min
FEW = 24
