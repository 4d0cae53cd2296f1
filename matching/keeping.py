"""Staying close to the draft: a new run changes only what is worth changing."""

from dataclasses import replace

from matching.engine import Pair, Problem, Solution
from matching.models import MatchRun

LOYALTY = 200
"""How many points more keeping a pair of the draft is worth: 2 of 100."""


def close_to(problem: Problem, draft: MatchRun | None) -> Problem:
    """``problem`` with the pairs of ``draft`` as those to keep; a published run keeps nothing.

    Pairs a ruling kept together are left out: who takes the ruling back wants another answer.
    """
    if draft is None or draft.published_at is not None:
        return problem
    return hold(problem, solution_of(draft))


def hold(problem: Problem, before: Solution) -> Problem:
    """The same for a solution."""
    pairs = {pair.mentee: pair.mentor for pair in before.pairs if not pair.pinned}
    return replace(problem, previous=pairs, loyalty=LOYALTY)


def solution_of(run: MatchRun) -> Solution:
    """The pairs of ``run`` as the engine found them, with fits in its points."""
    rows = run.proposals.order_by("mentee")
    columns = rows.values_list("mentor_id", "mentee_id", "contributions", "pinned")
    pairs = [
        Pair(str(mentor), str(mentee), sum(points.values()), points, pinned=pinned)
        for mentor, mentee, points, pinned in columns
    ]
    return Solution(tuple(pairs), ())
