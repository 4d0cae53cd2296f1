"""What mentees wish for, as part of the matching problem.

Where a program lets mentees wish, each gets the highest of their wishes that no mentee of a better
fit takes (deferred acceptance), as far as that costs nobody a mentor: most people matched comes
first, and as many of these wishes as possible second. Everybody else is matched as always.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from matching.engine import Problem, Solution
from matching.engine.graph import ALONE, Edges, Ints, blocks
from matching.engine.optimum import certified
from matching.engine.rules import Rules
from matching.engine.scoring import Scores
from matching.engine.stable import deferred_acceptance
from matching.minimum_fit import PAIRS_HELD
from matching.models.runs import MentorWish
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


def with_wishes(problem: Problem, wishes: Wishes, least: int = 0) -> Problem:
    """``problem`` with the pairs that the wishes settle as further pins. ``least``: pairs of less
    fit (in points) are made only where they are wished for."""
    settled = _settled(problem, wishes, least) if wishes else ()
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


def _settled(problem: Problem, wishes: Wishes, least: int) -> list[tuple[str, str]]:
    rules = Rules(problem)
    possible = _possible(problem, wishes, rules)
    if not any(possible):
        return []
    liking = _liking(problem, possible, rules)
    found = deferred_acceptance(possible, lambda row, column: liking[row, column], _room(problem))
    granted = np.array(found, dtype=np.int64)
    if len(problem.mentees) * len(problem.mentors) <= PAIRS_HELD:
        granted = _affordable(problem, granted, rules, least)
    return [
        (problem.mentors[column].id, problem.mentees[row].id)
        for row, column in enumerate(granted.tolist())
        if column != ALONE
    ]


def _affordable(problem: Problem, granted: Ints, rules: Rules, least: int) -> Ints:
    """As many of the ``granted`` wishes as leave as many people matched as could be without any."""
    edges = _edges(problem, granted, rules, least)
    is_granted = granted[edges.rows] == edges.columns
    if not is_granted.any():
        return granted
    worth = is_granted.astype(np.int64)
    found = certified(replace(edges, fit=worth), worth, None, 1).mentor_of
    return np.where(found == granted, granted, ALONE)


def _edges(problem: Problem, granted: Ints, rules: Rules, least: int) -> Edges:
    """The pairs that are possible beside the pins."""
    kept = {mentee for _mentor, mentee in problem.pins}
    free = [row for row, mentee in enumerate(problem.mentees) if mentee.id not in kept]
    room = np.array(_room(problem), dtype=np.int64)
    scores = Scores(problem, rules.overlap)
    parts = []
    for rows in blocks(np.array(free, dtype=np.int64)):
        line, column = np.nonzero(rules.allowed(rows, rules.overlap.block(rows)) & (room > 0))
        line = rows[line]
        if least:
            enough = (scores.fit(line, column) >= least) | (granted[line] == column)
            line, column = line[enough], column[enough]
        parts.append((line, column))
    none = np.zeros(0, dtype=np.int64)
    rows, columns = (np.concatenate(side) for side in zip((none, none), *parts, strict=True))
    return Edges(rows, columns, np.ones_like(rows), room, len(problem.mentees))


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
