"""Groups as they are told: who is with whom and why, and why somebody is left over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matching.engine.graph import ALONE
from matching.engine.grouping.task import Crowd, Found, GroupingTask
from matching.engine.model import RefusedPin, Remark

OUTSIDE = -2
"""The circle of somebody without one, different from that of anybody else."""

IN_THE_WAY = ("rule", "apart", "common", "full")
"""In the order in which a person left over is told: the first is what counts for each group."""


@dataclass(frozen=True)
class FoundMember:
    """``fit``: with the mentor, or the mean fit with the others of a circle."""

    person: str
    fit: int
    reasons: tuple[Remark, ...]
    pinned: bool = False


@dataclass(frozen=True)
class FoundGroup:
    """``mentor``: "" in a circle. ``fit``: the mean fit of the members with the mentor, or of all
    pairs of a circle."""

    mentor: str
    members: tuple[FoundMember, ...]
    fit: int


@dataclass(frozen=True)
class LeftOver:
    """Somebody without a group, and why."""

    person: str
    why: Remark


@dataclass(frozen=True)
class Grouping:
    """Groups by their first member; people left over, and mentors without a group, by id.

    ``is_proven``: no other groups are better in the order of the aims (few people only).
    """

    groups: tuple[FoundGroup, ...]
    left: tuple[LeftOver, ...] = ()
    idle: tuple[str, ...] = ()
    refused_pins: tuple[RefusedPin, ...] = ()
    is_proven: bool = False

    @property
    def worst(self) -> int | None:
        return min((group.fit for group in self.groups), default=None)

    @property
    def total(self) -> int:
        """The fit of each group, once for each of its members."""
        return sum(group.fit * len(group.members) for group in self.groups)


def told_groups(
    task: GroupingTask,
    found: Found,
    mentors: Sequence[str],
    mentees: Sequence[str],
    refused: list[RefusedPin],
    proven: bool,
) -> Grouping:
    groups = [_led(task, crowd, mentors, mentees) for crowd in found]
    leading = {group.mentor for group in groups}
    kept = {(group.mentor, member.person) for group in groups for member in group.members}
    tied = (
        (mentors[at], name)
        for name, at in zip(mentees, task.bound.tolist(), strict=True)
        if at != ALONE
    )
    lost = [RefusedPin(*pin, "no_group") for pin in tied if pin not in kept]
    return Grouping(
        groups=tuple(sorted(groups, key=_first)),
        left=tuple(_left(task, found, mentees)),
        idle=tuple(sorted(set(mentors) - leading)),
        refused_pins=_in_order([*refused, *lost]),
        is_proven=proven,
    )


def told_circles(
    task: GroupingTask,
    found: Found,
    people: Sequence[str],
    functions: Sequence[str],
    pins: Sequence[tuple[str, str]],
    refused: list[RefusedPin],
    proven: bool,
) -> Grouping:
    circle_of = {people[p]: at for at, crowd in enumerate(found) for p in crowd.members}
    known = {frozenset((pin.mentor, pin.mentee)) for pin in refused}
    lost = [
        RefusedPin(min(pin), max(pin), "no_group")
        for pin in pins
        if frozenset(pin) not in known
        and circle_of.get(pin[0], ALONE) != circle_of.get(pin[1], OUTSIDE)
    ]
    groups = [_circle(task, crowd, people, functions) for crowd in found]
    return Grouping(
        groups=tuple(sorted(groups, key=_first)),
        left=tuple(_left(task, found, people)),
        refused_pins=_in_order([*refused, *lost]),
        is_proven=proven,
    )


def _first(group: FoundGroup) -> str:
    return group.members[0].person


def _in_order(refused: list[RefusedPin]) -> tuple[RefusedPin, ...]:
    return tuple(sorted(refused, key=lambda pin: (pin.mentor, pin.mentee)))


def _by_id(members: Iterator[FoundMember]) -> tuple[FoundMember, ...]:
    return tuple(sorted(members, key=lambda member: member.person))


# Why with these --------------------------------------------------------------------------------


def _led(
    task: GroupingTask, crowd: Crowd, mentors: Sequence[str], mentees: Sequence[str]
) -> FoundGroup:
    members = (
        FoundMember(
            mentees[person],
            int(task.lead[person, crowd.leader]),
            (_choice(task, person, crowd.leader),),
            pinned=bool(task.bound[person] == crowd.leader),
        )
        for person in crowd.members
    )
    return FoundGroup(mentors[crowd.leader], _by_id(members), task.fit(crowd.members, crowd.leader))


def _choice(task: GroupingTask, person: int, leader: int) -> Remark:
    """Which of the possible mentors this is by fit: 1 is the best."""
    others = task.lead[person][task.possible[person]]
    place = 1 + int((others > task.lead[person, leader]).sum())
    return Remark("group_mentor", {"place": place, "of": len(others)})


def _circle(
    task: GroupingTask, crowd: Crowd, people: Sequence[str], functions: Sequence[str]
) -> FoundGroup:
    tied = {person for unit in task.units for person in unit}
    members = (
        FoundMember(
            people[person],
            int(task.pair[person, _others(crowd, person)].sum()) // (len(crowd.members) - 1),
            tuple(_in_circle(task, crowd, person, people, functions)),
            pinned=person in tied,
        )
        for person in crowd.members
    )
    return FoundGroup("", _by_id(members), task.fit(crowd.members, ALONE))


def _others(crowd: Crowd, person: int) -> list[int]:
    return [other for other in crowd.members if other != person]


def _in_circle(
    task: GroupingTask, crowd: Crowd, person: int, people: Sequence[str], functions: Sequence[str]
) -> Iterator[Remark]:
    others = _others(crowd, person)
    nearest = max(others, key=lambda other: (task.pair[person, other], people[other]))
    yield Remark("circle_nearest", {"person": people[nearest]})
    if functions and functions[person]:
        differ = sum(functions[other] not in {"", functions[person]} for other in others)
        yield Remark("circle_functions", {"differ": differ, "of": len(others)})


# Why not ---------------------------------------------------------------------------------------


def _left(task: GroupingTask, found: Found, names: Sequence[str]) -> Iterator[LeftOver]:
    placed = {person for crowd in found for person in crowd.members}
    left = sorted((names[p], p) for p in range(task.people) if p not in placed)
    for name, person in left:
        yield LeftOver(name, _why_left(task, found, person))


def _why_left(task: GroupingTask, found: Found, person: int) -> Remark:
    if task.is_led and not task.possible[person].any():
        return Remark("group_no_mentor", {"mentors": task.leaders})
    if not found:
        return Remark("group_too_few", {"people": task.people, "least": task.sizes.least})
    counts = dict.fromkeys(IN_THE_WAY, 0)
    for crowd in found:
        counts[_in_the_way(task, crowd, person)] += 1
    rules = {rule: count for rule, count in counts.items() if count}
    return Remark("group_census", {"total": len(found), **rules})


def _in_the_way(task: GroupingTask, crowd: Crowd, person: int) -> str:
    """What keeps ``person`` from joining one group that was made."""
    members = list(crowd.members)
    if crowd.leader != ALONE and not task.possible[person, crowd.leader]:
        return "rule"
    if task.apart[person, members].any():
        return "apart"
    if not task.shares([*members, person], crowd.leader):
        return "common"
    return "full"
