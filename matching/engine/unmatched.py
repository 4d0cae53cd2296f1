"""Why somebody has no partner, and what would help.

Either no candidate passes the rules, told as a census in which every candidate is counted once; or
some do, and all their places went to others: then who competes for how many places.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.graph import Bits, Ints, blocks
from matching.engine.model import Problem, Remark, Unmatched
from matching.engine.rules import RULES, Rules
from matching.engine.tables import Mask

SOME = 128
"""Of how many people the broken rules are held at a time."""

HELPFUL = ("rejected", "language", "channel", "distance", "time", "full")
"""Rules whose obstacle people can remove; nobody is asked to change a reporting line."""


@dataclass(frozen=True)
class Assignment:
    """An assignment beside the rules it was made under.

    ``mentor_of``: row -> column. ``pinned``: rows that nothing moves.
    """

    problem: Problem
    rules: Rules
    allowed: Bits
    mentor_of: Mapping[int, int]
    pinned: frozenset[int]

    def mentees_of(self) -> dict[int, list[int]]:
        grouped: dict[int, list[int]] = {}
        for row, column in self.mentor_of.items():
            grouped.setdefault(column, []).append(row)
        return grouped


def unmatched(outcome: Assignment) -> tuple[Unmatched, ...]:
    """Mentees without a mentor, then mentors with places and without a mentee; each by id."""
    return (*_mentees(outcome), *_mentors(outcome))


def _mentees(outcome: Assignment) -> Iterator[Unmatched]:
    rows = [row for row in range(outcome.allowed.shape[0]) if row not in outcome.mentor_of]
    taken = outcome.mentees_of()
    spare = _spare(outcome, taken)
    crowds = _crowds(outcome, taken, rows)
    columns = np.arange(outcome.allowed.shape[1])
    for row, masks in _lines(rows, lambda part: outcome.rules.masks(part, columns)):
        mentee = outcome.problem.mentees[row]
        if row in crowds:
            why, place = crowds[row]
            helpful = _single_obstacles({rule: mask[spare] for rule, mask in masks.items()})
            yield Unmatched(mentee.id, "mentee", (why,), (place, *helpful))
        else:
            why = census(masks, "mentors")
            yield Unmatched(mentee.id, "mentee", (why,), _single_obstacles(masks))


Masks = dict[str, Mask]


def _lines(places: Sequence[int], masks: Callable[[Ints], Masks]) -> Iterator[tuple[int, Masks]]:
    """For each place its line of the masks, which are made for some places at a time."""
    for part in blocks(np.array(places, dtype=np.int64), SOME):
        found = masks(part)
        for line, place in enumerate(part.tolist()):
            yield place, {rule: mask[line] for rule, mask in found.items()}


def _spare(outcome: Assignment, taken: Mapping[int, list[int]]) -> Mask:
    """Mentors with a place still free: only they help somebody whom the others had no room for."""
    mentors = enumerate(outcome.problem.mentors)
    free = [outcome.problem.places(mentor) > len(taken.get(c, [])) for c, mentor in mentors]
    return np.array(free, dtype=bool)


def _mentors(outcome: Assignment) -> Iterator[Unmatched]:
    busy = set(outcome.mentor_of.values())
    mentors = outcome.problem.mentors
    idle = [c for c, m in enumerate(mentors) if c not in busy and outcome.problem.places(m)]
    rows = np.arange(outcome.allowed.shape[0])
    possible = outcome.allowed.by_column().tolist()
    closed = [column for column in idle if not possible[column]]
    census_of = {
        column: (census(masks, "mentees"), _single_obstacles(masks))
        for column, masks in _lines(closed, lambda part: _turned(outcome.rules.masks(rows, part)))
    }
    for column in idle:
        spare = Remark("spare", {"possible": possible[column]})
        why, help_ = census_of.get(column, (spare, ()))
        yield Unmatched(mentors[column].id, "mentor", (why,), help_)


def _turned(masks: Masks) -> Masks:
    return {rule: mask.T for rule, mask in masks.items()}


def census(masks: Mapping[str, NDArray[np.bool_]], candidates: str) -> Remark:
    """Each candidate counted once, at the first rule that stands in the way."""
    open_ = np.ones(len(masks["line"]), dtype=bool)
    counts: dict[str, int] = {}
    for rule in RULES:
        counts[rule] = int((open_ & masks[rule]).sum())
        open_ &= ~masks[rule]
    found = {rule: count for rule, count in counts.items() if count}
    return Remark("census", {"of": candidates, "total": len(open_), "rules": found})


def _single_obstacles(masks: Mapping[str, NDArray[np.bool_]]) -> tuple[Remark, ...]:
    """For each rule that people can do something about: the candidates only it keeps away."""
    obstacles = np.sum(list(masks.values()), axis=0)
    freed = {rule: int((masks[rule] & (obstacles == 1)).sum()) for rule in HELPFUL}
    ranked = sorted((rule for rule in HELPFUL if freed[rule]), key=lambda rule: -freed[rule])
    return tuple(Remark(f"help_{rule}", {"frees": freed[rule]}) for rule in ranked)


# Competition -----------------------------------------------------------------------------------

Told = tuple[Remark, Remark]


def _crowds(
    outcome: Assignment, taken: Mapping[int, list[int]], alone: Sequence[int]
) -> dict[int, Told]:
    """For everybody in ``alone`` who lost a competition: who competes for how many places, and
    how many are missing (Hall)."""
    groups = _Groups(outcome, taken)
    for row in alone:
        groups.reach(row)
    counts = {row: int(outcome.allowed.row(row).sum()) for row in alone}
    waiting = [row for row in alone if counts[row]]
    members = Counter(groups.of(row) for row in waiting)
    places: Counter[int] = Counter()
    for column in groups.columns():
        group = groups.of_column(column)
        members[group] += len(taken.get(column, []))
        places[group] += outcome.problem.places(outcome.problem.mentors[column])
    return {
        row: _told(counts[row], members[group], places[group])
        for row in waiting
        for group in [groups.of(row)]
    }


def _told(eligible: int, mentees: int, places: int) -> Told:
    counts = {"eligible": eligible, "mentees": mentees, "places": places}
    return Remark("competition", counts), Remark("help_place", {"missing": mentees - places})


class _Groups:
    """Mentees who compete: going to a possible mentor, and on to who could step aside for them,
    leads from one to the other. Each is named by a number."""

    def __init__(self, outcome: Assignment, taken: Mapping[int, list[int]]) -> None:
        self._outcome, self._taken = outcome, taken
        self._group_of = np.full(outcome.allowed.shape[1], -1)
        self._joined: list[int] = []
        self._start: dict[int, int] = {}

    def reach(self, row: int) -> None:
        """Go from ``row`` as far as can be; where somebody was before, the groups are one."""
        group = len(self._joined)
        self._joined.append(group)
        self._start[row] = group
        waiting, seen = [row], self._outcome.allowed.none()
        while waiting:
            possible = self._outcome.allowed.unseen(waiting.pop(), seen)
            known = self._group_of[possible]
            for other in set(known[known >= 0].tolist()):
                self._joined[self._root(other)] = self._root(group)
            self._group_of[possible[known < 0]] = group
            for column in possible[known < 0].tolist():
                waiting.extend(set(self._taken.get(column, [])) - self._outcome.pinned)

    def _root(self, group: int) -> int:
        while self._joined[group] != group:
            self._joined[group] = group = self._joined[self._joined[group]]
        return group

    def of(self, row: int) -> int:
        return self._root(self._start[row])

    def of_column(self, column: int) -> int:
        return self._root(int(self._group_of[column]))

    def columns(self) -> list[int]:
        reached: list[int] = np.flatnonzero(self._group_of >= 0).tolist()
        return reached
