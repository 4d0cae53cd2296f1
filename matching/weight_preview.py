"""What other weights, or another least fit, would do to the draft: looked at, not saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np

from accounts.models import User
from matching.changes import Changes, changes
from matching.engine import Pair, Problem, Solution
from matching.engine.explain import covers_nothing, weak_below
from matching.engine.rules import Rules
from matching.engine.scoring import Scores, counted
from matching.results import percent
from matching.stability import draft_of
from matching.task import MatchingTask
from programs.models import Program

MOVES_SHOWN = 25


@dataclass(frozen=True)
class Settings:
    """What a coordinator tries. ``weights`` by criterion; ``least``: see ``Task``."""

    weights: Mapping[str, int]
    least: int


@dataclass(frozen=True)
class SolutionFigures:
    """One solution in numbers; fits are 0 to 100, None where there is no pair."""

    matched: int
    left: int
    mean: int | None
    lowest: int | None
    weak: int


@dataclass(frozen=True)
class MenteeMove:
    """What happens to one mentee. No mentor before: newly matched; none after: left over.

    Both fits are counted with the new weights, so that they can be compared.
    """

    mentee: User
    before: User | None
    after: User | None
    fit_before: int | None
    fit_after: int | None

    @property
    def gain(self) -> int:
        return (self.fit_after or 0) - (self.fit_before or 0)


@dataclass(frozen=True)
class WeightPreview:
    """``now`` and ``then`` side by side, and the mentees who would have another answer, those who
    lose most first. ``moves`` are at most ``MOVES_SHOWN`` of them."""

    now: SolutionFigures
    then: SolutionFigures
    moves: Sequence[MenteeMove]
    gainers: int
    losers: int
    changed: int

    @property
    def more(self) -> int:
        return self.changed - len(self.moves)


def settings_of(task: MatchingTask) -> Settings:
    return Settings(task.problem.weights, task.least)


def outlook(program: Program, saved: MatchingTask, tried: Settings) -> WeightPreview:
    """The next run under ``tried``, beside the draft; without a draft, beside the run that the
    ``saved`` task would give. Changes nothing."""
    before = draft_of(program.match_runs.first()) or saved.solve()
    task = replace(saved, least=tried.least).with_problem(
        replace(saved.problem, weights=dict(tried.weights))
    )
    after = task.near(before).solve()
    return _outlook(task, _weighed(task.problem, before), after)


def _weighed(problem: Problem, solution: Solution) -> Solution:
    """``solution`` with its fits counted anew by the weights of ``problem``; people who have left
    the pool since are left out."""
    rows = {person.id: row for row, person in enumerate(problem.mentees)}
    columns = {person.id: column for column, person in enumerate(problem.mentors)}
    pairs = [one for one in solution.pairs if one.mentee in rows and one.mentor in columns]
    places = np.array([(rows[one.mentee], columns[one.mentor]) for one in pairs], dtype=np.int64)
    lines, at = places.reshape(-1, 2).T
    fits = Scores(problem, Rules(problem).overlap).fit(lines, at).tolist()
    return Solution(tuple(replace(one, fit=fit) for one, fit in zip(pairs, fits, strict=True)), ())


def _outlook(task: MatchingTask, before: Solution, after: Solution) -> WeightPreview:
    found = changes(before, after)
    names = [*found.lost, *found.moved, *found.gained]
    moves = sorted((_move(task, found, name) for name in names), key=_worst_first)
    return WeightPreview(
        now=_figures(task.problem, before),
        then=_figures(task.problem, after),
        moves=moves[:MOVES_SHOWN],
        gainers=sum(move.gain > 0 for move in moves),
        losers=sum(move.gain < 0 for move in moves),
        changed=len(moves),
    )


def _worst_first(move: MenteeMove) -> tuple[bool, int, str]:
    return move.after is not None, move.gain, str(move.mentee)


def _move(task: MatchingTask, found: Changes, mentee: str) -> MenteeMove:
    had, have = found.had.get(mentee), found.have.get(mentee)
    return MenteeMove(
        mentee=task.people.enrollments[mentee].user,
        before=_mentor(task, had),
        after=_mentor(task, have),
        fit_before=percent(had.fit) if had else None,
        fit_after=percent(have.fit) if have else None,
    )


def _mentor(task: MatchingTask, pair: Pair | None) -> User | None:
    return task.people.enrollments[pair.mentor].user if pair else None


def _figures(problem: Problem, solution: Solution) -> SolutionFigures:
    fits = [percent(pair.fit) for pair in solution.pairs]
    return SolutionFigures(
        matched=len(fits),
        left=len(problem.mentees) - len(fits),
        mean=round(fmean(fits)) if fits else None,
        lowest=min(fits, default=None),
        weak=_weak(problem, solution),
    )


def _weak(problem: Problem, solution: Solution) -> int:
    """How many pairs a run would call weak."""
    mentors = {person.id: person for person in problem.mentors}
    mentees = {person.id: person for person in problem.mentees}
    limit = weak_below([pair.fit for pair in solution.pairs])
    skills_count = bool(counted(problem.weights, problem.constant)["need_experience"])
    return sum(
        pair.fit < limit
        or (skills_count and covers_nothing(mentors[pair.mentor], mentees[pair.mentee]))
        for pair in solution.pairs
    )
