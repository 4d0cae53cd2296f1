"""What a run is asked, as one thing: the people, the wishes that come first, and the least fit."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from matching import pool
from matching.engine import Problem, Solution, solve
from matching.engine.codec import digest
from matching.minimum_fit import solve_above
from matching.pool import Pool
from matching.preferences import Wishes, only_kept, wishes_of, with_wishes
from matching.stability import hold
from programs.models import Program

POINTS = 100
"""Points of the engine in one of the 100 that people see."""


@dataclass(frozen=True)
class MatchingTask:
    """``least``: pairs of less fit (0 to 100) are not made; 0 matches as many as can be."""

    people: Pool
    wishes: Wishes
    least: int = 0

    @property
    def problem(self) -> Problem:
        return self.people.problem

    @property
    def fingerprint(self) -> str:
        """The same task, the same 64 characters."""
        asked = digest(with_wishes(self.problem, self.wishes, self.least * POINTS))
        return hashlib.sha256(f"{asked}:{self.least}".encode()).hexdigest() if self.least else asked

    def with_problem(self, problem: Problem) -> "MatchingTask":
        return replace(self, people=replace(self.people, problem=problem))

    def near(self, draft: Solution | None) -> "MatchingTask":
        """The same, changing only what is worth changing in ``draft``."""
        return self if draft is None else self.with_problem(hold(self.problem, draft))

    def solve(self, tell: Callable[[str], object] = str) -> Solution:
        """The best pairs; ``tell`` hears "rules", "pairs" and "reasons" as each begins."""
        wished = with_wishes(self.problem, self.wishes, self.least * POINTS)
        if self.least:
            found = solve_above(wished, self.least * POINTS, tell)
        else:
            found = solve(wished, tell)
        return only_kept(self.problem, found)


def task_of(program: Program) -> MatchingTask:
    """What a run of ``program`` would be asked now."""
    return MatchingTask(pool.load(program), wishes_of(program), program.least_fit)
