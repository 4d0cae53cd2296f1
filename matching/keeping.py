"""Staying close to the draft: a new run changes only what is worth changing."""

from dataclasses import replace

from matching.engine import Problem
from matching.models import MatchRun

LOYALTY = 200
"""How many points more keeping a pair of the draft is worth: 2 of 100."""


def close_to(problem: Problem, draft: MatchRun | None) -> Problem:
    """``problem`` with the pairs of ``draft`` as those to keep; a published run keeps nothing.

    Pairs a ruling kept together are left out: who takes the ruling back wants another answer.
    """
    if draft is None or draft.published_at is not None:
        return problem
    found = draft.proposals.filter(pinned=False).order_by().values_list("mentee_id", "mentor_id")
    pairs = {str(mentee): str(mentor) for mentee, mentor in found}
    return replace(problem, previous=pairs, loyalty=LOYALTY)
