"""What mentees wish for, as part of the matching problem.

Where a program lets mentees wish, their wishes come first: each gets the highest of their wishes
that no mentee of a better fit takes (deferred acceptance). Everybody else is matched as always.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from matching.engine import Problem, Solution
from matching.engine.rules import Rules
from matching.engine.scoring import Scores
from matching.engine.stable import deferred_acceptance
from matching.models import MentorWish
from programs.models import Choice, Program

Wishes = Mapping[str, Sequence[str]]
"""For each mentee's id the ids of the wished mentors, first wish first."""


def wishes_of(program: Program) -> Wishes:
    """The wishes the matching respects: none unless the program says so."""
    if program.choice != Choice.WISHES:
        return {}
    rows = MentorWish.objects.filter(mentee__program=program).order_by("mentee", "rank")
    found: dict[str, list[str]] = {}
    columns: list[tuple[uuid.UUID, uuid.UUID]] = list(rows.values_list("mentee_id", "mentor_id"))
    for mentee, mentor in columns:
        found.setdefault(str(mentee), []).append(str(mentor))
    return found


def with_wishes(problem: Problem, wishes: Wishes) -> Problem:
    """``problem`` with the pairs that the wishes settle as further pins."""
    settled = _settled(problem, wishes) if wishes else ()
    return replace(problem, pins=(*problem.pins, *settled))


def only_kept(problem: Problem, solution: Solution) -> Solution:
    """``solution`` with only what coordinators keep together marked as kept; wishes are not."""
    kept = set(problem.pins)
    pairs = [
        replace(pair, pinned=pair.pinned and (pair.mentor, pair.mentee) in kept)
        for pair in solution.pairs
    ]
    refused = [pin for pin in solution.refused_pins if (pin.mentor, pin.mentee) in kept]
    return replace(solution, pairs=tuple(pairs), refused_pins=tuple(refused))


def _settled(problem: Problem, wishes: Wishes) -> list[tuple[str, str]]:
    rules = Rules(problem)
    possible = _possible(problem, wishes, rules)
    if not any(possible):
        return []
    liking = _liking(problem, possible, rules)
    found = deferred_acceptance(possible, lambda row, column: liking[row, column], _room(problem))
    return [
        (problem.mentors[column].id, problem.mentees[row].id)
        for row, column in enumerate(found)
        if column >= 0
    ]


def _possible(problem: Problem, wishes: Wishes, rules: Rules) -> list[list[int]]:
    """For each mentee the wished mentors the rules allow; none for who is kept with somebody."""
    columns = {mentor.id: place for place, mentor in enumerate(problem.mentors)}
    kept = {mentee for _mentor, mentee in problem.pins}
    return [
        []
        if mentee.id in kept
        else [
            columns[mentor]
            for mentor in wishes.get(mentee.id, ())
            if mentor in columns and not rules.first(row, columns[mentor])
        ]
        for row, mentee in enumerate(problem.mentees)
    ]


def _liking(
    problem: Problem, possible: list[list[int]], rules: Rules
) -> dict[tuple[int, int], int]:
    """How much each mentor wants each mentee: by fit, then by id, so that no two are equal."""
    pairs = [(row, column) for row, columns in enumerate(possible) for column in columns]
    rows, columns = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    scores = Scores(problem, rules.overlap)
    fits = dict(zip(pairs, scores.fit(rows, columns).tolist(), strict=True))
    ordered = sorted(pairs, key=lambda pair: (fits[pair], problem.mentees[pair[0]].id))
    return {pair: place for place, pair in enumerate(ordered)}


def _room(problem: Problem) -> list[int]:
    """The places of each mentor that no ruling has given away."""
    kept = [mentor for mentor, _mentee in problem.pins]
    return [max(0, problem.places(mentor) - kept.count(mentor.id)) for mentor in problem.mentors]
