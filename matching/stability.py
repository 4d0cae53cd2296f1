"""Staying close to the draft: a new run changes only what is worth changing."""

from dataclasses import replace

from matching.engine import Pair, Problem, Solution
from matching.models.runs import MatchRun

LOYALTY = 200
"""How many points more keeping a pair of the draft is worth: 2 of 100."""


def hold(problem: Problem, before: Solution) -> Problem:
    """``problem`` with the pairs of ``before`` as those to keep.

    Pairs a ruling kept together are left out: who takes the ruling back wants another answer.
    """
    pairs = {pair.mentee: pair.mentor for pair in before.pairs if not pair.pinned}
    return replace(problem, previous=pairs, loyalty=LOYALTY)


def draft_of(run: MatchRun | None) -> Solution | None:
    """The draft a new run stays close to; None for no run or a published one."""
    return None if run is None or run.published_at is not None else solution_of(run)


def solution_of(run: MatchRun) -> Solution:
    """The pairs of ``run`` as the engine found them, with fits in its points."""
    rows = run.proposals.order_by("mentee")
    columns = rows.values_list("mentor_id", "mentee_id", "contributions", "pinned")
    pairs = [
        Pair(str(mentor), str(mentee), sum(points.values()), points, pinned=pinned)
        for mentor, mentee, points, pinned in columns
    ]
    return Solution(tuple(pairs), ())
