"""First layouts to improve: people gathered one after the other, or leaders chosen for them."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from matching.engine.graph import ALONE, Ints
from matching.engine.grouping.assignment import Layout
from matching.engine.grouping.task import GroupingTask

ALL_CHOICES = 30
"""So many choices of leaders are all tried."""
MOST_CHANGES = 60
EFFORT = 2 * 10**9
"""How much work the other choices of leaders are worth; one is about the cube of the people."""


def circles(task: GroupingTask, groups: int) -> Layout:
    """Units first, then whoever has to be kept apart from most, each to the best circle."""
    sizes = task.sizes.even(min(task.people, groups * task.sizes.most), groups)
    layout = Layout(task, np.full(groups, ALONE), np.full(task.people, ALONE))
    for unit in sorted(task.units, key=lambda unit: -len(unit)):
        group = _for_unit(layout, unit)
        for person in unit if group != ALONE else ():
            layout.put(person, group)
    order = np.argsort(-task.apart.sum(axis=1), kind="stable")
    for person in order[~task.fixed[order]].tolist():
        group = _best_group(layout, person, sizes)
        if group != ALONE:
            layout.put(person, group)
    return layout


def _for_unit(layout: Layout, unit: Sequence[int]) -> int:
    """The emptiest circle that can take all of ``unit``."""
    for group in np.argsort(layout.size, kind="stable").tolist():
        members = layout.members(group)
        whole = [*members, *unit]
        apart = layout.task.apart[np.ix_(whole, whole)].any()
        if len(whole) <= layout.task.sizes.most and not apart and layout.task.shares(whole, ALONE):
            return int(group)
    return ALONE


def _best_group(layout: Layout, person: int, sizes: list[int]) -> int:
    for group in np.argsort(-layout.worth[person], kind="stable").tolist():
        if layout.size[group] < sizes[group] and layout.welcome(person, group):
            return int(group)
    return ALONE


# Leaders ---------------------------------------------------------------------------------------


def led(task: GroupingTask, groups: int) -> Layout:
    """The best choice of that many leaders, and the members that suit them best."""
    best, reached = None, (-1, 0, 0)
    for leaders in _choices(task, groups):
        layout, score = _assigned(task, leaders)
        if best is None or score > reached:
            best, reached = layout, score
    if best is None:
        raise ValueError("there are fewer leaders than groups")
    return best


def _choices(task: GroupingTask, groups: int) -> Iterator[Ints]:
    needed = sorted({int(leader) for leader in task.bound if leader != ALONE})[:groups]
    others = [leader for leader in range(task.leaders) if leader not in needed]
    more = groups - len(needed)
    every = combinations(others, more)
    few = list(zip(range(ALL_CHOICES + 1), every, strict=False))
    if len(few) <= ALL_CHOICES:
        yield from (np.array([*needed, *chosen], dtype=np.int64) for _nth, chosen in few)
        return
    first = _greedy(task, needed, groups)
    yield np.array(first, dtype=np.int64)
    yield from _near(first, needed, others, min(MOST_CHANGES, EFFORT // task.people**3))


def _greedy(task: GroupingTask, needed: list[int], groups: int) -> list[int]:
    """One leader after the other, each who helps most those served worst so far."""
    chosen = list(needed)
    best = task.with_leader[:, chosen].max(axis=1, initial=-BARRED)
    worth = np.maximum(task.with_leader, -BARRED)
    while len(chosen) < groups:
        more = np.maximum(worth - best[:, None], 0).sum(axis=0)
        more[chosen] = -1
        chosen.append(int(more.argmax()))
        best = np.maximum(best, worth[:, chosen[-1]])
    return chosen


BARRED = 10**6
"""Having nobody possible, for choosing leaders: worse than any fit."""


def _near(first: list[int], needed: list[int], others: list[int], most: int) -> Iterator[Ints]:
    """About ``most`` choices with one leader changed, spread over all of those."""
    out = [at for at, leader in enumerate(first) if leader not in needed]
    closed = [leader for leader in others if leader not in first]
    changes = [(at, leader) for leader in closed for at in out]
    step = max(1, len(changes) // max(1, most))
    for at, leader in changes[::step]:
        yield np.array([*first[:at], leader, *first[at + 1 :]], dtype=np.int64)


def _assigned(task: GroupingTask, leaders: Ints) -> tuple[Layout, tuple[int, int, int]]:
    """The best members for these leaders while nobody has to be kept apart: an assignment to
    places, of which the first ones of each group are wanted most."""
    from scipy.optimize import linear_sum_assignment

    worth = _places(task, leaders)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    seats = _seats(task, len(leaders))
    group_of = np.full(task.people, ALONE)
    seated = columns < len(leaders) * seats
    group_of[rows[seated]] = columns[seated] // seats
    layout = Layout(task, leaders, group_of)
    sizes = layout.size.tolist()
    full = -sum(max(0, task.sizes.least - size) for size in sizes)
    return layout, (full + sum(sizes), -task.sizes.strain(sizes), int(layout.sums.sum()))


SPARE = 2


def _seats(task: GroupingTask, groups: int) -> int:
    """How many places of a group are looked at: a few more than even groups need."""
    even = -(-task.people // groups)
    return min(task.sizes.most, max(task.sizes.ideal, even) + SPARE)


STEP = 200_000
"""What one person more in a smaller group is worth: many times a full fit."""


def _places(task: GroupingTask, leaders: Ints) -> np.ndarray:
    """The worth of each person (row) on each place of each group; then a place outside for each."""
    sizes = task.sizes
    nth = np.arange(1, _seats(task, len(leaders)) + 1)
    wish = -(2 * (nth - sizes.ideal) - 1) * STEP + np.where(nth <= sizes.least, 64 * STEP, 0)
    seated = 4096 * STEP + wish
    lead = task.lead[:, leaders][:, :, None] + seated[None, None, :]
    worth = np.where(task.possible[:, leaders][:, :, None], lead, -BARRED).astype(np.float64)
    worth = worth.reshape(task.people, -1)
    return np.hstack([worth, np.zeros((task.people, task.people))])
