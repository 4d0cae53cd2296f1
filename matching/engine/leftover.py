"""Why somebody has no partner, and what would help.

Either no candidate passes the rules, told as a census in which every candidate is counted once; or
some do, and all their places went to others: then who competes for how many places.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.model import Note, Problem, Unmatched
from matching.engine.rules import RULES
from matching.engine.tables import Mask

HELPFUL = ("rejected", "language", "channel", "time", "full")
"""Rules whose obstacle people can remove; nobody is asked to change a reporting line."""


@dataclass(frozen=True)
class Outcome:
    """An assignment beside the rules it was made under.

    ``mentor_of``: row -> column. ``pinned``: rows that nothing moves.
    """

    problem: Problem
    masks: Mapping[str, Mask]
    allowed: Mask
    mentor_of: Mapping[int, int]
    pinned: frozenset[int]

    def mentees_of(self) -> dict[int, list[int]]:
        grouped: dict[int, list[int]] = {}
        for row, column in self.mentor_of.items():
            grouped.setdefault(column, []).append(row)
        return grouped


def unmatched(outcome: Outcome) -> tuple[Unmatched, ...]:
    """Mentees without a mentor, then mentors with places and without a mentee; each by id."""
    return (*_mentees(outcome), *_mentors(outcome))


def _mentees(outcome: Outcome) -> Iterator[Unmatched]:
    taken = outcome.mentees_of()
    for row, mentee in enumerate(outcome.problem.mentees):
        if row in outcome.mentor_of:
            continue
        masks = {rule: mask[row] for rule, mask in outcome.masks.items()}
        if outcome.allowed[row].any():
            why, place = _competition(outcome, taken, row)
            spare = {rule: mask[_spare(outcome, taken)] for rule, mask in masks.items()}
            yield Unmatched(mentee.id, "mentee", (why,), (place, *_single_obstacles(spare)))
        else:
            why = census(masks, "mentors")
            yield Unmatched(mentee.id, "mentee", (why,), _single_obstacles(masks))


def _spare(outcome: Outcome, taken: Mapping[int, list[int]]) -> Mask:
    """Mentors with a place still free: only they help somebody whom the others had no room for."""
    mentors = enumerate(outcome.problem.mentors)
    free = [outcome.problem.places(mentor) > len(taken.get(c, [])) for c, mentor in mentors]
    return np.array(free, dtype=bool)


def _mentors(outcome: Outcome) -> Iterator[Unmatched]:
    busy = set(outcome.mentor_of.values())
    for column, mentor in enumerate(outcome.problem.mentors):
        if column in busy or not outcome.problem.places(mentor):
            continue
        masks = {rule: mask[:, column] for rule, mask in outcome.masks.items()}
        possible = int(outcome.allowed[:, column].sum())
        spare = Note("spare", {"possible": possible})
        why = spare if possible else census(masks, "mentees")
        yield Unmatched(mentor.id, "mentor", (why,), () if possible else _single_obstacles(masks))


def census(masks: Mapping[str, NDArray[np.bool_]], candidates: str) -> Note:
    """Each candidate counted once, at the first rule that stands in the way."""
    open_ = np.ones(len(masks["line"]), dtype=bool)
    counts: dict[str, int] = {}
    for rule in RULES:
        counts[rule] = int((open_ & masks[rule]).sum())
        open_ &= ~masks[rule]
    found = {rule: count for rule, count in counts.items() if count}
    return Note("census", {"of": candidates, "total": len(open_), "rules": found})


def _single_obstacles(masks: Mapping[str, NDArray[np.bool_]]) -> tuple[Note, ...]:
    """For each rule that people can do something about: the candidates only it keeps away."""
    obstacles = np.sum(list(masks.values()), axis=0)
    freed = {rule: int((masks[rule] & (obstacles == 1)).sum()) for rule in HELPFUL}
    ranked = sorted((rule for rule in HELPFUL if freed[rule]), key=lambda rule: -freed[rule])
    return tuple(Note(f"help_{rule}", {"frees": freed[rule]}) for rule in ranked)


def _competition(outcome: Outcome, taken: Mapping[int, list[int]], row: int) -> tuple[Note, Note]:
    """Everybody who could step aside for ``row``, and all the places they share (Hall)."""
    mentors = _reach(outcome, taken, row)
    competing = {row, *(mentee for column in mentors for mentee in taken.get(column, []))}
    competing |= _others_waiting(outcome, mentors)
    places = sum(outcome.problem.places(outcome.problem.mentors[column]) for column in mentors)
    eligible = int(outcome.allowed[row].sum())
    counts = {"eligible": eligible, "mentees": len(competing), "places": places}
    short = {"missing": len(competing) - places}
    return Note("competition", counts), Note("help_place", short)


def _reach(outcome: Outcome, taken: Mapping[int, list[int]], row: int) -> set[int]:
    """Columns reached from ``row`` by going to a possible mentor and on to who could step aside."""
    reached: set[int] = set()
    waiting = [row]
    while waiting:
        for column in np.flatnonzero(outcome.allowed[waiting.pop()]).tolist():
            if column not in reached:
                reached.add(column)
                waiting.extend(set(taken.get(column, [])) - outcome.pinned)
    return reached


def _others_waiting(outcome: Outcome, mentors: set[int]) -> set[int]:
    """Unmatched mentees whose possible mentors are all among ``mentors``."""
    outside = np.ones(outcome.allowed.shape[1], dtype=bool)
    outside[list(mentors)] = False
    closed = outcome.allowed.any(axis=1) & ~(outcome.allowed & outside).any(axis=1)
    return {row for row in np.flatnonzero(closed).tolist() if row not in outcome.mentor_of}
