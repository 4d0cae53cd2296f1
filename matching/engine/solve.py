"""From a problem to its solution."""

from dataclasses import replace

import numpy as np

from matching.engine import explain
from matching.engine.assign import assign
from matching.engine.leftover import Outcome, unmatched
from matching.engine.model import Pair, Problem, RefusedPin, Solution
from matching.engine.rules import RULES, allowed, broken
from matching.engine.scoring import Points, contributions
from matching.engine.tables import Mask


def solve(problem: Problem) -> Solution:
    """The best assignment: most pairs first, then the largest total fit; rules are never traded.

    The same problem gives the same solution, in whatever order its people come. A pin is kept
    whenever the rules and the mentor's places allow it; otherwise it is in ``refused_pins``.
    """
    problem = _in_order(problem)
    masks, points = broken(problem), contributions(problem)
    possible = allowed(masks)
    pinned, refused = _pins(problem, masks)
    mentor_of = pinned | _rest(problem, sum(points.values(), _no_points(problem)), possible, pinned)
    pairs = [
        _pair(problem, points, row, mentor_of[row], row in pinned) for row in sorted(mentor_of)
    ]
    left = unmatched(Outcome(problem, masks, possible, mentor_of, frozenset(pinned)))
    return Solution(tuple(pairs), left, tuple(refused))


def _in_order(problem: Problem) -> Problem:
    return replace(
        problem,
        mentors=tuple(sorted(problem.mentors, key=lambda person: person.id)),
        mentees=tuple(sorted(problem.mentees, key=lambda person: person.id)),
        pins=tuple(sorted(problem.pins)),
    )


def _no_points(problem: Problem) -> Points:
    return np.zeros((len(problem.mentees), len(problem.mentors)), dtype=np.int64)


def _pins(problem: Problem, masks: dict[str, Mask]) -> tuple[dict[int, int], list[RefusedPin]]:
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
        rule = next((rule for rule in RULES if masks[rule][row, column]), "")
        rule = rule or _no_place(problem, held, row, column)
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


def _rest(problem: Problem, fit: Points, possible: Mask, pinned: dict[int, int]) -> dict[int, int]:
    """Assign whoever is not pinned to the places the pins leave."""
    rows = [row for row in range(len(problem.mentees)) if row not in pinned]
    used = list(pinned.values())
    places = [problem.places(m) - used.count(c) for c, m in enumerate(problem.mentors)]
    mentees = [problem.mentees[row] for row in rows]
    found = assign(fit[rows], possible[rows], places, mentees, problem.mentors)
    return {rows[row]: column for row, column in found.items()}


def _pair(problem: Problem, points: dict[str, Points], row: int, column: int, pinned: bool) -> Pair:
    mentor, mentee = problem.mentors[column], problem.mentees[row]
    own = {key: int(grid[row, column]) for key, grid in points.items()}
    fit = sum(own.values())
    reasons = explain.reasons(mentor, mentee, own)
    return Pair(
        mentor.id, mentee.id, fit, own, reasons, explain.concerns(mentor, mentee, fit), pinned
    )
