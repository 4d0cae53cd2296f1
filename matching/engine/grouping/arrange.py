"""The whole search: how many groups, where to start, what is best in the end."""

from matching.engine.grouping import start
from matching.engine.grouping.assignment import Layout
from matching.engine.grouping.exact import every_way, is_small
from matching.engine.grouping.search import polish
from matching.engine.grouping.task import Found, GroupingTask, value

TRIES = 6
"""How many numbers of groups are tried at most."""
EFFORT = 30_000
MOST_SHAKES = 60


def arrange(task: GroupingTask) -> tuple[Found, bool]:
    """The best groups found, and whether they are proven best in the order of the aims."""
    if is_small(task):
        return every_way(task), True
    best: Found = []
    for groups in _counts(task)[:TRIES]:
        if best and not _may_be_better(task, groups, best):
            break
        best = max(best, _tried(task, groups), key=lambda found: value(task, found))
    return best, False


def _counts(task: GroupingTask) -> list[int]:
    most = task.leaders if task.is_led else task.people
    return list(task.sizes.counts(_placeable(task), most))


def _placeable(task: GroupingTask) -> int:
    """How many people could have a place at all."""
    return int(task.possible.any(axis=1).sum()) if task.is_led else task.people


def _may_be_better(task: GroupingTask, groups: int, found: Found) -> bool:
    """Whether that many groups could place more people, or keep sizes as near to the wished."""
    sizes = [len(crowd.members) for crowd in found]
    people = min(_placeable(task), groups * task.sizes.most)
    even = task.sizes.even(people, groups)
    return (people, -task.sizes.strain(even)) >= (sum(sizes), -task.sizes.strain(sizes))


def _tried(task: GroupingTask, groups: int) -> Found:
    first: Layout = start.led(task, groups) if task.is_led else start.circles(task, groups)
    shakes = min(MOST_SHAKES, EFFORT // task.people**2 * 10)
    return polish(first, shakes).found()
