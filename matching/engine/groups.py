"""Groups of one mentor with several mentees, and circles of peers.

Pure, like the rest of the engine: ids and numbers in, groups with reasons out. The aims come
strictly one after the other: no rule is broken and pins are kept; as many people placed as
possible; sizes as near to the wished one as can be; the worst group as good as possible; the
largest total. ``docs/matching.md`` says what of this is proven.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matching.engine.graph import ALONE, Ints, Mask
from matching.engine.grouping.arrange import arrange
from matching.engine.grouping.reasons import (
    FoundGroup,
    FoundMember,
    Grouping,
    LeftOver,
    told_circles,
    told_groups,
)
from matching.engine.grouping.task import Common, GroupingTask, Sizes
from matching.engine.model import FULL_FIT, RefusedPin
from matching.engine.ties import hashes

__all__ = [
    "CIRCLE",
    "GROUP",
    "Common",
    "FoundGroup",
    "FoundMember",
    "Grouping",
    "LeftOver",
    "Sizes",
    "make_circles",
    "make_groups",
]

GROUP = Sizes(least=3, most=8, ideal=5)
"""How many mentees one mentor leads."""
CIRCLE = Sizes(least=4, most=10, ideal=6)
MIXING = FULL_FIT // 4
"""How much of a fit between peers is that they come from different functions."""

Couple = tuple[str, str]


def make_groups(
    mentors: Sequence[str],
    mentees: Sequence[str],
    fit: Ints,
    *,
    allowed: Mask | None = None,
    apart: Mask | None = None,
    common: Sequence[Common] = (),
    sizes: Sizes = GROUP,
    pins: Sequence[Couple] = (),
    rejects: Sequence[Couple] = (),
) -> Grouping:
    """The best groups of one mentor with several mentees each; a mentor leads one group or none.

    ``fit[mentee, mentor]``: 0 to ``FULL_FIT``. ``allowed[mentee, mentor]``: False where a rule
    forbids it. ``apart[mentee, mentee]``: two who must not share a group. ``common``: what a whole
    group must share, rows as in ``mentees`` and ``mentors``. ``pins`` and ``rejects``:
    ``(mentor, mentee)``. The order of people changes nothing. Raises ValueError when arrays do
    not have the shape of the people.
    """
    shape = len(mentees), len(mentors)
    possible = np.ones(shape, dtype=bool) if allowed is None else allowed.copy()
    _check(fit, shape, "fit")
    _check(possible, shape, "allowed")
    rows, columns = _places(mentees), _places(mentors)
    for mentor, mentee in rejects:
        if mentor in columns and mentee in rows:
            possible[rows[mentee], columns[mentor]] = False
    bound, refused = _bound(pins, rows, columns, possible, sizes)
    task = GroupingTask(
        lead=fit,
        possible=possible,
        pair=np.zeros((shape[0], shape[0]), dtype=np.int64),
        apart=_apart(apart, shape[0]),
        sizes=sizes,
        common=common,
        bound=bound,
        units=(),
        is_led=True,
    )
    people, leaders = _by_hash(mentees), _by_hash(mentors)
    found, proven = arrange(_reordered(_tied(task), people, leaders))
    crowds = [crowd.renamed(people, leaders) for crowd in found]
    return told_groups(task, crowds, mentors, mentees, refused, proven)


def make_circles(
    people: Sequence[str],
    fit: Ints,
    *,
    apart: Mask | None = None,
    functions: Sequence[str] = (),
    mixing: int = MIXING,
    common: Sequence[Common] = (),
    sizes: Sizes = CIRCLE,
    pins: Sequence[Couple] = (),
    rejects: Sequence[Couple] = (),
) -> Grouping:
    """The best circles of peers, each person in one.

    ``fit[person, person]``: 0 to ``FULL_FIT``, symmetric. ``apart``: two who must not share a
    circle. ``functions``: where each person works ("" when not known); ``mixing`` of ``FULL_FIT``
    points are for pairs from different ones. ``pins`` stay together and ``rejects`` apart, pairs
    in any order. Raises ValueError when arrays do not have the shape of the people.
    """
    size = len(people)
    _check(fit, (size, size), "fit")
    places, separate = _places(people), _apart(apart, size)
    for one, other in rejects:
        if one in places and other in places:
            separate[[places[one], places[other]], [places[other], places[one]]] = True
    np.fill_diagonal(separate, val=False)
    units, refused = _units(pins, places, separate, sizes)
    task = GroupingTask(
        lead=np.zeros((size, 0), dtype=np.int64),
        possible=np.zeros((size, 0), dtype=bool),
        pair=mixed(fit, functions, mixing),
        apart=separate,
        sizes=sizes,
        common=common,
        bound=np.full(size, ALONE),
        units=units,
        is_led=False,
    )
    order, nobody = _by_hash(people), np.zeros(0, dtype=np.int64)
    found, proven = arrange(_reordered(task, order, nobody))
    crowds = [crowd.renamed(order, nobody) for crowd in found]
    return told_circles(task, crowds, people, functions, pins, refused, proven)


def mixed(fit: Ints, functions: Sequence[str], mixing: int) -> Ints:
    """The fit of peers of which ``mixing`` points are for different functions; a half of them
    where one is not known."""
    if not functions:
        return fit
    names = np.array(functions)
    known = np.outer(names != "", names != "")
    differs = np.where(known, 2 * (names[:, None] != names[None, :]), 1)
    total: Ints = (2 * fit * (FULL_FIT - mixing) + differs * mixing * FULL_FIT) // (2 * FULL_FIT)
    return total


def _check(array: Ints | Mask, shape: tuple[int, int], name: str) -> None:
    if array.shape != shape:
        raise ValueError(f"{name} must have the shape {shape}, not {array.shape}")


def _places(names: Sequence[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


def _apart(apart: Mask | None, size: int) -> Mask:
    if apart is None:
        return np.zeros((size, size), dtype=bool)
    _check(apart, (size, size), "apart")
    either: Mask = apart | apart.T
    return either & ~np.eye(size, dtype=bool)


# Pins ------------------------------------------------------------------------------------------


def _bound(
    pins: Sequence[Couple],
    rows: dict[str, int],
    columns: dict[str, int],
    possible: Mask,
    sizes: Sizes,
) -> tuple[Ints, list[RefusedPin]]:
    """The mentor each mentee is tied to, and the pins that cannot hold."""
    bound = np.full(len(rows), ALONE)
    refused = []
    for mentor, mentee in sorted(set(pins)):
        rule = _against_pin(bound, rows.get(mentee), columns.get(mentor), possible, sizes)
        if rule:
            refused.append(RefusedPin(mentor, mentee, rule))
        else:
            bound[rows[mentee]] = columns[mentor]
    return bound, refused


def _against_pin(
    bound: Ints, row: int | None, column: int | None, possible: Mask, sizes: Sizes
) -> str:
    if row is None or column is None:
        return "missing"
    if not possible[row, column]:
        return "forbidden"
    if bound[row] != ALONE:
        return "pinned_elsewhere"
    return "full" if int((bound == column).sum()) >= sizes.most else ""


def _tied(task: GroupingTask) -> GroupingTask:
    """The task in which people who are pinned have only one possible leader."""
    tied = np.flatnonzero(task.bound != ALONE)
    possible = task.possible.copy()
    possible[tied] = False
    possible[tied, task.bound[tied]] = True
    return replace(task, possible=possible)


def _units(
    pins: Sequence[Couple], places: dict[str, int], apart: Mask, sizes: Sizes
) -> tuple[list[list[int]], list[RefusedPin]]:
    """People who stay together, and the pins that cannot hold."""
    unit_of: dict[int, list[int]] = {}
    refused = []
    for one, other in sorted({(min(pin), max(pin)) for pin in pins}):
        if one not in places or other not in places or one == other:
            refused.append(RefusedPin(one, other, "missing"))
            continue
        ours, theirs = (unit_of.get(p, [p]) for p in (places[one], places[other]))
        joined = sorted({*ours, *theirs})
        if apart[np.ix_(joined, joined)].any() or len(joined) > sizes.most:
            rule = "full" if len(joined) > sizes.most else "forbidden"
            refused.append(RefusedPin(one, other, rule))
        else:
            unit_of |= dict.fromkeys(joined, joined)
    return [list(unit) for unit in sorted({tuple(unit) for unit in unit_of.values()})], refused


# Order -----------------------------------------------------------------------------------------


def _by_hash(names: Sequence[str]) -> Ints:
    """An order that depends on nothing but the ids, and does not favor a name."""
    return np.array(np.lexsort((np.array(names, dtype=str), hashes(names))), dtype=np.int64)


def _reordered(task: GroupingTask, people: Ints, leaders: Ints) -> GroupingTask:
    place = np.empty_like(people)
    place[people] = np.arange(len(people))
    leader_place = np.append(np.empty_like(leaders), ALONE)
    leader_place[leaders] = np.arange(len(leaders))
    return GroupingTask(
        lead=task.lead[np.ix_(people, leaders)].astype(np.int64),
        possible=task.possible[np.ix_(people, leaders)],
        pair=task.pair[np.ix_(people, people)].astype(np.int64),
        apart=task.apart[np.ix_(people, people)],
        sizes=task.sizes,
        common=[
            replace(common, has=common.has[people], leaders=common.leaders[leaders])
            for common in task.common
        ],
        bound=leader_place[task.bound[people]],
        units=[[int(place[person]) for person in unit] for unit in task.units],
        is_led=task.is_led,
    )
