"""What another decision would cost: forcing a pair, and who else somebody could have."""

from dataclasses import dataclass, field, replace

import numpy as np

from matching.engine.model import Pair, Problem, Solution
from matching.engine.rules import Rules
from matching.engine.scoring import Scores
from matching.engine.solve import solve


@dataclass(frozen=True)
class Cost:
    """What forcing a pair does, in points of fit (see ``FULL_FIT``).

    ``own``: the change for the mentee; ``others``: for everybody else in all. ``moved``: other
    mentees who get another mentor; ``lost``: those who are left without one. ``after``: the whole
    solution with the pair.
    """

    own: int
    others: int
    moved: tuple[str, ...]
    lost: tuple[str, ...]
    after: Solution = field(default=Solution((), ()), compare=False, repr=False)


@dataclass(frozen=True)
class Alternative:
    """Another possible mentor of a mentee, and whether that mentor has a place free."""

    mentor: str
    fit: int
    is_free: bool


def cost_of_pair(problem: Problem, before: Solution, mentor: str, mentee: str) -> Cost | None:
    """What changes against ``before`` when the two are put together: solved again with the pair.

    None when a rule, or another pinned pair, forbids it.
    """
    others = tuple(pin for pin in problem.pins if pin[1] != mentee)
    after = solve(replace(problem, pins=(*others, (mentor, mentee))))
    if any((pin.mentor, pin.mentee) == (mentor, mentee) for pin in after.refused_pins):
        return None
    had, have = _by_mentee(before), _by_mentee(after)
    own = have[mentee].fit - (had[mentee].fit if mentee in had else 0)
    both = (had.keys() & have.keys()) - {mentee}
    return Cost(
        own=own,
        others=after.total - before.total - own,
        moved=tuple(sorted(name for name in both if had[name].mentor != have[name].mentor)),
        lost=tuple(sorted(had.keys() - have.keys())),
        after=after,
    )


def _by_mentee(solution: Solution) -> dict[str, Pair]:
    return {pair.mentee: pair for pair in solution.pairs}


def alternatives(
    problem: Problem, before: Solution, mentee: str, most: int = 5
) -> tuple[Alternative, ...]:
    """The best possible mentors of ``mentee`` besides the one in ``before``, best first."""
    row = next(person for person in problem.mentees if person.id == mentee)
    alone = replace(problem, mentees=(row,))
    rules = Rules(alone)
    line = np.zeros(1, dtype=np.int64)
    possible = np.flatnonzero(rules.allowed(line, rules.overlap.block(line))[0])
    fits = Scores(alone, rules.overlap).fit(np.zeros_like(possible), possible).tolist()
    taken = [pair.mentor for pair in before.pairs]
    own = next((pair.mentor for pair in before.pairs if pair.mentee == mentee), "")
    mentors = [problem.mentors[column] for column in possible.tolist()]
    found = [
        Alternative(mentor.id, fit, taken.count(mentor.id) < problem.places(mentor))
        for mentor, fit in zip(mentors, fits, strict=True)
        if mentor.id != own
    ]
    return tuple(sorted(found, key=lambda other: (-other.fit, other.mentor))[:most])
