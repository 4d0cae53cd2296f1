"""Criteria that tell no two pairs of a pool apart, because nobody was asked or all answered alike.

Such a criterion would only move all fits up or down together, and make a good pair look like any
other. It is found by looking: first at some people spread over the pool, who show nearly every
difference, and only where those agree at everybody.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matching.engine.factor_matrices import Overlap
from matching.engine.graph import Ints, blocks
from matching.engine.model import CRITERIA, Person, Problem
from matching.engine.scoring import Scores

SOME = 32
"""Of how many people a side all pairs are looked at first."""
ROWS = 64
"""Of how many people all pairs are looked at at a time."""


def without_constant(problem: Problem) -> Problem:
    """``problem`` with its constant criteria named."""
    return replace(problem, constant=constant_criteria(problem))


def constant_criteria(problem: Problem) -> frozenset[str]:
    """The criteria that are the same for every pair; none where there are no two pairs to tell
    apart on either side."""
    if len(problem.mentees) < 2 or len(problem.mentors) < 2:
        return frozenset()
    some = replace(problem, mentees=_spread(problem.mentees), mentors=_spread(problem.mentors))
    suspects = _constant(some, CRITERIA)
    return _constant(problem, sorted(suspects)) if suspects else suspects


def _spread(people: Sequence[Person]) -> tuple[Person, ...]:
    return tuple(people[:: -(-len(people) // SOME)])


def _constant(problem: Problem, criteria: Sequence[str]) -> frozenset[str]:
    scores = Scores(problem, Overlap(problem.mentees, problem.mentors))
    return frozenset(key for key in criteria if _is_constant(scores, key, problem))


def _is_constant(scores: Scores, key: str, problem: Problem) -> bool:
    rows, columns = len(problem.mentees), len(problem.mentors)
    zero = np.zeros(1, dtype=np.int64)
    return all(
        scores.is_constant(key, *_pairs(np.append(zero, part), columns))
        for part in blocks(np.arange(rows), ROWS)
    )


def _pairs(rows: Ints, columns: int) -> tuple[Ints, Ints]:
    """Every pair of ``rows``, which begin with the first row, so that all blocks are compared."""
    return np.repeat(rows, columns), np.tile(np.arange(columns), len(rows))
