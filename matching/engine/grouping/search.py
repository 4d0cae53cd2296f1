"""Making a layout better: everybody placed, sizes even, the worst group good, the total large.

Every step is a change of places between two people, or a move of one, and is only taken when
nothing that matters more gets worse. Nothing here is random, so the same task has the same result.
"""

from collections.abc import Iterator

import numpy as np

from matching.engine.graph import ALONE, Ints
from matching.engine.grouping.assignment import NEVER, Layout, Options
from matching.engine.grouping.repair import is_right, mend
from matching.engine.grouping.task import BROKEN, value

SWEEPS = 40
LOWEST = -(2**60)
PRIME, FACTOR = 2**31 - 1, 48_271
"""Lehmer's numbers shake a layout in a way that is the same on every machine."""


def polish(layout: Layout, shakes: int) -> Layout:
    """The best layout found from ``layout`` and from ``shakes`` disturbances of it."""
    settle(layout)
    best, reached = layout, _value(layout)
    numbers = _lehmer()
    for _shake in range(shakes):
        other = best.copy()
        _shake_up(other, numbers)
        settle(other)
        if (found := _value(other)) > reached:
            best, reached = other, found
    return best


def _value(layout: Layout) -> tuple[int, ...]:
    return value(layout.task, layout.found())


def _lehmer() -> Iterator[int]:
    number = 1
    while True:
        number = number * FACTOR % PRIME
        yield number


def _shake_up(layout: Layout, numbers: Iterator[int]) -> None:
    """A few people change places, one of them from the worst group; a group changes its leader."""
    if next(numbers) % 2:
        _other_leader(layout, numbers)
    movable = np.flatnonzero((layout.group_of != ALONE) & ~layout.task.fixed).tolist()
    worst = [p for p in layout.members(_worst(layout)) if not layout.task.fixed[p]]
    for nth in range(3):
        first = worst if nth == 0 and worst else movable
        if first and movable:
            one, other = (people[next(numbers) % len(people)] for people in (first, movable))
            layout.swap(one, other)


def _other_leader(layout: Layout, numbers: Iterator[int]) -> None:
    task = layout.task
    idle = sorted(set(range(task.leaders)) - set(layout.leader_of.tolist()))
    free = np.flatnonzero(~np.isin(layout.leader_of, task.bound)).tolist()
    if idle and free:
        layout.leader_of[free[next(numbers) % len(free)]] = idle[next(numbers) % len(idle)]
        layout.recount()


def settle(layout: Layout) -> None:
    """Improve until no single change helps any more."""
    if layout.left() or not is_right(layout):
        climb(layout, LOWEST)
        mend(layout)
    while True:
        reached = _outcome(layout)
        lift(layout)
        climb(layout, _lowest(layout))
        change_leaders(layout)
        if _outcome(layout) <= reached:
            return


def _outcome(layout: Layout) -> tuple[int, int]:
    fits = layout.fits
    return _lowest(layout), int((fits * layout.size).sum())


def _lowest(layout: Layout) -> int:
    return int(layout.fits[layout.size > 0].min()) if layout.size.any() else 0


def _worst(layout: Layout) -> int:
    return int(np.where(layout.size > 0, layout.fits, -NEVER - 1).argmin())


# The total, and the worst group ----------------------------------------------------------------


def climb(layout: Layout, floor: int) -> None:
    """Make the total larger, with no group below ``floor``."""
    for _sweep in range(SWEEPS):
        if not sum(_step(layout, person, floor) for person in _movable(layout)):
            return


def _movable(layout: Layout) -> list[int]:
    people: list[int] = np.flatnonzero((layout.group_of != ALONE) & ~layout.task.fixed).tolist()
    return people


def _step(layout: Layout, person: int, floor: int) -> bool:
    options = Options(layout, person)
    wanted = (options.gain > 0) & (options.low >= floor)
    for entry in options.best_first(options.gain, wanted):
        if options.is_allowed(entry):
            options.do(entry)
            return True
    return False


def lift(layout: Layout) -> None:
    """Make the worst group better as long as one change can."""
    while _lift_once(layout):
        pass


def _lift_once(layout: Layout) -> bool:
    worst = _worst(layout) if layout.size.any() else ALONE
    found: tuple[int, int, Options, int] | None = None
    for person in layout.members(worst) if worst != ALONE else []:
        if layout.task.fixed[person]:
            continue
        options = Options(layout, person)
        better = options.low > layout.fits[worst]
        for entry in options.best_first(options.low, better):
            if options.is_allowed(entry):
                offer = int(options.low[entry]), int(options.gain[entry])
                found = (
                    max(found, (*offer, options, entry), key=_offer)
                    if found
                    else (*offer, options, entry)
                )
                break
    if found:
        found[2].do(found[3])
    return bool(found)


def _offer(found: tuple[int, int, Options, int]) -> tuple[int, int]:
    return found[:2]


def change_leaders(layout: Layout) -> None:
    """Give each group the leader with whom all groups together fit best, also one who led none."""
    from scipy.optimize import linear_sum_assignment

    task = layout.task
    if not task.is_led:
        return
    groups = np.flatnonzero(layout.size > 0)
    if not len(groups):
        return
    worth = np.array([_by_leader(layout, group) for group in groups.tolist()])
    rows, leaders = linear_sum_assignment(worth, maximize=True)
    before, had = _outcome(layout), layout.leader_of.copy()
    layout.leader_of[groups[rows]] = leaders
    layout.recount()
    if _outcome(layout) <= before:
        layout.leader_of[:] = had
        layout.recount()


def _by_leader(layout: Layout, group: int) -> Ints:
    """What the members of ``group`` would be worth with each leader."""
    task, members = layout.task, layout.members(group)
    worth: Ints = task.with_leader[members].sum(axis=0)
    if task.common:
        shares = [task.shares(members, leader) for leader in range(task.leaders)]
        worth = np.where(shares, worth, -BROKEN)
    return worth
