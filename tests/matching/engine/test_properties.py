"""What must hold of every result of the matching, whatever the people."""

import itertools
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Person, Problem, Solution, solve
from matching.engine.answer import answer
from matching.engine.factor_matrices import Overlap
from matching.engine.graph import ALONE, Bits, Edges
from matching.engine.model import SLOTS_PER_WEEK
from matching.engine.optimum import Aims, Optimum, again, best
from matching.engine.problem_file import parse, read
from matching.engine.stable import deferred_acceptance
from tests.matching.engine.test_solve import best_by_brute_force, pairs_of, problems, worst_of

EXAMPLES = settings(max_examples=50, deadline=None)


SLOTS = st.frozensets(st.sampled_from([0, 1, 5, 671, 672, 673, 1343, 1344, 2016]), max_size=6)


@EXAMPLES
@given(st.lists(SLOTS, min_size=1, max_size=4), st.lists(SLOTS, min_size=1, max_size=4))
def test_time_in_common_is_that_of_the_week_in_which_a_pair_has_least(
    wished: list[frozenset[int]], offered: list[frozenset[int]]
) -> None:
    """However quarters are put together; a week in which nobody has time is none."""
    mentees, mentors = (
        [Person(str(n), slots=one) for n, one in enumerate(side)] for side in (wished, offered)
    )
    weeks = {slot // SLOTS_PER_WEEK for slots in (*wished, *offered) for slot in slots} or {0}
    fewest = [
        [
            min(sum(slot // SLOTS_PER_WEEK == week for slot in ours & theirs) for week in weeks)
            for theirs in offered
        ]
        for ours in wished
    ]
    overlap = Overlap(mentees, mentors)
    assert overlap.block(np.arange(len(mentees))).tolist() == fewest
    assert overlap.table()[overlap.kind].tolist() == fewest


def result(solution: Solution) -> tuple[int, int, int]:
    return len(solution.pairs), worst_of(solution), solution.total


# Problems of people ----------------------------------------------------------------------------


@EXAMPLES
@given(problems())
def test_nothing_is_better_beside_the_pairs_that_are_pinned(problem: Problem) -> None:
    solution = solve(problem)
    pinned = [pair for pair in solution.pairs if pair.pinned]
    settled = {pair.mentee for pair in pinned}
    used = dict(problem.used)
    for pair in pinned:
        used[pair.mentor] = used.get(pair.mentor, 0) + 1
    others = tuple(person for person in problem.mentees if person.id not in settled)
    left = replace(problem, mentees=others, used=used, pins=())
    free = [pair.fit for pair in solution.pairs if not pair.pinned]
    assert (len(free), min(free, default=0), sum(free)) == best_by_brute_force(left)


@EXAMPLES
@given(problems(), st.permutations(["need_experience", "style", "field", "functions"]))
def test_the_order_of_the_criteria_changes_nothing(problem: Problem, order: list[str]) -> None:
    first = {key: problem.weights[key] for key in order}
    assert solve(replace(problem, weights=first | dict(problem.weights))) == solve(problem)


@EXAMPLES
@given(problems())
def test_a_mentor_whom_nobody_may_have_changes_no_pair(problem: Problem) -> None:
    stranger = Person("zz", capacity=3, styles=frozenset("ab"), slots=frozenset(range(50)))
    forbidden = {("zz", mentee.id): "line" for mentee in problem.mentees}
    more = replace(
        problem,
        mentors=(*problem.mentors, stranger),
        forbidden={**problem.forbidden, **forbidden},
    )
    assert solve(more).pairs == solve(problem).pairs


@EXAMPLES
@given(problems(most=3), problems(most=3))
def test_two_programs_without_a_possible_pair_between_them_do_not_touch_each_other(
    one: Problem, other: Problem
) -> None:
    """Only the worst pair is looked at for all together, so each floor is compared."""
    weights = one.weights
    one, other = (replace(problem, weights=weights, pins=()) for problem in (one, other))
    other = renamed(other)
    between = {
        (mentor.id, mentee.id): "line"
        for ours, theirs in ((one, other), (other, one))
        for mentor in ours.mentors
        for mentee in theirs.mentees
    }
    both = Problem(
        mentors=(*one.mentors, *other.mentors),
        mentees=(*one.mentees, *other.mentees),
        weights=weights,
        forbidden={**one.forbidden, **other.forbidden, **between},
        rejects=one.rejects | other.rejects,
        used={**one.used, **other.used},
    )
    together, apart = solve(both), (solve(one), solve(other))
    assert len(together.pairs) == sum(len(alone.pairs) for alone in apart)
    floors = [worst_of(alone) for alone in apart if alone.pairs]
    assert worst_of(together) == min(floors, default=0)
    assert together.total >= sum(alone.total for alone in apart)


def renamed(problem: Problem) -> Problem:
    """The same people under other ids."""

    def pair(couple: tuple[str, str]) -> tuple[str, str]:
        return f"x{couple[0]}", f"x{couple[1]}"

    def people(side: tuple[Person, ...]) -> tuple[Person, ...]:
        return tuple(replace(person, id=f"x{person.id}") for person in side)

    return replace(
        problem,
        mentors=people(problem.mentors),
        mentees=people(problem.mentees),
        forbidden={pair(couple): rule for couple, rule in problem.forbidden.items()},
        rejects=frozenset(map(pair, problem.rejects)),
        used={f"x{name}": count for name, count in problem.used.items()},
    )


@EXAMPLES
@given(problems(), st.integers(0, 10_000))
def test_a_result_stays_the_same_when_it_is_the_earlier_one(problem: Problem, loyalty: int) -> None:
    problem = replace(problem, pins=())
    before = solve(problem)
    mentor_of = {pair.mentee: pair.mentor for pair in before.pairs}
    after = solve(replace(problem, previous=mentor_of, loyalty=loyalty))
    assert pairs_of(after) == pairs_of(before)


@EXAMPLES
@given(problems())
def test_whoever_competes_has_nobody_possible_beside_those_who_are_full(problem: Problem) -> None:
    problem = replace(problem, pins=())
    solution = solve(problem)
    taken = [pair.mentor for pair in solution.pairs]
    rooms = {mentor.id: problem.places(mentor) for mentor in problem.mentors}
    left = {row.person for row in solution.unmatched if row.side == "mentee"}
    for name in left:
        free = [mentor for mentor, room in rooms.items() if taken.count(mentor) < room]
        alone = tuple(person for person in problem.mentees if person.id == name)
        for mentor in free:
            only = tuple(person for person in problem.mentors if person.id == mentor)
            assert not solve(replace(problem, mentors=only, mentees=alone)).pairs


# Files of scores -------------------------------------------------------------------------------

Scores = dict[tuple[str, str], int]


@st.composite
def tables(draw: st.DrawFn) -> Scores:
    ways = [(one, other) for one in "abcd" for other in "xyz"]
    return {way: draw(st.integers(0, 9)) for way in ways if draw(st.booleans())}


def solved(scores: Scores, **more: Any) -> dict[str, Any]:
    document = {
        "mentees": [{"id": name} for name in "abcd"],
        "mentors": [{"id": name, "capacity": 1 + (name == "x")} for name in "xyz"],
        "pairs": [[*way, score] for way, score in scores.items()],
        **more,
    }
    return answer(read(parse(json.dumps(document))))


def outcome(found: dict[str, Any]) -> tuple[int, int, int]:
    return len(found["pairs"]), found["worst"] or 0, found["total"]


@EXAMPLES
@given(tables(), st.data())
def test_a_better_score_never_makes_the_result_worse(scores: Scores, data: st.DataObject) -> None:
    if scores:
        way = data.draw(st.sampled_from(sorted(scores)))
        better = {**scores, way: scores[way] + data.draw(st.integers(1, 5))}
        assert outcome(solved(better)) >= outcome(solved(scores))


@EXAMPLES
@given(tables(), st.dictionaries(st.sampled_from("abcd"), st.sampled_from("xyz"), max_size=4))
def test_keeping_earlier_pairs_is_weighed_as_well_as_any_result_could(
    scores: Scores, earlier: dict[str, str]
) -> None:
    bonus = 2
    liked = {way: score + bonus * (earlier.get(way[0]) == way[1]) for way, score in scores.items()}
    found = solved(scores, previous=[[*pair] for pair in earlier.items()], stability=bonus)
    worths = [liked[one, other] for one, other, _score in found["pairs"]]
    best_ = outcome(solved(liked))
    assert (len(worths), min(worths, default=0), sum(worths)) == best_


@EXAMPLES
@given(st.data())
def test_pairs_of_peers_do_not_depend_on_who_is_named_first(data: st.DataObject) -> None:
    ways = {way: data.draw(st.integers(0, 9)) for way in itertools.combinations("abcdef", 2)}
    turned = [data.draw(st.booleans()) for _way in ways]
    people = [{"id": name} for name in "abcdef"]
    rows = [[*way, score] for way, score in ways.items()]
    mirrored = [
        [row[1], row[0], row[2]] if turn else row for row, turn in zip(rows, turned, strict=True)
    ]
    plain, mirror = (
        answer(read({"mode": "peer", "mentees": people, "pairs": pairs}))
        for pairs in (rows, mirrored)
    )
    assert plain == mirror


def test_a_mentor_without_a_place_refuses_everybody() -> None:
    assert deferred_acceptance([[0, 1], [0]], lambda mentee, _mentor: mentee, [0, 1]) == [1, -1]


# The proof -------------------------------------------------------------------------------------


def edges(seed: int) -> Edges:
    chance = np.random.default_rng(seed)
    rows, columns = np.nonzero(chance.random((30, 16)) < chance.choice([0.1, 0.3, 0.8]))
    fit = chance.integers(0, 100, len(rows))
    return Edges(rows, columns, fit, chance.integers(0, 4, 16), 30).only(
        np.ones(len(rows), dtype=bool)
    )


def aims(known: Edges) -> Aims:
    return Aims(np.zeros(len(known.rows), dtype=np.int64), np.zeros(len(known.rows), dtype=bool))


def total(known: Edges, found: Optimum) -> int:
    return int(known.fit[found.mentor_of[known.rows] == known.columns].sum())


@pytest.mark.parametrize("seed", range(12))
def test_prices_prove_the_total_and_no_pair_beats_them(seed: int) -> None:
    known = edges(seed)
    known = known.only(known.places[known.columns] > 0)
    found = best(known, aims(known))
    inside = (found.region[0][known.rows] == found.region[1][known.columns]) & (
        known.fit >= (found.floor or 0)
    )
    worth = known.fit * found.unit
    over = worth - found.gains[known.rows] - found.prices[known.columns]
    assert (over[inside] <= 0).all()
    assert found.gap == 0


@pytest.mark.parametrize("seed", range(12))
def test_starting_from_the_result_for_fewer_pairs_leads_to_the_same_total(seed: int) -> None:
    known = edges(seed)
    known = known.only(known.places[known.columns] > 0)
    whole = best(known, aims(known))
    chance = np.random.default_rng(seed)
    kept = whole.mentor_of[known.rows] == known.columns
    fewer = known.only(kept | (chance.random(len(known.rows)) < 0.6))
    found = again(known, aims(known), best(fewer, aims(fewer)))
    assert (total(known, found), found.floor, found.gap) == (total(known, whole), whole.floor, 0)
    matched = found.mentor_of[found.mentor_of != ALONE]
    assert (np.bincount(matched, minlength=16) <= known.places).all()


@pytest.mark.parametrize("width", [1, 7, 8, 9, 30])
def test_a_mask_kept_in_bits_is_the_same_mask(width: int) -> None:
    mask = np.random.default_rng(width).random((5, width)) < 0.5
    bits = Bits.of(mask)
    rows, columns = np.indices(mask.shape)
    assert (bits.rows(np.arange(5)) == mask).all()
    assert (bits.part(np.arange(5), np.arange(width)) == mask).all()
    assert (bits.at(rows.ravel(), columns.ravel()) == mask.ravel()).all()
    assert (bits.by_column() == mask.sum(axis=0)).all()
    seen = bits.none()
    first, second = bits.unseen(0, seen), bits.unseen(1, seen)
    assert first.tolist() == np.flatnonzero(mask[0]).tolist()
    assert second.tolist() == np.flatnonzero(mask[1] & ~mask[0]).tolist()
