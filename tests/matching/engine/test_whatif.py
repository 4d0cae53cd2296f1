"""What forcing a pair costs, who else is possible, and results that stay close to earlier ones."""

from dataclasses import replace

from benchmarks.matching import population
from matching.engine import Person, Problem, solve
from matching.engine.what_if import Alternative, Cost, alternatives, cost_of_pair

GOOD, FAIR = frozenset("ab"), frozenset("ac")


def circle() -> Problem:
    """Anna and Ben both suit Xenia better than Yuri; Anna has her."""
    return Problem(
        mentors=(Person("x", styles=GOOD), Person("y", styles=FAIR)),
        mentees=(Person("anna", styles=GOOD), Person("ben", styles=FAIR)),
        weights={"style": 1},
    )


def test_the_cost_of_a_forced_pair_falls_on_the_pair_and_on_the_others() -> None:
    problem = circle()
    before = solve(problem)
    assert before.total == 20_000
    cost = cost_of_pair(problem, before, "x", "ben")
    assert cost == Cost(own=-5000, others=-5000, moved=("anna",), lost=())


def test_a_pair_against_a_rule_has_no_cost_because_it_cannot_be() -> None:
    problem = replace(circle(), forbidden={("x", "ben"): "line"})
    assert cost_of_pair(problem, solve(problem), "x", "ben") is None


def test_somebody_may_lose_the_only_mentor_to_a_forced_pair() -> None:
    problem = replace(circle(), mentors=(Person("x", styles=GOOD),))
    before = solve(problem)
    assert [pair.mentee for pair in before.pairs] == ["anna"]
    cost = cost_of_pair(problem, before, "x", "ben")
    assert cost == Cost(own=5000, others=-10_000, moved=(), lost=("anna",))


def test_alternatives_are_the_best_others_and_say_who_has_a_place() -> None:
    problem = replace(circle(), mentors=(*circle().mentors, Person("z", styles=frozenset("d"))))
    assert alternatives(problem, solve(problem), "anna") == (
        Alternative("y", 5000, is_free=False),
        Alternative("z", 0, is_free=True),
    )
    assert len(alternatives(problem, solve(problem), "anna", most=1)) == 1


def test_loyalty_keeps_more_pairs_when_somebody_leaves() -> None:
    problem = population(120, 80)
    before = {pair.mentee: pair.mentor for pair in solve(problem).pairs}
    gone = set(sorted(set(before.values()))[:8])
    left = replace(problem, mentors=tuple(m for m in problem.mentors if m.id not in gone))
    kept = []
    for loyalty in (0, 500):
        after = solve(replace(left, previous=before, loyalty=loyalty))
        kept.append(sum(before[pair.mentee] == pair.mentor for pair in after.pairs))
        assert after.gap == 0
    assert kept[1] > kept[0]
