"""Repairs a layout: no rule broken, everybody placed, sizes as wished."""

from collections import deque
from collections.abc import Callable, Iterator

import numpy as np

from matching.engine.graph import ALONE
from matching.engine.grouping.assignment import Layout

LOOKS = 400
"""How many people a chain of moves is looked for among."""

BEGINNINGS = 20
"""Around so many people a group that was dissolved may begin again."""

LARGE = 2**31
"""More than any group has members."""

Path = list[tuple[int, int]]
Room = Callable[[int], bool]


def mend(layout: Layout) -> None:
    """Take out whoever breaks a rule, fill groups that are too small, place whoever is left, and
    make the sizes even. A group that cannot be filled is dissolved, and begins again with people
    who are left, if enough of them can be together."""
    _take_out(layout)
    _place(layout)
    for group in np.flatnonzero(layout.size < layout.task.sizes.least).tolist():
        _fill(layout, group)
    for group in np.flatnonzero(layout.size == 0).tolist():
        _begin_again(layout, group)
    _place(layout)
    _even_out(layout)


def is_right(layout: Layout) -> bool:
    """Whether no group breaks a rule or is too small."""
    large = (layout.size == 0) | (layout.size >= layout.task.sizes.least)
    return bool(large.all()) and all(map(layout.is_sound, range(len(layout.size))))


def _take_out(layout: Layout) -> None:
    for group in range(len(layout.size)):
        while not layout.is_sound(group):
            layout.put(_most_in_the_way(layout, group), ALONE)


def _most_in_the_way(layout: Layout, group: int) -> int:
    """Whoever breaks most rules; where all share too little, whoever shares least."""
    members = layout.members(group)
    free = [person for person in members if not layout.task.fixed[person]] or members
    worth = layout.worth[free, group]
    helps = [
        layout.task.shares([p for p in members if p != person], _leader(layout, group))
        for person in free
    ]
    order = sorted(zip(worth.tolist(), [not h for h in helps], free, strict=True))
    return order[0][2]


def _leader(layout: Layout, group: int) -> int:
    return int(layout.leader_of[group])


def _place(layout: Layout) -> None:
    """Find a group for everybody who is left, pinned people first."""
    most = layout.task.sizes.most
    progress = True
    while progress:
        progress = False
        for person in _waiting(layout):
            progress |= _send(layout, person, lambda g: 0 < layout.size[g] < most)


def _waiting(layout: Layout) -> list[int]:
    """Whoever is left and may be placed alone, which people of a unit may not."""
    task, left = layout.task, layout.left()
    return sorted(
        (p for p in left if task.is_led or not task.fixed[p]), key=lambda p: not task.fixed[p]
    )


def _fill(layout: Layout, group: int) -> None:
    """Bring a group to the least size, from the largest ones; dissolve it where that fails."""
    least = layout.task.sizes.least
    for person in _from_larger(layout, group):
        if layout.size[group] >= least:
            return
        if layout.size[layout.group_of[person]] > least:
            _send(layout, person, lambda g: g == group)
    if layout.size[group] < least:
        for person in layout.members(group):
            layout.put(person, ALONE)


def _begin_again(layout: Layout, group: int) -> None:
    """Gather people who are left around one of them, and fill the group from larger ones."""
    sizes = layout.task.sizes
    for first in _waiting(layout)[:BEGINNINGS]:
        for person in dict.fromkeys((first, *_waiting(layout))):
            if layout.size[group] < sizes.most and layout.welcome(person, group):
                layout.put(person, group)
        if layout.size[group]:
            _fill(layout, group)
        if layout.size[group]:
            return


def _from_larger(layout: Layout, group: int) -> list[int]:
    people = np.flatnonzero((layout.group_of != ALONE) & (layout.group_of != group))
    people = people[~layout.task.fixed[people]]
    order = np.lexsort((-layout.worth[people, group], -layout.size[layout.group_of[people]]))
    found: list[int] = people[order].tolist()
    return found


def _even_out(layout: Layout) -> None:
    """Move people from larger groups to smaller ones while that brings sizes nearer together."""
    while _even_once(layout):
        pass


def _even_once(layout: Layout) -> bool:
    smallest = int(layout.size[layout.size > 0].min(initial=LARGE))
    for group in np.argsort(-layout.size, kind="stable").tolist():
        size = int(layout.size[group])
        if size <= max(layout.task.sizes.least, smallest + 1):
            return False
        if any(_send_to_smaller(layout, person, size) for person in _free(layout, group)):
            return True
    return False


def _free(layout: Layout, group: int) -> list[int]:
    return [person for person in layout.members(group) if not layout.task.fixed[person]]


def _send_to_smaller(layout: Layout, person: int, size: int) -> bool:
    return _send(layout, person, lambda group: 0 < layout.size[group] < size - 1)


# Chains of moves -------------------------------------------------------------------------------


def _send(layout: Layout, person: int, has_room: Room) -> bool:
    """Move ``person`` into a group that ``has_room``, if need be by a chain in which each takes
    the place of the next; whether that was possible."""
    path = _path(layout, person, has_room)
    for mover, group in reversed(path):
        layout.put(mover, group)
    return bool(path)


def _path(layout: Layout, person: int, has_room: Room) -> Path:
    """Who moves where, so that each group of the chain keeps its size but the last."""
    seen = {person}
    waiting: deque[tuple[int, Path]] = deque([(person, [])])
    for _look in range(LOOKS):
        if not waiting:
            break
        mover, path = waiting.popleft()
        closed = {group for _person, group in path} | {int(layout.group_of[person])}
        groups = [g for g in _nearest(layout, mover) if g not in closed]
        for group in groups:
            if has_room(group) and layout.welcome(mover, group):
                return [*path, (mover, group)]
        for group in groups:
            for other in _stepping_aside(layout, mover, group, seen):
                seen.add(other)
                waiting.append((other, [*path, (mover, group)]))
    return []


def _nearest(layout: Layout, person: int) -> list[int]:
    """Groups in which ``person`` would be worth most, small ones first."""
    order = np.lexsort((-layout.worth[person], layout.size))
    found: list[int] = order[layout.size[order] > 0].tolist()
    return found


def _stepping_aside(layout: Layout, person: int, group: int, seen: set[int]) -> Iterator[int]:
    """Members of ``group`` without whom ``person`` could join it."""
    members = layout.members(group)
    blocking = [other for other in members if layout.task.apart[person, other]]
    if len(blocking) > 1:
        return
    for other in blocking or members:
        known = layout.task.fixed[other] or other in seen
        if not known and layout.welcome(person, group, without=other):
            yield other
