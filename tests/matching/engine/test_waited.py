"""Whoever waited in vain before comes first where places are short, and nobody is lost by that."""

import itertools
import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Person, Problem, Solution, column_generation, solve
from matching.minimum_fit import solve_above
from tests.matching.engine.test_large import SIZES, sized
from tests.matching.engine.test_solve import fits, pairs_of, problems

MOST_ROUNDS = 3
Result = tuple[int, tuple[int, ...], int, int]


def with_waits(problem: Problem, rounds: list[int]) -> Problem:
    """``problem`` without pins, its mentees having waited for ``rounds``."""
    waits = itertools.cycle(rounds)
    people = tuple(replace(mentee, waited=next(waits)) for mentee in problem.mentees)
    return replace(problem, mentees=people, pins=())


def measured(problem: Problem, pairs: dict[str, int]) -> Result:
    """How many, how many of each wait (longest first), the worst fit, and the total."""
    waited = Counter(mentee.waited for mentee in problem.mentees if mentee.id in pairs)
    by_wait = tuple(waited[rounds] for rounds in range(MOST_ROUNDS, 0, -1))
    return len(pairs), by_wait, min(pairs.values(), default=0), sum(pairs.values())


def result(problem: Problem, solution: Solution) -> Result:
    return measured(problem, {pair.mentee: pair.fit for pair in solution.pairs})


def best_by_brute_force(problem: Problem) -> Result:
    worth = fits(problem)
    places = {mentor.id: problem.places(mentor) for mentor in problem.mentors}
    best: Result = (0, (0,) * MOST_ROUNDS, 0, 0)
    for chosen in itertools.product([None, *places], repeat=len(problem.mentees)):
        pairs = [(m, e.id) for m, e in zip(chosen, problem.mentees, strict=True) if m]
        if all(pair in worth for pair in pairs) and all(
            chosen.count(name) <= room for name, room in places.items()
        ):
            best = max(best, measured(problem, {pair[1]: worth[pair] for pair in pairs}))
    return best


@settings(max_examples=60, deadline=None)
@given(problems(), st.lists(st.integers(0, MOST_ROUNDS), min_size=1, max_size=4))
def test_longer_waits_come_after_the_number_of_pairs_and_before_any_fit(
    problem: Problem, rounds: list[int]
) -> None:
    problem = with_waits(problem, rounds)
    solution = solve(problem)
    assert result(problem, solution) == best_by_brute_force(problem)
    assert solution.gap == 0


@settings(max_examples=30, deadline=None)
@given(problems(), st.integers(1, MOST_ROUNDS))
def test_where_all_waited_the_same_the_wait_changes_nothing(problem: Problem, rounds: int) -> None:
    alike = with_waits(problem, [rounds])
    assert solve(alike).pairs == solve(with_waits(problem, [0])).pairs


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(3))
def test_a_large_pool_keeps_the_order_of_the_line_from_few_candidates(
    size: tuple[int, int, int], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    rounds = chance.choices(range(MOST_ROUNDS + 1), [6, 2, 1, 1], k=size[0])
    problem = with_waits(sized(*size, seed), rounds)
    everything = solve_above(problem, 0)
    monkeypatch.setattr(column_generation, "KEPT", 1)
    monkeypatch.setattr(column_generation, "ADDED", 1)
    found = solve(problem)
    assert result(problem, found) == result(problem, everything)
    assert found.gap == 0


def test_the_one_place_goes_to_whoever_waited_before_not_to_the_better_fit() -> None:
    """The better pair would win by far if both had come new."""
    hours = frozenset(range(40))
    mentor = Person("m", styles=frozenset("ab"), slots=hours)
    alike = Person("alike", styles=frozenset("ab"), slots=hours)
    other = Person("other", styles=frozenset("cd"), slots=hours)
    weights = {"style": 1}
    assert pairs_of(solve(Problem((mentor,), (alike, other), weights))) == {("m", "alike")}
    waited = replace(other, waited=1)
    assert pairs_of(solve(Problem((mentor,), (alike, waited), weights))) == {("m", "other")}


def test_nobody_is_left_out_for_a_longer_wait() -> None:
    """Only one mentor is possible for the newcomer; whoever waited can have either."""
    hours = frozenset(range(40))
    mentors = (Person("m0", slots=hours), Person("m1", slots=hours))
    mentees = (Person("new", slots=hours), Person("waited", slots=hours, waited=3))
    problem = Problem(mentors, mentees, forbidden={("m1", "new"): "line"})
    assert pairs_of(solve(problem)) == {("m0", "new"), ("m1", "waited")}


def test_a_wait_never_breaks_a_rule() -> None:
    hours = frozenset(range(40))
    mentees = (Person("new", slots=hours), Person("waited", slots=hours, waited=3))
    problem = Problem((Person("m", slots=hours),), mentees, forbidden={("m", "waited"): "line"})
    assert pairs_of(solve(problem)) == {("m", "new")}
