"""What makes a pair impossible, whatever its fit. Rows are mentees, columns are mentors.

An answer somebody has not given breaks no rule.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matching.engine.model import Person, Problem
from matching.engine.scoring import common_minutes
from matching.engine.tables import Mask, in_common, sizes

RULES = ("line", "unavailable", "rejected", "language", "channel", "time", "full")
"""In the order in which a person is told: the first broken rule is the reason."""


def broken(problem: Problem) -> dict[str, Mask]:
    """For each rule, which pairs break it."""
    named = _named(problem)
    return {
        **{rule: named[rule] for rule in ("line", "unavailable", "rejected")},
        "language": _nothing_shared(problem, "languages"),
        "channel": _nothing_shared(problem, "channels"),
        "time": _too_little_time(problem),
        "full": _full(problem),
    }


def allowed(masks: dict[str, Mask]) -> Mask:
    possible: Mask = ~np.logical_or.reduce(list(masks.values()))
    return possible


def broken_rule(problem: Problem, mentor_id: str, mentee_id: str) -> str:
    """The first rule this pair breaks, "missing" when somebody is not in the pool, else ""."""
    mentor = next((person for person in problem.mentors if person.id == mentor_id), None)
    mentee = next((person for person in problem.mentees if person.id == mentee_id), None)
    if mentor is None or mentee is None:
        return "missing"
    masks = broken(replace(problem, mentors=(mentor,), mentees=(mentee,)))
    return next((rule for rule in RULES if masks[rule][0, 0]), "")


def _named(problem: Problem) -> dict[str, Mask]:
    shape = len(problem.mentees), len(problem.mentors)
    masks = {rule: np.zeros(shape, dtype=bool) for rule in ("line", "unavailable", "rejected")}
    columns = {person.id: place for place, person in enumerate(problem.mentors)}
    rows = {person.id: place for place, person in enumerate(problem.mentees)}
    pairs = [*problem.forbidden.items(), *((pair, "rejected") for pair in problem.rejects)]
    for (mentor, mentee), rule in pairs:
        if mentor in columns and mentee in rows:
            masks[rule][rows[mentee], columns[mentor]] = True
    return masks


def _nothing_shared(problem: Problem, name: str) -> Mask:
    ours = [getattr(person, name) for person in problem.mentees]
    theirs = [getattr(person, name) for person in problem.mentors]
    apart: Mask = in_common(ours, theirs) == 0
    apart &= np.outer(sizes(ours) > 0, sizes(theirs) > 0)
    return apart


def _too_little_time(problem: Problem) -> Mask:
    known = np.outer(_has_times(problem.mentees), _has_times(problem.mentors))
    scarce: Mask = common_minutes(problem.mentees, problem.mentors) < problem.min_minutes
    scarce &= known
    return scarce


def _has_times(people: Sequence[Person]) -> Mask:
    return np.array([bool(person.slots) for person in people], dtype=bool)


def _full(problem: Problem) -> Mask:
    full = np.array([problem.places(mentor) == 0 for mentor in problem.mentors], dtype=bool)
    return np.broadcast_to(full, (len(problem.mentees), len(problem.mentors)))
