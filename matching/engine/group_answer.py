"""From a plain problem to groups of one mentor with several mentees, or to circles of peers."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from matching.engine.graph import Ints, Mask
from matching.engine.groups import FoundGroup, Grouping, make_circles, make_groups
from matching.engine.model import RefusedPin, Remark
from matching.engine.problem_file import Couple, Id, PlainProblem, Score

PARTS = 10**6
"""Into how many parts the range of all scores is divided at most."""


def gathered(problem: PlainProblem) -> dict[str, Any]:
    """Groups with their mean score, people left over with the reason, pins that could not be
    kept, the worst group, the mean score over people, and whether all is proven best."""
    possible = {pair: s for pair, s in problem.scores.items() if _is_possible(problem, pair, s)}
    found = _circles(problem, possible) if problem.has_peers else _groups(problem, possible)
    place = _places(problem.mentees)
    groups = [_told(problem, group) for group in found.groups]
    placed = sum(len(group["members"]) for group in groups)
    total = sum(group["score"] * len(group["members"]) for group in groups)
    return {
        "groups": groups,
        "unmatched": [
            {"id": problem.mentees[place[row.person]], "reason": sentence(row.why)}
            for row in found.left
        ],
        "refused_pins": [_pin(problem, pin) for pin in found.refused_pins],
        "worst": min((group["score"] for group in groups), default=None),
        "mean": round(total / placed, 9) if placed else None,
        "proven": found.is_proven,
    }


def _is_possible(problem: PlainProblem, pair: Couple, score: Score) -> bool:
    weak = problem.never_weak and problem.threshold is not None and score < problem.threshold
    return pair not in problem.rejects and not weak


def _groups(problem: PlainProblem, possible: Mapping[Couple, Score]) -> Grouping:
    shape = len(problem.mentees), len(problem.mentors)
    allowed = np.zeros(shape, dtype=bool)
    fit = _points(possible, shape, allowed)
    allowed &= np.array(problem.places, dtype=np.int64) > 0
    apart = np.zeros((shape[0], shape[0]), dtype=bool)
    for one, other in problem.apart:
        apart[one, other] = True
    return make_groups(
        _names(problem.mentors),
        _names(problem.mentees),
        fit,
        allowed=allowed,
        apart=apart,
        sizes=problem.sizes,
        pins=_named(problem, [pair[::-1] for pair in problem.pins]),
    )


def _circles(problem: PlainProblem, possible: Mapping[Couple, Score]) -> Grouping:
    size = len(problem.mentees)
    both = dict(possible) | {(other, one): score for (one, other), score in possible.items()}
    allowed = np.zeros((size, size), dtype=bool)
    fit = _points(both, (size, size), allowed)
    for one, other in problem.apart:
        allowed[[one, other], [other, one]] = False
    return make_circles(
        _names(problem.mentees),
        fit,
        apart=~allowed,
        sizes=problem.sizes,
        pins=_named(problem, problem.pins),
    )


def _points(scores: Mapping[Couple, Score], shape: tuple[int, int], allowed: Mask) -> Ints:
    """Scores as whole numbers from 0, exactly where their digits allow it; marks ``allowed``."""
    values = {pair: Fraction(score) for pair, score in scores.items()}
    low, high = min(values.values(), default=Fraction(0)), max(values.values(), default=Fraction(0))
    scale = Fraction(PARTS) / max(high - low, Fraction(1, PARTS))
    fit = np.zeros(shape, dtype=np.int64)
    for pair, value in values.items():
        fit[pair] = round((value - low) * scale)
        allowed[pair] = True
    return fit


def _names(people: Sequence[Id]) -> list[str]:
    return [str(name) for name in people]


def _places(people: Sequence[Id]) -> dict[str, int]:
    return {str(name): place for place, name in enumerate(people)}


def _named(problem: PlainProblem, pins: Sequence[Couple]) -> list[tuple[str, str]]:
    first = problem.mentees if problem.has_peers else problem.mentors
    return [(str(first[one]), str(problem.mentees[other])) for one, other in pins]


def _told(problem: PlainProblem, group: FoundGroup) -> dict[str, Any]:
    place, leaders = _places(problem.mentees), _places(problem.mentors)
    members = [place[member.person] for member in group.members]
    if group.mentor:
        pairs = [(member, leaders[group.mentor]) for member in members]
    else:
        pairs = list(combinations(sorted(members), 2))
    mean = sum(Fraction(problem.scores[pair]) for pair in pairs) / len(pairs)
    leader = {"mentor": problem.mentors[leaders[group.mentor]]} if group.mentor else {}
    names = [problem.mentees[member] for member in members]
    return {**leader, "members": names, "score": round(float(mean), 9)}


def _pin(problem: PlainProblem, pin: RefusedPin) -> list[Any]:
    """As it stands in the file: mentee first."""
    pair = [pin.mentor, pin.mentee] if problem.has_peers else [pin.mentee, pin.mentor]
    return [*pair, REFUSED[pin.rule]]


REFUSED = {
    "forbidden": "the pair is not possible",
    "full": "the group would be too large",
    "no_group": "no group of the least size came about",
}

OBSTACLES = {
    "rule": "{} with a pair that is not possible",
    "apart": "{} with somebody to be kept apart",
    "common": "{} sharing too little",
    "full": "{} with no place left",
}


def sentence(why: Remark) -> str:
    """Why somebody has no group."""
    if why.code == "group_no_mentor":
        return "No mentor can be matched with this person."
    if why.code == "group_too_few":
        return "No group of the least size is possible."
    found = [(words, why.params[rule]) for rule, words in OBSTACLES.items() if rule in why.params]
    parts = [words.format(count) for words, count in found]
    return f"Of {why.params['total']} groups: {', '.join(parts)}."
