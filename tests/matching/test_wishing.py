"""Wishes come after most people matched: granting them leaves nobody without a mentor."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Person, Problem, WantedSkill, solve
from matching.minimum_fit import solve_above
from matching.preferences import with_wishes
from tests.matching.engine.test_solve import problems

EXAMPLES = settings(max_examples=80, deadline=None)


def drawn(problem: Problem, data: st.DataObject) -> dict[str, list[str]]:
    mentors = [mentor.id for mentor in problem.mentors]
    return {
        mentee.id: data.draw(st.lists(st.sampled_from(mentors), unique=True, max_size=3))
        for mentee in problem.mentees
        if mentors
    }


@EXAMPLES
@given(problems(), st.data())
def test_granting_wishes_matches_as_many_people_as_without(
    problem: Problem, data: st.DataObject
) -> None:
    free = replace(problem, pins=())
    wished = with_wishes(free, drawn(free, data))
    found = solve(wished)
    assert len(found.pairs) == len(solve(free).pairs)
    assert found.refused_pins == ()


@EXAMPLES
@given(problems(), st.data(), st.sampled_from([2000, 5000]))
def test_it_holds_beside_a_least_fit_too(problem: Problem, data: st.DataObject, least: int) -> None:
    """Wished pairs may be weaker; there are never fewer pairs for it."""
    free = replace(problem, pins=())
    wished = with_wishes(free, drawn(free, data), least)
    assert len(solve_above(wished, least).pairs) >= len(solve_above(free, least).pairs)


def test_a_wish_gives_way_to_somebody_who_has_nobody_else() -> None:
    """Ana wishes for Max, the only one who speaks Bo's language; there is somebody else for her."""
    tax = {"tax": WantedSkill(0, 3)}
    ana = Person("ana", wanted=tax, languages=frozenset({"en", "it"}))
    bo = Person("bo", languages=frozenset({"it"}))
    max_, eva = (
        Person("max", offered={"tax": 4}, languages=frozenset({"en", "it"})),
        Person("eva", languages=frozenset({"en"})),
    )
    problem = Problem((max_, eva), (ana, bo))
    found = solve(with_wishes(problem, {"ana": ["max"]}))
    assert {(pair.mentee, pair.mentor) for pair in found.pairs} == {("ana", "eva"), ("bo", "max")}
    alone = replace(problem, mentees=(ana,))
    (pair,) = solve(with_wishes(alone, {"ana": ["max"]})).pairs
    assert (pair.mentor, pair.pinned) == ("max", True)
