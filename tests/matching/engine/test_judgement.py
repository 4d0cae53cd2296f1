"""What tells no pairs apart counts for nothing; weak pairs stand out; people can meet."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Person, Problem, WantedSkill, broken_rule, solve
from matching.engine.constant import constant_criteria, without_constant
from matching.engine.explain import weak_below
from matching.engine.model import CRITERIA, FULL_FIT
from matching.engine.rules import FEW_PLACES, Rules
from matching.engine.score_blocks import Grid, possible
from matching.engine.scoring import Scores, contributions
from tests.matching.engine.test_solve import problems

EXAMPLES = settings(max_examples=60, deadline=None)


def codes(problem: Problem) -> dict[str, set[str]]:
    """The concerns of each mentee's pair."""
    return {pair.mentee: {note.code for note in pair.concerns} for pair in solve(problem).pairs}


# Constant criteria -----------------------------------------------------------------------------


@EXAMPLES
@given(problems())
def test_constant_is_what_gives_every_pair_the_same(problem: Problem) -> None:
    named = constant_criteria(problem)
    if min(len(problem.mentees), len(problem.mentors)) < 2:
        assert named == frozenset()
        return
    for key in CRITERIA:
        alone = contributions(replace(problem, weights={key: 1}))[key]
        assert (key in named) == (np.ptp(alone) == 0)


@EXAMPLES
@given(problems(), st.integers(0, 50))
def test_the_weight_of_a_constant_criterion_changes_nothing(problem: Problem, weight: int) -> None:
    known = without_constant(problem)
    other = {
        key: weight if key in known.constant else problem.weights[key] for key in problem.weights
    }
    if any(problem.weights[key] for key in CRITERIA if key not in known.constant):
        assert solve(replace(known, weights=other)) == solve(known)


def pool(count: int, **answers: object) -> Problem:
    """People who differ in their ways of working only, and share ``answers``."""
    styles = [frozenset("ab"), frozenset("a"), frozenset("b")]
    people = [Person(f"p{at:02}", styles=styles[at % 3], **answers) for at in range(count)]  # type: ignore[arg-type]
    mentors = tuple(replace(one, id=f"m{one.id}") for one in people)
    return Problem(mentors, tuple(people), weights=dict.fromkeys(CRITERIA, 1))


@pytest.mark.parametrize(
    "answers",
    [{}, {"functions": frozenset("abc"), "learning_focus": frozenset("abc"), "field": "law"}],
    ids=["nobody was asked", "everybody ticked everything"],
)
def test_only_what_differs_makes_the_fit(answers: dict[str, object]) -> None:
    problem = without_constant(pool(200, **answers))
    assert problem.constant == set(CRITERIA) - {"style"}
    (best, *_others) = sorted(solve(problem).pairs, key=lambda pair: -pair.fit)
    assert best.fit == FULL_FIT
    assert {key for key, points in best.contributions.items() if points} == {"style"}


def test_a_difference_far_from_the_first_people_is_found() -> None:
    problem = pool(300, functions=frozenset("abc"))
    odd = replace(problem.mentees[-1], functions=frozenset("x"))
    assert "functions" in constant_criteria(problem)
    changed = replace(problem, mentees=(*problem.mentees[:-1], odd))
    assert "functions" not in constant_criteria(changed)


# Weak pairs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("middle", "limit"), [(90, 45), (60, 45), (55, 40), (45, 30), (38, 25), (20, 25)]
)
def test_weak_is_far_below_the_others_within_bounds(middle: int, limit: int) -> None:
    assert weak_below([middle * 100] * 3) == limit * 100


@pytest.mark.parametrize(
    ("offered", "weight", "is_weak"),
    [({"law": 4}, 1, True), ({"art": 4}, 1, False), ({}, 1, False), ({"law": 4}, 0, False)],
    ids=["knows none", "knows it", "did not say", "not weighed"],
)
def test_a_mentor_who_knows_nothing_wanted_is_weak(
    offered: dict[str, int], weight: int, is_weak: bool
) -> None:
    wanted = {"art": WantedSkill(0, 2), "tax": WantedSkill(1, 3)}
    same = {"styles": frozenset("a"), "situations": frozenset("a")}
    problem = Problem(
        mentors=(Person("m", offered=offered, **same),),  # type: ignore[arg-type]
        mentees=(Person("e", wanted=wanted, **same),),  # type: ignore[arg-type]
        weights={"need_experience": weight, "style": 30, "situation": 30},
    )
    found = codes(problem)["e"]
    assert {"weak_fit", "skills_uncovered"} <= found if is_weak else "weak_fit" not in found


@pytest.mark.parametrize("seed", range(4))
def test_few_pairs_of_a_usual_pool_are_weak(seed: int) -> None:
    """A tenth at most; with a fixed limit it is up to four fifths of a small pool."""
    chance = random.Random(seed)
    skills = [f"skill {number}" for number in range(12)]

    def person(name: str) -> Person:
        return Person(
            name,
            wanted={skill: WantedSkill(1, 3) for skill in chance.sample(skills, 2)},
            offered=dict.fromkeys(chance.sample(skills, 4), 3),
            situations=frozenset(chance.sample("abcde", 2)),
            functions=frozenset(chance.sample("abcdefg", 3)),
            styles=frozenset(chance.sample("abcd", 2)),
        )

    problem = Problem(
        mentors=tuple(person(f"m{number:02}") for number in range(60)),
        mentees=tuple(person(f"e{number:02}") for number in range(60)),
        weights={"need_experience": 35, "situation": 20, "functions": 20, "style": 10},
    )
    weak = sum("weak_fit" in found for found in codes(problem).values())
    assert weak <= 6


# Meeting ---------------------------------------------------------------------------------------

DISTANCE = [
    ({"in_person"}, "rome", {"in_person"}, "oslo", "distance"),
    ({"in_person", "video"}, "rome", {"in_person", "phone"}, "oslo", "distance"),
    ({"in_person"}, "rome", {"in_person"}, "rome", ""),
    ({"in_person", "video"}, "rome", {"in_person", "video"}, "oslo", ""),
    ({"in_person"}, "", {"in_person"}, "oslo", ""),
    ({"in_person"}, "rome", set(), "oslo", ""),
    ({"video"}, "rome", {"in_person"}, "oslo", "channel"),
]


@pytest.mark.parametrize(("ours", "here", "theirs", "there", "rule"), DISTANCE)
def test_two_who_can_only_meet_in_person_are_in_one_place(
    ours: set[str], here: str, theirs: set[str], there: str, rule: str
) -> None:
    mentee = Person("e", channels=frozenset(ours), location=here)
    mentor = Person("m", channels=frozenset(theirs), location=there)
    problem = Problem((mentor,), (mentee,))
    assert broken_rule(problem, "m", "e") == rule
    solution = solve(problem)
    assert len(solution.pairs) == (not rule)
    if rule:
        why = {row.side: row.why[0].params["rules"] for row in solution.unmatched}
        assert why == {"mentee": {rule: 1}, "mentor": {rule: 1}}
        assert {row.help[0].code for row in solution.unmatched} == {f"help_{rule}"}


@pytest.mark.parametrize("places", [3, FEW_PLACES + 20])
def test_many_places_are_told_apart_like_few(places: int) -> None:
    people = [
        Person(f"p{number}", channels=frozenset({"in_person"}), location=f"place {number % places}")
        for number in range(3 * places)
    ]
    problem = Problem(tuple(people), tuple(replace(one, id=f"e{one.id}") for one in people))
    rules = Rules(problem)
    rows = np.arange(len(people))
    grid = Grid(Scores(problem, rules.overlap), rules)
    allowed = rules.allowed(rows, rules.overlap.block(rows))
    assert (possible(grid.fit(rows)) == allowed).all()
    assert allowed.sum() == 9 * places
