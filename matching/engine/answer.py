"""From a plain problem to its answer in plain data."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np

from matching.engine.graph import ALONE, Edges, Ints, Mask, contested, count, most_pairs
from matching.engine.group_answer import gathered
from matching.engine.optimum import EXACT, TIE_LEVELS, Aims, Optimum, best
from matching.engine.peers import pair_up
from matching.engine.problem_file import Couple, PlainProblem, Score
from matching.engine.ranked import Ranking, blocking_pairs, ranked_pairs
from matching.engine.ties import hashes, ties

APPEARANCES = 3
"""On how many shortlists a mentor may stand for each place."""

Found = tuple[dict[Couple, None], float | None]
"""Pairs, and how far their total may be from the best one; None where that was not an aim."""


def answer(problem: PlainProblem) -> dict[str, Any]:
    """Pairs, people left over with the reason, the total and the worst score, the proven gap,
    and how many got their first, second, … choice; with ranks the blocking pairs too; or groups
    (see :func:`gathered`)."""
    if problem.mode in ("groups", "circles"):
        return gathered(problem)
    pairs, gap = {"rank": ranked, "peer": peer, "suggest": suggested}.get(problem.mode, assigned)(
        problem
    )
    scores = [problem.scores[pair] for pair in pairs]
    shown = [
        [problem.mentees[mentee], problem.mentors[mentor], _number(problem.scores[mentee, mentor])]
        for mentee, mentor in sorted(pairs, key=lambda pair: _order(problem, pair))
    ]
    return {
        "pairs": shown,
        "unmatched": unmatched(problem, pairs),
        "total": _number(sum(scores)),
        "worst": _number(min(scores)) if scores else None,
        "gap": gap,
        "rank_profile": rank_profile(problem, pairs),
        **(_proof(problem, pairs) if problem.mode == "rank" else {}),
    }


def _order(problem: PlainProblem, pair: Couple) -> tuple[int, Score, int]:
    return pair[0], -problem.scores[pair], pair[1]


def _number(value: Score) -> int | float:
    return value if isinstance(value, int) else float(value)


# Modes -----------------------------------------------------------------------------------------


def assigned(problem: PlainProblem) -> Found:
    return _filled(problem, dict.fromkeys(problem.pins))


def ranked(problem: PlainProblem) -> Found:
    """As many pairs as possible, as few blocking pairs as could be found among those, mentors
    preferring the higher score; then the best for whoever got nothing they ranked."""
    ranking = _ranking(problem)
    most = count(most_pairs(ranking.edges))
    found = ranked_pairs(ranking, most)
    pins = dict.fromkeys(problem.pins)
    whole = list(enumerate(found.mentor_of.tolist()))
    granted = [(row, at) for row, at in whole if at in ranking.wishes[row]]
    filled, gap = _filled(problem, {**pins, **dict.fromkeys(granted)})
    if len(blocking(problem, filled)) <= len(found.blocking):
        return filled, gap
    return {**pins, **dict.fromkeys((row, at) for row, at in whole if at != ALONE)}, None


def _ranking(problem: PlainProblem) -> Ranking:
    """What is still open beside the pins, with what mentees ranked of it."""
    pinned = dict.fromkeys(problem.pins)
    open_ = _open(problem, pinned)
    scores = {pair: score for pair, score in open_.items() if _strong(problem, score)}
    by_score = sorted(scores, key=lambda pair: (scores[pair], _hash(problem, pair)))
    place = {pair: at for at, pair in enumerate(by_score)}
    edges = _edges(problem, scores, _room(problem, pinned))
    pairs = list(zip(edges.rows.tolist(), edges.columns.tolist(), strict=True))
    liking = np.array([place[pair] for pair in pairs], dtype=np.int64)
    possible = set(pairs)
    wishes = [
        [mentor for mentor in problem.preferences.get(row, ()) if (row, mentor) in possible]
        for row in range(len(problem.mentees))
    ]
    return Ranking(replace(edges, fit=liking), wishes)


def blocking(problem: PlainProblem, pairs: Mapping[Couple, None]) -> list[Couple]:
    """Pairs of a mentee and a mentor they ranked who would both rather have each other."""
    mentor_of = np.full(len(problem.mentees), ALONE)
    for mentee, mentor in pairs:
        if (mentee, mentor) not in problem.pins:
            mentor_of[mentee] = mentor
    return blocking_pairs(_ranking(problem), mentor_of)


def _proof(problem: PlainProblem, pairs: Mapping[Couple, None]) -> dict[str, Any]:
    """The blocking pairs, and how few there could be at least, of a ranked answer."""
    ranking = _ranking(problem)
    found = ranked_pairs(ranking, count(most_pairs(ranking.edges)))
    names = [
        [problem.mentees[mentee], problem.mentors[mentor]]
        for mentee, mentor in blocking(problem, pairs)
    ]
    return {"blocking": names, "blocking_at_least": found.at_least}


def _hash(problem: PlainProblem, pair: Couple) -> tuple[str, str]:
    return str(problem.mentors[pair[1]]), str(problem.mentees[pair[0]])


def peer(problem: PlainProblem) -> Found:
    fixed = dict.fromkeys(problem.pins)
    taken = {person for pair in fixed for person in pair}
    free = {
        pair: score
        for pair, score in _allowed(problem).items()
        if not taken.intersection(pair) and _strong(problem, score)
    }
    numbers = _whole_numbers(problem, list(free.values()))
    possible = [(*pair, fit) for pair, fit in zip(free, numbers, strict=True)]
    found = pair_up(len(problem.mentees), possible, _threshold(problem, list(free.values())))
    return {**fixed, **dict.fromkeys(sorted(found))}, 0


def _strong(problem: PlainProblem, score: Score) -> bool:
    limit = problem.threshold
    return not problem.never_weak or limit is None or score >= limit


def suggested(problem: PlainProblem) -> Found:
    """For each mentee a few mentors to choose from, one round of best assignments after the
    other; nobody stands on more lists than the places justify."""
    found = dict.fromkeys(problem.pins)
    scores = _open(problem, found)
    for _round in range(problem.shortlist):
        listed = Counter(mentor for _mentee, mentor in found)
        room = [APPEARANCES * places - listed[at] for at, places in enumerate(problem.places)]
        open_ = {pair: score for pair, score in scores.items() if pair not in found}
        more = _pairs(_best(problem, open_, [max(0, places) for places in room]))
        if not more:
            break
        found |= dict.fromkeys(more)
    return found, 0


def _filled(problem: PlainProblem, fixed: dict[Couple, None]) -> Found:
    """The best assignment of everybody who is not in ``fixed``."""
    scores = _open(problem, fixed)
    optimum = _best(problem, scores, _room(problem, fixed))
    gap = optimum.gap / optimum.unit / float(_scale(problem, list(scores.values())))
    return {**fixed, **dict.fromkeys(_pairs(optimum))}, round(gap, 9) if optimum.gap else 0


def _pairs(optimum: Optimum) -> list[Couple]:
    found = enumerate(optimum.mentor_of.tolist())
    return [(mentee, mentor) for mentee, mentor in found if mentor != ALONE]


# What is possible ------------------------------------------------------------------------------


def _allowed(problem: PlainProblem) -> dict[Couple, Score]:
    return {
        pair: problem.scores[pair] for pair in sorted(problem.scores) if pair not in problem.rejects
    }


def _open(problem: PlainProblem, fixed: Mapping[Couple, None]) -> dict[Couple, Score]:
    done = {mentee for mentee, _mentor in fixed}
    return {pair: score for pair, score in _allowed(problem).items() if pair[0] not in done}


def _room(problem: PlainProblem, fixed: Sequence[Couple] | Mapping[Couple, None]) -> list[int]:
    used = Counter(mentor for _mentee, mentor in fixed)
    return [places - used[at] for at, places in enumerate(problem.places)]


def _best(problem: PlainProblem, scores: Mapping[Couple, Score], room: Sequence[int]) -> Optimum:
    edges = _edges(problem, scores, room)
    limit = _threshold(problem, list(scores.values()))
    weak = np.zeros(len(edges.fit), dtype=bool) if limit is None else edges.fit < limit
    bonus = round(Fraction(problem.stability) * _scale(problem, list(scores.values())))
    liked = replace(edges, fit=edges.fit + np.where(_kept(problem, edges), bonus, 0))
    return best(liked, Aims(_ties(problem, edges), weak, problem.never_weak))


def _edges(problem: PlainProblem, scores: Mapping[Couple, Score], room: Sequence[int]) -> Edges:
    """The possible pairs with mentors who have a place."""
    fit = np.array(_whole_numbers(problem, list(scores.values())), dtype=np.int64)
    pairs = np.array(list(scores), dtype=np.int64).reshape(-1, 2)
    places = np.array(room, dtype=np.int64)
    edges = Edges(pairs[:, 0], pairs[:, 1], fit, places, len(problem.mentees))
    return edges.only(places[edges.columns] > 0)


def _threshold(problem: PlainProblem, scores: Sequence[Score]) -> int | None:
    if problem.threshold is None:
        return None
    return ceil(Fraction(problem.threshold) * _scale(problem, scores))


def _ties(problem: PlainProblem, edges: Edges) -> Ints:
    ours, theirs = hashes(map(str, problem.mentees)), hashes(map(str, problem.mentors))
    return ties(ours[edges.rows], theirs[edges.columns])


def _kept(problem: PlainProblem, edges: Edges) -> Mask:
    earlier = np.full(len(problem.mentees), ALONE)
    for mentee, mentor in problem.previous.items():
        earlier[mentee] = mentor
    kept: Mask = earlier[edges.rows] == edges.columns
    return kept


# Scores as whole numbers -----------------------------------------------------------------------


def _whole_numbers(problem: PlainProblem, scores: Sequence[Score]) -> list[int]:
    scale = _scale(problem, scores)
    return [round(Fraction(score) * scale) for score in scores]


def _scale(problem: PlainProblem, scores: Sequence[Score]) -> Fraction:
    """Parts of a score that are told apart: all its digits, or as many as stay exact."""
    values = [*scores, problem.stability, 0 if problem.threshold is None else problem.threshold]
    digits = max(_digits(value) for value in values)
    largest = max([Fraction(1), *(abs(Fraction(value)) for value in values)])
    people = len(problem.mentees) + 2
    sums = TIE_LEVELS * people * (people if problem.threshold is not None else 1)
    return min(Fraction(10) ** digits, Fraction(EXACT) / (sums * 4 * largest))


def _digits(value: Score) -> int:
    if isinstance(value, int):
        return 0
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


# People left over ------------------------------------------------------------------------------


def unmatched(problem: PlainProblem, pairs: Mapping[Couple, None]) -> list[dict[str, Any]]:
    """Everybody without a partner, with the reason in a sentence."""
    matched = {mentee for mentee, _mentor in pairs}
    if problem.mode == "peer":
        matched |= {other for _one, other in pairs}
    alone = [mentee for mentee in range(len(problem.mentees)) if mentee not in matched]
    if not alone:
        return []
    named: dict[int, list[Couple]] = {}
    for pair in problem.scores:
        for person in pair if problem.mode == "peer" else pair[:1]:
            named.setdefault(person, []).append(pair)
    crowds = {} if problem.mode == "peer" else _crowds(problem, pairs)
    return [
        {
            "id": problem.mentees[mentee],
            "reason": crowds.get(mentee) or _reason(problem, named.get(mentee, [])),
        }
        for mentee in alone
    ]


def _reason(problem: PlainProblem, named: Sequence[Couple]) -> str:
    """Why none of the possible pairs ``named`` of somebody came about."""
    if not named:
        return "No pair with this person is possible."
    left = [pair for pair in named if pair not in problem.rejects]
    if not left:
        return "Every possible pair with this person was rejected."
    if not any(_strong(problem, problem.scores[pair]) for pair in left):
        return "Every possible pair with this person is below the threshold."
    if problem.mode == "peer":
        return "Everybody who could be the partner is paired with somebody else."
    return "No mentor who would be possible has a place."


def _crowds(problem: PlainProblem, pairs: Mapping[Couple, None]) -> dict[int, str]:
    """For everybody who lost a competition: how many compete for how many places."""
    fixed = dict.fromkeys(problem.pins)
    scores = {pair: s for pair, s in _open(problem, fixed).items() if _strong(problem, s)}
    room = _room(problem, fixed)
    edges = _edges(problem, scores, room)
    mentor_of = np.full(edges.mentees, ALONE)
    for mentee, mentor in pairs:
        mentor_of[mentee] = mentor
    rows, columns = contested(edges, mentor_of)
    return _sentences(edges.only(rows[edges.rows] & columns[edges.columns]))


def _sentences(edges: Edges) -> dict[int, str]:
    """For each row of a contested part, the sentence about everybody who shares its mentors."""
    group = _groups(edges)
    rows, columns = np.unique(edges.rows).tolist(), np.unique(edges.columns).tolist()
    members = Counter(group[row] for row in rows)
    room: Counter[int] = Counter()
    for column in columns:
        room[group[edges.mentees + column]] += int(edges.places[column])
    return {row: _sentence(members[group[row]], room[group[row]]) for row in rows}


def _groups(edges: Edges) -> list[int]:
    """A number for each row and then each column: the same for those linked by pairs."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    size = edges.mentees + len(edges.places)
    ends = edges.rows, edges.mentees + edges.columns
    graph = csr_matrix((np.ones(len(edges.rows), dtype=np.int8), ends), shape=(size, size))
    numbers: list[int] = connected_components(graph, directed=False)[1].tolist()
    return numbers


def _sentence(members: int, room: int) -> str:
    return f"{members} mentees compete for {room} places of the mentors they share."


# Ranks -----------------------------------------------------------------------------------------


def rank_profile(problem: PlainProblem, pairs: Mapping[Couple, None]) -> list[int]:
    """How many mentees got their first, second, … choice: of what they ranked, or without any
    preferences in the problem, of their possible pairs by score."""
    wishes = problem.preferences or _by_score(problem)
    places = Counter(
        wishes[mentee].index(mentor)
        for mentee, mentor in _both_ways(problem, pairs)
        if mentor in wishes.get(mentee, ())
    )
    return [places[place] for place in range(max(places, default=-1) + 1)]


def _by_score(problem: PlainProblem) -> dict[int, list[int]]:
    ordered: dict[int, list[int]] = {}
    ways = _both_ways(problem, problem.scores)
    scores = {pair: problem.scores.get(pair, problem.scores.get(pair[::-1], 0)) for pair in ways}
    for mentee, mentor in sorted(ways, key=lambda pair: -scores[pair]):
        ordered.setdefault(mentee, []).append(mentor)
    return ordered


def _both_ways(problem: PlainProblem, pairs: Iterable[Couple]) -> list[Couple]:
    """Among peers each of the two has the other as partner."""
    ways = list(pairs)
    return ways + [pair[::-1] for pair in ways] if problem.mode == "peer" else ways
