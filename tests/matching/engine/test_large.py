"""Keeping only each person's best pairs loses nothing: what is left out is proven not to matter."""

import random
from dataclasses import replace

import pytest

from benchmarks.matching import population
from matching.engine import Problem, Solution, column_generation, solve

SIZES = [(40, 40, 1), (60, 30, 2), (50, 20, 1), (30, 60, 1), (40, 18, 3)]


def sized(mentees: int, mentors: int, capacity: int, seed: int) -> Problem:
    """Mentors have ``capacity`` places: ample, tight or too few in all. Many pairs are forbidden,
    so that places are tight for some even where they are ample for all."""
    problem = population(mentees, mentors, seed)
    chance = random.Random(seed)
    forbidden = {
        (mentor.id, mentee.id): "line"
        for mentor in problem.mentors
        for mentee in problem.mentees
        if chance.random() < 0.4 or (mentee.id < "e00012" and mentor.id > "m00004")
    }
    mentors_ = tuple(replace(mentor, capacity=capacity) for mentor in problem.mentors)
    return replace(problem, mentors=mentors_, forbidden=forbidden)


def result(solution: Solution) -> tuple[int, int, int, float]:
    return (
        len(solution.pairs),
        min(pair.fit for pair in solution.pairs),
        solution.total,
        solution.gap,
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(5))
def test_one_candidate_each_leads_to_the_same_optimum_as_all_of_them(
    size: tuple[int, int, int], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = sized(*size, seed)
    monkeypatch.setattr(column_generation, "KEPT", 1000)
    everything = solve(problem)
    monkeypatch.setattr(column_generation, "KEPT", 1)
    monkeypatch.setattr(column_generation, "ADDED", 1)
    assert result(solve(problem)) == result(everything)
    assert everything.gap == 0


def test_the_best_pairs_are_found_among_many_more_than_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """1,600 mentors are looked at in interleaved parts, and some pairs of each mentee are kept."""
    problem = population(300, 1600)
    kept_few = solve(problem)
    monkeypatch.setattr(column_generation, "KEPT", 400)
    assert result(kept_few) == result(solve(problem))
