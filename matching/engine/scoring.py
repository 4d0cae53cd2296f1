"""The fit of every pair, criterion by criterion. Rows are mentees, columns are mentors.

Each criterion is a number from 0 to 1; where an answer is missing on either side it is a half, so
that nobody gains or loses by it. Contributions are whole numbers that add up to the fit.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from matching.engine.model import CRITERIA, FULL_FIT, SLOT_MINUTES, Person, Problem
from matching.engine.tables import Grid, Mask, growth, in_common, sizes

People = Sequence[Person]
Points = NDArray[np.int64]

NEUTRAL = 0.5
COMFORTABLE_MINUTES = 240
"""Free time in common a week above which more makes no difference."""

ROUNDING_GUARD = 1e-6
"""Far above the noise of a matrix product, far below a point: equal inputs give equal points."""


def contributions(problem: Problem) -> dict[str, Points]:
    """Points of every pair by criterion; a full fit is ``FULL_FIT`` points in all."""
    shares = quotas(problem.weights)
    return {key: _points(problem, key, share) for key, share in shares.items()}


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


def _points(problem: Problem, key: str, share: int) -> Points:
    values = CRITERION[key](problem.mentees, problem.mentors)
    return np.floor(values * share + (0.5 + ROUNDING_GUARD)).astype(np.int64)


def _where_known(values: Grid, mentees: Mask, mentors: Mask) -> Grid:
    return np.where(mentees[:, None] & mentors[None, :], values, NEUTRAL)


def _filled(people: People, name: str) -> Mask:
    return np.array([bool(getattr(person, name)) for person in people], dtype=bool)


def _covers(name: str) -> Callable[[People, People], Grid]:
    """The share of the mentee's answers that the mentor has too."""

    def score(mentees: People, mentors: People) -> Grid:
        wished, had = _sets(mentees, name), _sets(mentors, name)
        share = in_common(wished, had) / np.maximum(sizes(wished), 1)[:, None]
        return _where_known(share, sizes(wished) > 0, sizes(had) > 0)

    return score


def _alike(name: str) -> Callable[[People, People], Grid]:
    """The cosine of the two sets: ticking every box makes nobody more alike."""

    def score(mentees: People, mentors: People) -> Grid:
        ours, theirs = _sets(mentees, name), _sets(mentors, name)
        norm = np.sqrt(np.outer(np.maximum(sizes(ours), 1), np.maximum(sizes(theirs), 1)))
        return _where_known(in_common(ours, theirs) / norm, sizes(ours) > 0, sizes(theirs) > 0)

    return score


def _sets(people: People, name: str) -> list[frozenset[str]]:
    return list(map(attrgetter(name), people))


def _need_experience(mentees: People, mentors: People) -> Grid:
    known = _filled(mentees, "wanted"), _filled(mentors, "offered")
    return _where_known(growth(mentees, mentors), *known)


def _two_way(mentees: People, mentors: People) -> Grid:
    known = _filled(mentees, "offered"), _filled(mentors, "wanted")
    return _where_known(growth(mentors, mentees).T, *known)


def _field(mentees: People, mentors: People) -> Grid:
    """How well the pair meets the wish of both for the same or another field, in equal parts."""
    same: Mask = _fields(mentees)[:, None] == _fields(mentors)[None, :]
    known = np.outer(_filled(mentees, "field"), _filled(mentors, "field"))
    ours = _wish_met([person.field_preference for person in mentees], same.T, known.T).T
    return (ours + _wish_met([person.field_preference for person in mentors], same, known)) / 2


def _fields(people: People) -> NDArray[np.str_]:
    return np.array([person.field for person in people], dtype=np.str_)


def _wish_met(wishes: Sequence[str], same: Mask, known: Mask) -> Grid:
    """``same`` and ``known`` have the wishing people as columns."""
    wants_same = np.array([wish == "same" for wish in wishes], dtype=bool)
    anybody = np.array([wish == "any" for wish in wishes], dtype=bool)
    met = np.where(known, (same == wants_same).astype(np.float64), NEUTRAL)
    return np.where(anybody, 1.0, met)


def _practicalities(mentees: People, mentors: People) -> Grid:
    parts = _time(mentees, mentors) + _channels(mentees, mentors) + _minutes(mentees, mentors)
    return parts / 3


def _time(mentees: People, mentors: People) -> Grid:
    minutes = common_minutes(mentees, mentors)
    known = _filled(mentees, "slots"), _filled(mentors, "slots")
    return _where_known(np.minimum(minutes / COMFORTABLE_MINUTES, 1.0), *known)


def common_minutes(mentees: People, mentors: People) -> Grid:
    """Minutes a week in which both are free."""
    ours, theirs = [p.slots for p in mentees], [p.slots for p in mentors]
    return in_common(ours, theirs) * SLOT_MINUTES


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


CRITERION: dict[str, Callable[[People, People], Grid]] = {
    "need_experience": _need_experience,
    "situation": _covers("situations"),
    "learning_focus": _alike("learning_focus"),
    "two_way": _two_way,
    "functions": _covers("functions"),
    "style": _alike("styles"),
    "field": _field,
    "practicalities": _practicalities,
}
