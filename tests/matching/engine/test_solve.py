"""The matching engine keeps every rule, finds the best assignment, and explains all of it."""

import itertools
import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Person, Problem, Remark, Solution, WantedSkill, broken_rule, solve
from matching.engine.codec import digest, problem_from_json, problem_to_json
from matching.engine.model import CRITERIA, FULL_FIT
from matching.engine.scoring import contributions, quotas
from tests.pace import Paced

SKILLS = ["law", "negotiation", "python", "strategy"]
LETTERS = ["a", "b", "c"]
EXAMPLES = settings(max_examples=80, deadline=None)
LEVELS = [WantedSkill(now, target) for now in range(4) for target in range(now + 1, 5)]
RULES = ["line", "unavailable"]
MOST = 6


# Strategies are made once: to make them anew for each person costs ten times the drawing.


def some(values: list[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), max_size=len(values))


PERSON = st.builds(
    Person,
    id=st.just(""),
    capacity=st.integers(1, 3),
    wanted=st.dictionaries(st.sampled_from(SKILLS), st.sampled_from(LEVELS), max_size=3),
    offered=st.dictionaries(st.sampled_from(SKILLS), st.integers(0, 4), max_size=3),
    situations=some(LETTERS),
    learning_focus=some(LETTERS),
    functions=some(LETTERS),
    styles=some(LETTERS),
    field=st.sampled_from(["", "x", "y"]),
    field_preference=st.sampled_from(["any", "same", "different"]),
    languages=some(["en", "it"]),
    channels=some(["video", "phone", "in_person"]),
    location=st.sampled_from(["", "rome", "oslo"]),
    slots=st.sampled_from([frozenset(), frozenset(range(8)), frozenset(range(4, 16))]),
    minutes_per_month=st.sampled_from([0, 60, 120]),
)
PEOPLE = {most: st.lists(PERSON, max_size=most) for most in range(1, MOST + 1)}
PLACE = st.tuples(st.integers(0, MOST - 1), st.integers(0, MOST - 1))
WEIGHTS = st.fixed_dictionaries({key: st.integers(0, 5) for key in CRITERIA})
FORBIDDEN = st.dictionaries(PLACE, st.sampled_from(RULES), max_size=3)
PINS = st.lists(PLACE, max_size=2, unique=True)
REJECTS = st.frozensets(PLACE, max_size=2)
USED = st.lists(st.integers(0, 2), min_size=MOST, max_size=MOST)


def named(prefix: str, people: list[Person]) -> tuple[Person, ...]:
    return tuple(replace(one, id=f"{prefix}{number}") for number, one in enumerate(people))


@st.composite
def problems(draw: st.DrawFn, most: int = 4) -> Problem:
    mentors, mentees = named("m", draw(PEOPLE[most])), named("e", draw(PEOPLE[most]))

    def pair(place: tuple[int, int]) -> tuple[str, str]:
        """One of the pairs there could be, whatever the numbers."""
        row, column = place
        if not mentors or not mentees:
            return ("", "")
        return (mentors[row % len(mentors)].id, mentees[column % len(mentees)].id)

    return Problem(
        mentors=mentors,
        mentees=mentees,
        weights=draw(WEIGHTS),
        forbidden={pair(place): rule for place, rule in draw(FORBIDDEN).items()},
        pins=tuple(dict.fromkeys(map(pair, draw(PINS)))),
        rejects=frozenset(map(pair, draw(REJECTS))),
        used={mentor.id: used for mentor, used in zip(mentors, draw(USED), strict=False)},
    )


def fits(problem: Problem) -> dict[tuple[str, str], int]:
    """The fit of every pair that no rule forbids."""
    total = sum(contributions(problem).values())
    return {
        (mentor.id, mentee.id): int(total[row, column])
        for row, mentee in enumerate(problem.mentees)
        for column, mentor in enumerate(problem.mentors)
        if not broken_rule(problem, mentor.id, mentee.id)
    }


def best_by_brute_force(problem: Problem) -> tuple[int, int, int]:
    """(pairs, worst fit, total fit) of the best assignment, by trying all. Knows no pins."""
    worth = fits(problem)
    places = {mentor.id: problem.places(mentor) for mentor in problem.mentors}
    choices = [[None, *places] for _mentee in problem.mentees]
    best = (0, 0, 0)
    for chosen in itertools.product(*choices):
        pairs = [(m, e.id) for m, e in zip(chosen, problem.mentees, strict=True) if m]
        possible = all(pair in worth for pair in pairs)
        if possible and all(chosen.count(name) <= room for name, room in places.items()):
            fit = [worth[pair] for pair in pairs]
            best = max(best, (len(fit), min(fit, default=0), sum(fit)))
    return best


def worst_of(solution: Solution) -> int:
    return min((pair.fit for pair in solution.pairs), default=0)


def pairs_of(solution: Solution) -> set[tuple[str, str]]:
    return {(pair.mentor, pair.mentee) for pair in solution.pairs}


@EXAMPLES
@given(problems())
def test_no_pair_breaks_a_rule_and_nobody_gets_more_than_their_places(problem: Problem) -> None:
    solution = solve(problem)
    assert [broken_rule(problem, *pair) for pair in pairs_of(solution)] == [""] * len(
        solution.pairs
    )
    mentees = [pair.mentee for pair in solution.pairs]
    assert len(set(mentees)) == len(mentees)
    for mentor in problem.mentors:
        taken = sum(pair.mentor == mentor.id for pair in solution.pairs)
        assert taken <= problem.places(mentor)


@EXAMPLES
@given(problems())
def test_no_assignment_matches_more_people_or_fits_better(problem: Problem) -> None:
    free = replace(problem, pins=())
    solution = solve(free)
    assert (len(solution.pairs), worst_of(solution), solution.total) == best_by_brute_force(free)
    assert solution.gap == 0


@EXAMPLES
@given(problems())
def test_contributions_add_up_to_the_fit(problem: Problem) -> None:
    for pair in solve(problem).pairs:
        assert sum(pair.contributions.values()) == pair.fit
        assert set(pair.contributions) == set(CRITERIA)
        assert 0 <= pair.fit <= FULL_FIT


@EXAMPLES
@given(problems(most=MOST), st.integers(0, 999))
def test_the_order_in_which_people_come_changes_nothing(problem: Problem, seed: int) -> None:
    chance = random.Random(seed)
    mentors, mentees = list(problem.mentors), list(problem.mentees)
    chance.shuffle(mentors)
    chance.shuffle(mentees)
    shuffled = replace(problem, mentors=tuple(mentors), mentees=tuple(mentees))
    assert solve(shuffled) == solve(problem)
    assert digest(shuffled) == digest(problem)


@EXAMPLES
@given(problems())
def test_a_pin_is_kept_or_refused_with_the_rule_in_the_way(problem: Problem) -> None:
    solution = solve(problem)
    refused = {(pin.mentor, pin.mentee): pin.rule for pin in solution.refused_pins}
    kept = {(pair.mentor, pair.mentee) for pair in solution.pairs if pair.pinned}
    assert kept | set(refused) == set(problem.pins)
    assert not kept & set(refused)
    for pair, rule in refused.items():
        taken = sum(mentor == pair[0] for mentor, _mentee in kept)
        elsewhere = any(mentee == pair[1] for _mentor, mentee in kept)
        assert rule == broken_rule(problem, *pair) or elsewhere or (taken and rule == "full")


@EXAMPLES
@given(problems(), st.data())
def test_a_rejected_pair_is_never_proposed(problem: Problem, data: st.DataObject) -> None:
    before = pairs_of(solve(problem))
    if before:
        pair = data.draw(st.sampled_from(sorted(before)))
        after = solve(replace(problem, rejects=problem.rejects | {pair}))
        assert pair not in pairs_of(after)


@EXAMPLES
@given(problems(), st.data())
def test_one_more_place_never_leaves_more_people_out(problem: Problem, data: st.DataObject) -> None:
    free = replace(problem, pins=())
    before = solve(free)
    for mentor in free.mentors:
        roomier = replace(mentor, capacity=mentor.capacity + 1)
        others = tuple(person for person in free.mentors if person.id != mentor.id)
        after = solve(replace(free, mentors=(*others, roomier)))
        gained = len(after.pairs) - len(before.pairs)
        assert gained in {0, 1}
        assert gained == 1 or worst_of(after) >= worst_of(before)


@EXAMPLES
@given(problems())
def test_the_weights_count_in_proportion_only(problem: Problem) -> None:
    tenfold = {key: weight * 10 for key, weight in problem.weights.items()}
    assert solve(replace(problem, weights=tenfold)) == solve(problem)


@EXAMPLES
@given(problems())
def test_everybody_is_either_matched_or_told_why_not(problem: Problem) -> None:
    solution = solve(problem)
    matched = {pair.mentee for pair in solution.pairs}
    left = [row for row in solution.unmatched if row.side == "mentee"]
    assert matched | {row.person for row in left} == {person.id for person in problem.mentees}
    assert all(row.why for row in solution.unmatched)


@EXAMPLES
@given(problems())
def test_a_census_counts_every_candidate_once(problem: Problem) -> None:
    for row in solve(problem).unmatched:
        note = row.why[0]
        if note.code == "census":
            assert sum(note.params["rules"].values()) == note.params["total"]  # type: ignore[attr-defined]


@EXAMPLES
@given(problems(most=5))
def test_competing_mentees_outnumber_the_places_they_share(problem: Problem) -> None:
    for row in solve(problem).unmatched:
        note = row.why[0]
        if note.code == "competition":
            assert note.params["mentees"] > note.params["places"]  # type: ignore[operator]


@EXAMPLES
@given(problems())
def test_a_problem_survives_being_written_to_a_file(problem: Problem) -> None:
    again = problem_from_json(json.loads(json.dumps(problem_to_json(problem))))
    assert digest(again) == digest(problem)
    assert solve(again) == solve(problem)


def test_the_shares_of_the_criteria_add_up_to_a_full_fit() -> None:
    for weights in ({}, {"style": 1}, dict.fromkeys(CRITERIA, 7), {"style": 1, "field": 2}):
        assert sum(quotas(weights).values()) == FULL_FIT


def test_more_pairs_come_before_a_better_fit() -> None:
    """The only mentor the second mentee may have goes to the second mentee."""
    perfect = Person("m1", offered={"law": 4}, languages=frozenset({"en", "it"}))
    other = Person("m2", offered={"strategy": 4}, languages=frozenset({"en"}))
    flexible = Person("e1", wanted={"law": WantedSkill(1, 4)}, languages=frozenset({"en"}))
    italian = Person("e2", wanted={"python": WantedSkill(1, 4)}, languages=frozenset({"it"}))
    solution = solve(Problem((perfect, other), (flexible, italian), weights={"need_experience": 1}))
    assert solution.total == 0
    assert pairs_of(solution) == {("m2", "e1"), ("m1", "e2")}


def test_an_unanswered_question_counts_neither_way() -> None:
    silent = Person("e")
    points = contributions(Problem((Person("m", styles=frozenset("a")),), (silent,)))
    halves = {key: share // 2 for key, share in quotas({}).items() if key != "field"}
    assert {key: int(points[key][0, 0]) for key in halves} == halves


def test_ticking_every_box_gives_nobody_an_advantage() -> None:
    everything = Person("all", styles=frozenset("abc"))
    alike = Person("alike", styles=frozenset("a"))
    mentee = Person("e", styles=frozenset("a"))
    solution = solve(Problem((everything, alike), (mentee,), weights={"style": 1}))
    assert pairs_of(solution) == {("alike", "e")}


def test_a_mentor_who_knows_no_more_than_the_mentee_covers_no_need() -> None:
    mentee = Person("e", wanted={"law": WantedSkill(2, 4)})
    beginner, expert = Person("b", offered={"law": 2}), Person("x", offered={"law": 4})
    points = contributions(Problem((beginner, expert), (mentee,), weights={"need_experience": 1}))
    assert points["need_experience"].tolist() == [[0, FULL_FIT]]


def test_the_reasons_name_what_speaks_for_a_pair() -> None:
    mentor = Person(
        "m",
        offered={"law": 4},
        situations=frozenset({"org_change"}),
        slots=frozenset(range(20)),
        channels=frozenset({"video"}),
    )
    mentee = Person(
        "e",
        wanted={"law": WantedSkill(1, 3), "python": WantedSkill(0, 2)},
        situations=frozenset({"org_change", "new_ways"}),
        slots=frozenset(range(12, 40)),
        channels=frozenset({"video", "phone"}),
    )
    (pair,) = solve(Problem((mentor,), (mentee,), weights={"need_experience": 3})).pairs
    assert pair.reasons[0] == Remark("skill", {"skill": "law", "now": 1, "target": 3, "has": 4})
    assert Remark("situation", {"keys": ["org_change"]}) in pair.reasons
    assert Remark("practical", {"hours": 2, "channels": ["video"]}) in pair.reasons
    assert {note.code for note in pair.concerns} == {"few_hours", "unknown_languages"}
    assert Remark("few_hours", {"minutes": 120}) in pair.concerns


def test_an_unmatched_mentee_learns_what_excludes_each_mentor_and_what_would_help() -> None:
    italian = Person("e", languages=frozenset({"it"}))
    line, english, full = (
        Person("line"),
        Person("english", languages=frozenset({"en"})),
        Person("full", languages=frozenset({"it"})),
    )
    problem = Problem(
        (line, english, full), (italian,), forbidden={("line", "e"): "line"}, used={"full": 1}
    )
    row = next(row for row in solve(problem).unmatched if row.side == "mentee")
    rules = {"line": 1, "language": 1, "full": 1}
    assert row.why == (Remark("census", {"of": "mentors", "total": 3, "rules": rules}),)
    assert row.help == (Remark("help_language", {"frees": 1}), Remark("help_full", {"frees": 1}))


def test_an_unmatched_mentee_learns_how_many_compete_for_how_many_places() -> None:
    mentors = (Person("m1"), Person("m2"))
    mentees = tuple(Person(f"e{number}") for number in range(5))
    left = [row for row in solve(Problem(mentors, mentees)).unmatched if row.side == "mentee"]
    counts = {"eligible": 2, "mentees": 5, "places": 2}
    assert [row.why for row in left] == [(Remark("competition", counts),)] * 3
    assert left[0].help == (Remark("help_place", {"missing": 3}),)


def test_a_pinned_pair_competes_and_never_steps_aside() -> None:
    mentors = (Person("m0"), Person("m1", capacity=2))
    mentees = tuple(Person(f"e{number}") for number in range(3))
    problem = Problem(mentors, mentees, pins=(("m0", "e0"),), rejects=frozenset({("m1", "e1")}))
    (left,) = [row for row in solve(problem).unmatched if row.person == "e1"]
    assert left.why == (Remark("competition", {"eligible": 1, "mentees": 2, "places": 1}),)


def test_what_would_help_names_only_mentors_with_room() -> None:
    """Learning a language helps nobody when the mentor who speaks it is taken."""
    mentor = Person("m1", languages=frozenset({"en"}))
    italians = [Person(f"m{n}", languages=frozenset({"it"})) for n in (2, 3)]
    mentees = [Person(f"e{n}", languages=frozenset({"en"})) for n in (1, 2)]
    taken = Person("e3", languages=frozenset({"it"}))
    solution = solve(Problem((mentor, *italians), (*mentees, taken)))
    (left,) = [row for row in solution.unmatched if row.side == "mentee"]
    assert left.help == (
        Remark("help_place", {"missing": 1}),
        Remark("help_language", {"frees": 1}),
    )


def test_a_mentor_without_mentee_learns_how_many_would_have_been_possible() -> None:
    solution = solve(Problem((Person("m1"), Person("m2")), (Person("e"),)))
    (row,) = solution.unmatched
    assert (row.side, row.why) == ("mentor", (Remark("spare", {"possible": 1}),))


@pytest.mark.parametrize("mentors", [(), (Person("m"),)])
@pytest.mark.parametrize("mentees", [(), (Person("e"),)])
def test_an_empty_pool_has_an_answer(
    mentors: tuple[Person, ...], mentees: tuple[Person, ...]
) -> None:
    assert len(solve(Problem(mentors, mentees)).pairs) == len(mentors) * len(mentees)


def test_three_hundred_by_three_hundred_takes_less_than_three_seconds() -> None:
    from benchmarks.matching import population

    problem = population(300, 300)
    with Paced() as work:
        solution = solve(problem)
    assert work.seconds < 3
    assert len(solution.pairs) > 290


def test_a_problem_in_a_file_is_solved_from_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(problem_to_json(Problem((Person("m"),), (Person("e"),)))))
    answer = _command(str(file))
    assert answer.returncode == 0
    assert json.loads(answer.stdout)["pairs"][0]["mentor"] == "m"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"mentors": [3], "mentees": []}'])
def test_a_file_that_is_no_problem_is_refused_in_words(tmp_path: Path, content: str) -> None:
    file = tmp_path / "problem.json"
    file.write_text(content)
    answer = _command(str(file))
    assert answer.returncode == 2
    assert "is not a matching problem" in answer.stderr
    assert "Traceback" not in answer.stderr


def _command(file: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "matching.engine", "solve", file]
    return subprocess.run(command, capture_output=True, text=True, check=False)
