"""From a problem to its solution."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from matching.engine import explain
from matching.engine.column_generation import SolverPool, optimum
from matching.engine.graph import ALONE, Bits, Ints, blocks
from matching.engine.model import Pair, Problem, RefusedPin, Solution
from matching.engine.rules import Rules
from matching.engine.score_blocks import Grid, possible
from matching.engine.scoring import Scores, counted
from matching.engine.unmatched import Assignment, unmatched


def solve(problem: Problem, tell: Callable[[str], object] = str) -> Solution:
    """The best assignment: most pairs first, then the best worst pair, then the largest total;
    rules are never traded.

    The same problem gives the same solution, in whatever order its people come. A pin is kept
    whenever the rules and the mentor's places allow it; otherwise it is in ``refused_pins``.
    ``tell`` hears "rules", "pairs" and "reasons" as each begins.
    """
    problem = _in_order(problem)
    tell("rules")
    rules = Rules(problem)
    pinned, refused = _pins(problem, rules)
    pool = _pool(problem, rules, pinned)
    tell("pairs")
    found = optimum(pool)
    tell("reasons")
    mentor_of = pinned | {
        row: column for row, column in enumerate(found.mentor_of.tolist()) if column != ALONE
    }
    _allow(pool, sorted(pinned))
    left = unmatched(Assignment(problem, rules, pool.allowed, mentor_of, frozenset(pinned)))
    pairs = tuple(_pairs(problem, pool.scores, mentor_of, pinned))
    return Solution(pairs, left, tuple(refused), found.gap / found.unit)


def _allow(pool: SolverPool, pinned: Sequence[int]) -> None:
    """Complete the possible pairs with those of pinned people."""
    for rows in blocks(np.array(pinned, dtype=np.int64)):
        pool.allowed.keep(rows, possible(pool.grid.fit(rows)))


def _in_order(problem: Problem) -> Problem:
    return replace(
        problem,
        mentors=tuple(sorted(problem.mentors, key=lambda person: person.id)),
        mentees=tuple(sorted(problem.mentees, key=lambda person: person.id)),
        pins=tuple(sorted(problem.pins)),
    )


def _pins(problem: Problem, rules: Rules) -> tuple[dict[int, int], list[RefusedPin]]:
    """Pins that hold (row -> column), and those that do not, with the rule in the way."""
    columns = {person.id: place for place, person in enumerate(problem.mentors)}
    rows = {person.id: place for place, person in enumerate(problem.mentees)}
    held: dict[int, int] = {}
    refused: list[RefusedPin] = []
    for mentor, mentee in problem.pins:
        if mentor not in columns or mentee not in rows:
            refused.append(RefusedPin(mentor, mentee, "missing"))
            continue
        row, column = rows[mentee], columns[mentor]
        rule = rules.first(row, column) or _no_place(problem, held, row, column)
        if rule:
            refused.append(RefusedPin(mentor, mentee, rule))
        else:
            held[row] = column
    return held, refused


def _no_place(problem: Problem, held: dict[int, int], row: int, column: int) -> str:
    if row in held:
        return "pinned_elsewhere"
    left = problem.places(problem.mentors[column]) - list(held.values()).count(column)
    return "" if left > 0 else "full"


def _pool(problem: Problem, rules: Rules, pinned: Mapping[int, int]) -> SolverPool:
    """Whoever is not pinned, and the places the pins leave."""
    size = len(problem.mentees), len(problem.mentors)
    used = Counter(pinned.values())
    places = [problem.places(mentor) - used[at] for at, mentor in enumerate(problem.mentors)]
    scores = Scores(problem, rules.overlap)
    return SolverPool(
        problem=problem,
        scores=scores,
        grid=Grid(scores, rules),
        allowed=Bits(*size),
        open=np.array([row for row in range(size[0]) if row not in pinned], dtype=np.int64),
        places=np.array(places, dtype=np.int64),
        earlier=_earlier(problem),
        bonus=problem.loyalty,
    )


def _earlier(problem: Problem) -> Ints:
    columns = {person.id: place for place, person in enumerate(problem.mentors)}
    before = (problem.previous.get(mentee.id, "") for mentee in problem.mentees)
    return np.array([columns.get(mentor, ALONE) for mentor in before], dtype=np.int64)


def _pairs(
    problem: Problem, scores: Scores, mentor_of: Mapping[int, int], pinned: Mapping[int, int]
) -> Iterator[Pair]:
    rows = np.array(sorted(mentor_of), dtype=np.int64)
    columns = np.array([mentor_of[row] for row in rows.tolist()], dtype=np.int64)
    points = scores.points(rows, columns)
    by_pair = list(zip(*(values.tolist() for values in points.values()), strict=True))
    limit = explain.weak_below([sum(values) for values in by_pair])
    counts = bool(counted(problem.weights, problem.constant)["need_experience"])
    minutes = scores.minutes(rows, columns).tolist()
    places = zip(rows.tolist(), columns.tolist(), strict=True)
    for (row, column), values, shared in zip(places, by_pair, minutes, strict=True):
        mentor, mentee = problem.mentors[column], problem.mentees[row]
        own = dict(zip(points, values, strict=True))
        fit = sum(values)
        yield Pair(
            mentor.id,
            mentee.id,
            fit,
            own,
            explain.reasons(mentor, mentee, own, shared),
            explain.concerns(mentor, mentee, shared, is_low=fit < limit, skills_count=counts),
            pinned=row in pinned,
        )
