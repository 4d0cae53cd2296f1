"""For few people: tries every way to group them, so that the result is proven."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations

from matching.engine.graph import ALONE
from matching.engine.grouping.task import Crowd, Found, GroupingTask

FEW = 10
"""So many people, and so many leaders, are grouped by looking at everything."""
FEW_LEADERS = 5

Score = tuple[int, int, int, int]
"""Pinned people placed, people placed, sizes as wished, and the worst group or the total."""


def is_small(task: GroupingTask) -> bool:
    return task.people <= FEW and task.leaders <= FEW_LEADERS


def every_way(task: GroupingTask) -> Found:
    """The best groups: first how good the worst can be, then the best total with none below."""
    groups = {crowd: task.fit(crowd.members, crowd.leader) for crowd in _sound_groups(task)}
    worst, _found = _best(task, groups, adds=False)
    good = {crowd: fit for crowd, fit in groups.items() if fit >= worst[-1]}
    _total, found = _best(task, good, adds=True)
    return sorted(found, key=lambda crowd: crowd.members)


def _sound_groups(task: GroupingTask) -> Iterator[Crowd]:
    for size in range(task.sizes.least, min(task.sizes.most, task.people) + 1):
        for members in combinations(range(task.people), size):
            for leader in range(task.leaders) if task.is_led else (ALONE,):
                if is_sound(task, members, leader):
                    yield Crowd(leader, members)


def is_sound(task: GroupingTask, members: tuple[int, ...], leader: int) -> bool:
    """Whether these may be a group, and nobody of it is torn from a unit."""
    chosen = list(members)
    whole = all(len({*unit} & {*chosen}) in {0, len(unit)} for unit in task.units)
    possible = leader == ALONE or bool(task.possible[chosen, leader].all())
    peaceful = not task.apart[chosen][:, chosen].any()
    return whole and possible and peaceful and task.shares(chosen, leader)


def _best(task: GroupingTask, groups: dict[Crowd, int], *, adds: bool) -> tuple[Score, Found]:
    """The best choice of groups without anybody twice; people are decided on one by one."""
    by_first: dict[int, list[tuple[Crowd, int, int]]] = {}
    for crowd, fit in groups.items():
        bits = sum(1 << person for person in crowd.members)
        by_first.setdefault(crowd.members[0], []).append((crowd, bits, fit))

    @cache
    def rest(person: int, taken: int, leaders: int) -> tuple[Score, tuple[Crowd, ...]]:
        if person == task.people:
            return (0, 0, 0, 0 if adds else BEST), ()
        best = rest(person + 1, taken, leaders)
        for crowd, bits, fit in by_first.get(person, []) if not taken >> person & 1 else []:
            leader = 0 if crowd.leader == ALONE else 1 << crowd.leader
            if taken & bits or leaders & leader:
                continue
            later, others = rest(person + 1, taken | bits, leaders | leader)
            best = max(best, (_joined(task, crowd, fit, later, adds), (crowd, *others)), key=_score)
        return best

    score, found = rest(0, 0, 0)
    return score, list(found)


def _score(found: tuple[Score, tuple[Crowd, ...]]) -> Score:
    return found[0]


def _joined(task: GroupingTask, crowd: Crowd, fit: int, later: Score, adds: bool) -> Score:
    pinned, placed, sizes, last = later
    size = len(crowd.members)
    pinned += int(task.fixed[list(crowd.members)].sum())
    worth = last + fit * size if adds else min(last, fit)
    return pinned, placed + size, sizes - task.sizes.strain([size]), worth


BEST = 2**62
