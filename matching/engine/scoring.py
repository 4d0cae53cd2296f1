"""The fit of pairs, criterion by criterion. Rows are mentees, columns are mentors.

Each criterion is a number from 0 to 1; where an answer is missing on either side it is a half, so
that nobody gains or loses by it. Contributions are whole numbers that add up to the fit.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from matching.engine.factor_matrices import (
    FactorPart,
    Growth,
    Overlap,
    Product,
    Single,
    table,
    unknown,
)
from matching.engine.graph import Ints
from matching.engine.model import CRITERIA, FULL_FIT, SLOT_MINUTES, Person, Problem
from matching.engine.tables import Grid, Mask, in_common, membership, sizes

People = Sequence[Person]
Points = NDArray[np.int64]

NEUTRAL = 0.5
COMFORTABLE_MINUTES = 240
"""Free time in common a week above which more makes no difference."""

ROUNDING_GUARD = 1e-6
"""Far above the noise of a matrix product, far below a point: equal inputs give equal points."""

BLUR = 0.5 * len(CRITERIA) + 0.5
"""How far the points of :meth:`Scores.block` may be from the exact ones: rounding, and noise."""


def contributions(problem: Problem) -> dict[str, Points]:
    """Points of every pair by criterion; a full fit is ``FULL_FIT`` points in all."""
    shape = len(problem.mentees), len(problem.mentors)
    rows, columns = (grid.ravel() for grid in np.indices(shape))
    overlap = Overlap(problem.mentees, problem.mentors)
    points = Scores(problem, overlap).points(rows, columns)
    return {key: values.reshape(shape) for key, values in points.items()}


def quotas(weights: Mapping[str, int]) -> dict[str, int]:
    """``FULL_FIT`` split in proportion to the weights, largest remainders first."""
    known = {key: max(0, weights.get(key, 0)) for key in CRITERIA}
    total = sum(known.values())
    if total == 0:
        return quotas(dict.fromkeys(CRITERIA, 1))
    shares = {key: weight * FULL_FIT // total for key, weight in known.items()}
    by_remainder = sorted(CRITERIA, key=lambda key: -(known[key] * FULL_FIT % total))
    for key in by_remainder[: FULL_FIT - sum(shares.values())]:
        shares[key] += 1
    return shares


def counted(weights: Mapping[str, int], constant: Collection[str]) -> dict[str, int]:
    """The quotas of what tells pairs apart; of everything when nothing does."""
    telling = {key: weight for key, weight in weights.items() if key not in constant}
    return quotas(telling if any(weight > 0 for weight in telling.values()) else weights)


class Scores:
    """The fit of any pairs of ``problem``, without ever holding all of them."""

    def __init__(self, problem: Problem, overlap: Overlap) -> None:
        people = problem.mentees, problem.mentors
        self._shares = counted(problem.weights, problem.constant)
        self._parts = {key: CRITERION[key](*people) for key in CRITERIA}
        self._overlap = overlap
        known = _filled(problem.mentees, "slots"), _filled(problem.mentors, "slots")
        self._no_times = unknown(*known, worth=NEUTRAL)
        self.left, self.right = self._factors()

    def _factors(self) -> tuple[Single, Single]:
        pairs = [
            (left * (self._shares[key] * weight), right)
            for key, parts in self._parts.items()
            for part, weight in parts
            for left, right in [part.factors()]
        ]
        left, right = self._no_times.factors()
        pairs.append((left * self._time_points(), right))
        lefts, rights = zip(*pairs, strict=True)
        return np.hstack(lefts, dtype=np.float32), np.hstack(rights, dtype=np.float32).T

    def _time_points(self) -> float:
        return self._shares["practicalities"] / PRACTICALITIES

    def points(self, rows: Ints, columns: Ints) -> dict[str, Points]:
        """The exact points of single pairs by criterion."""
        return {key: self._exact(key, rows, columns) for key in CRITERIA}

    def fit(self, rows: Ints, columns: Ints) -> Points:
        """The exact fit of single pairs."""
        return sum(self.points(rows, columns).values(), np.zeros(len(rows), dtype=np.int64))

    def _values(self, key: str, rows: Ints, columns: Ints) -> Grid:
        """A criterion of single pairs, 0 to 1."""
        values = np.zeros(len(rows))
        for part, weight in self._parts[key]:
            values += part.at(rows, columns) * weight
        if key == "practicalities":
            values += self._time(rows, columns) / PRACTICALITIES
        return values

    def _exact(self, key: str, rows: Ints, columns: Ints) -> Points:
        values = self._values(key, rows, columns)
        return np.floor(values * self._shares[key] + (0.5 + ROUNDING_GUARD)).astype(np.int64)

    def _time(self, rows: Ints, columns: Ints) -> Grid:
        shared = self._overlap.at(rows, columns) * (SLOT_MINUTES / COMFORTABLE_MINUTES)
        enough: Grid = np.minimum(shared, 1.0) + self._no_times.at(rows, columns)
        return enough

    def is_constant(self, key: str, rows: Ints, columns: Ints) -> bool:
        """Whether the criterion is the same for all these single pairs, whatever its weight."""
        values = self._values(key, rows, columns)
        return bool(np.ptp(values) < ROUNDING_GUARD) if len(values) else True

    def minutes(self, rows: Ints, columns: Ints) -> Points:
        """Free time in common a week, of single pairs."""
        return self._overlap.at(rows, columns).astype(np.int64) * SLOT_MINUTES

    def block(self, rows: Ints) -> tuple[Single, Single]:
        """The fit of all pairs of ``rows``, nearly (see ``BLUR``), and their quarters of an hour
        in common."""
        shared = self._overlap.block(rows)
        fit = self.left[rows] @ self.right
        fit += self.time(shared)
        return fit, shared

    def time(self, shared: Single) -> Single:
        """The points for quarters of an hour in common, where both have told theirs."""
        points = np.float32(self._time_points())
        time: Single = shared * (np.float32(SLOT_MINUTES / COMFORTABLE_MINUTES) * points)
        np.minimum(time, points, out=time)
        return time


# Criteria --------------------------------------------------------------------------------------

Weighted = list[tuple[FactorPart, float]]
Criterion = Callable[[People, People], Weighted]

PRACTICALITIES = 3
"""Time, channels and minutes a month count alike."""


def _filled(people: People, name: str) -> Mask:
    return np.array([bool(getattr(person, name)) for person in people], dtype=bool)


def _sets(people: People, name: str) -> list[frozenset[str]]:
    return list(map(attrgetter(name), people))


def _neutral(mentees: Mask, mentors: Mask) -> tuple[FactorPart, float]:
    return unknown(mentees, mentors, worth=NEUTRAL), 1.0


def _covers(name: str) -> Criterion:
    """The share of the mentee's answers that the mentor has too."""

    def parts(mentees: People, mentors: People) -> Weighted:
        wished, had = _sets(mentees, name), _sets(mentors, name)
        line = membership(wished)
        share = line(wished) / np.maximum(sizes(wished), 1)[:, None]
        return [(Product(share, line(had)), 1.0), _neutral(sizes(wished) > 0, sizes(had) > 0)]

    return parts


def _alike(name: str) -> Criterion:
    """The cosine of the two sets: ticking every box makes nobody more alike."""

    def parts(mentees: People, mentors: People) -> Weighted:
        ours, theirs = _sets(mentees, name), _sets(mentors, name)
        line = membership(ours)
        left, right = (
            line(sets) / np.sqrt(np.maximum(sizes(sets), 1))[:, None] for sets in (ours, theirs)
        )
        return [(Product(left, right), 1.0), _neutral(sizes(ours) > 0, sizes(theirs) > 0)]

    return parts


def _need_experience(mentees: People, mentors: People) -> Weighted:
    known = _filled(mentees, "wanted"), _filled(mentors, "offered")
    return [(Growth(mentees, mentors, taught_by_columns=True), 1.0), _neutral(*known)]


def _two_way(mentees: People, mentors: People) -> Weighted:
    known = _filled(mentees, "offered"), _filled(mentors, "wanted")
    return [(Growth(mentors, mentees, taught_by_columns=False), 1.0), _neutral(*known)]


def _field(mentees: People, mentors: People) -> Weighted:
    """How well the pair meets the wish of both for the same or another field, in equal parts."""
    line = membership([frozenset([p.field]) - {""} for p in mentees])
    ours, theirs = (
        line([frozenset([p.field]) - {""} for p in side]) for side in (mentees, mentors)
    )
    known, known_too = _filled(mentees, "field"), _filled(mentors, "field")
    wished = _wish(mentees, ours, known)
    granted = np.column_stack([theirs, known_too, np.ones(len(mentors))])
    wished_too = _wish(mentors, theirs, known_too)
    granted_too = np.column_stack([ours, known, np.ones(len(mentees))])
    return [(Product(wished, granted), 0.5), (Product(granted_too, wished_too), 0.5)]


def _wish(people: People, fields: Grid, known: Mask) -> Grid:
    """What somebody gets from a partner with the same field, with any known one, and anyway."""
    sign = np.array([SIGN[person.field_preference] for person in people], dtype=np.float64)
    anyway = np.where(sign == 0, 1.0, NEUTRAL)
    return np.column_stack([fields * sign[:, None], -NEUTRAL * sign * known, anyway])


SIGN = {"same": 1.0, "different": -1.0, "any": 0.0}


def _practicalities(mentees: People, mentors: People) -> Weighted:
    """All but the time in common, which has a ceiling of its own (see :class:`Scores`)."""
    return [
        (table(mentees, lambda p: p.channels, lambda kinds: _channels(kinds, mentors)), 1 / 3),
        (table(mentees, lambda p: p.minutes_per_month, lambda k: _minutes(k, mentors)), 1 / 3),
    ]


def _where_known(values: Grid, mentees: Mask, mentors: Mask) -> Grid:
    return np.where(mentees[:, None] & mentors[None, :], values, NEUTRAL)


def _channels(mentees: People, mentors: People) -> Grid:
    ours, theirs = _sets(mentees, "channels"), _sets(mentors, "channels")
    fewer = np.minimum.outer(sizes(ours), sizes(theirs))
    share = in_common(ours, theirs) / np.maximum(fewer, 1)
    return _where_known(share, sizes(ours) > 0, sizes(theirs) > 0)


def _minutes(mentees: People, mentors: People) -> Grid:
    """Whether the mentor has as much time a month as the mentee hopes for."""
    hoped = np.array([person.minutes_per_month for person in mentees], dtype=np.float64)
    given = np.array([person.minutes_per_month for person in mentors], dtype=np.float64)
    share = np.minimum(given[None, :] / np.maximum(hoped, 1)[:, None], 1.0)
    return _where_known(share, hoped > 0, given > 0)


CRITERION: dict[str, Criterion] = {
    "need_experience": _need_experience,
    "situation": _covers("situations"),
    "learning_focus": _alike("learning_focus"),
    "two_way": _two_way,
    "functions": _covers("functions"),
    "style": _alike("styles"),
    "field": _field,
    "practicalities": _practicalities,
}
