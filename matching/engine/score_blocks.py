"""The fit of all pairs of some people at once, with pairs that break a rule far below any other.

Rules and hours that tell only few kinds of people apart are columns of the same matrix product
that makes the fit, so that they cost next to nothing.
"""

import numpy as np

from matching.engine.factor_matrices import Single
from matching.engine.graph import Ints, Mask
from matching.engine.rules import Rules
from matching.engine.scoring import Scores

IMPOSSIBLE = np.float32(-1e6)
"""What breaking a rule takes from a fit."""
FEW_KINDS = 64
"""Up to so many kinds of free time are columns of the product."""


class Grid:
    """Rows are mentees, columns are mentors."""

    def __init__(self, scores: Scores, rules: Rules) -> None:
        self._scores, self._rules = scores, rules
        overlap = rules.overlap
        self._has_few_kinds = overlap.number_of_kinds <= FEW_KINDS
        tables = [(kind, closed * IMPOSSIBLE) for kind, closed in rules.tables()]
        if self._has_few_kinds:
            tables.append((overlap.kind, self._hours()))
        ones = [np.eye(len(values), dtype=np.float32)[kind] for kind, values in tables]
        self._left = np.hstack([scores.left, *ones], dtype=np.float32)
        self._right = np.vstack([scores.right, *(values for _kind, values in tables)])

    def _hours(self) -> Single:
        """For each kind of row the points for the time in common, or that it is too little."""
        overlap = self._rules.overlap
        shared = overlap.table()
        _kinds, first = np.unique(overlap.kind, return_index=True)
        scarce = self._rules.scarce(first, shared)
        return self._scores.time(shared) + np.where(scarce, IMPOSSIBLE, np.float32(0))

    def fit(self, rows: Ints) -> Single:
        """The fit of all pairs of ``rows``, nearly (see ``BLUR``), far below 0 where a rule is
        broken."""
        fit = self._left[rows] @ self._right
        if not self._has_few_kinds:
            shared = self._rules.overlap.block(rows)
            fit += self._scores.time(shared)
            np.copyto(fit, IMPOSSIBLE, where=self._rules.scarce(rows, shared))
        if not self._rules.has_few_places:
            np.copyto(fit, IMPOSSIBLE, where=self._rules.apart(rows))
        self._rules.mark_named(rows, fit, IMPOSSIBLE)
        return fit

    def part(self, rows: Ints, columns: Ints) -> Single:
        """The same for some columns, and without a look at the rules about hours and names."""
        fit: Single = self._left[rows] @ self._right[:, columns]
        if not self._has_few_kinds:
            fit += self._scores.time(self._rules.overlap.part(rows, columns))
        return fit


def possible(fit: Single) -> Mask:
    """Which fits are those of pairs that break no rule."""
    found: Mask = fit > IMPOSSIBLE / 2
    return found
