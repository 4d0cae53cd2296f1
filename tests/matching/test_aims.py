"""Other weights and a least fit: what they would change is seen before it is saved."""

from itertools import combinations
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.matching import population
from core import clock
from matching import actions
from matching.engine import Problem, Solution, solve
from matching.minimum_fit import solve_above
from matching.models.runs import MatchRun
from matching.task import task_of
from matching.weight_preview import Settings, WeightPreview, outlook
from programs.actions import clone
from programs.models import CriterionKey, Side
from tests import written
from tests.cast import Cast, SignIn, enroll, make_user


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def weights(**changes: int) -> dict[str, int]:
    return {**{key.value: 10 for key in CriterionKey}, **changes}


def asked(**changes: Any) -> dict[str, Any]:
    return {"aim": "coverage", "least": "45", **weights(), **changes}


def address(cast: Cast) -> str:
    return reverse("matching_aims", args=[cast.program.pk])


def run(cast: Cast) -> MatchRun:
    return actions.run(program=cast.program, by=cast.coordinator)


def look(cast: Cast, least: int = 0, **changes: int) -> WeightPreview:
    return outlook(cast.program, task_of(cast.program), Settings(weights(**changes), least))


def never_weak(cast: Cast, least: int) -> None:
    cast.program.least_fit = least
    cast.program.save()


def least_of(cast: Cast) -> int:
    cast.program.refresh_from_db()
    return int(cast.program.least_fit)


@pytest.fixture
def torn(cast: Cast) -> Cast:
    """One place; one mentee shares the mentor's situation, the other the learning focus."""
    for row, values in (
        (cast.mentor_enrollment, {"situations": ["new_manager"], "capacity": 1}),
        (cast.mentee_enrollment, {"situations": ["new_manager"], "learning_focus": ["change"]}),
        (cast.second_mentee_enrollment, {"situations": ["return"]}),
    ):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return cast


# The least fit -------------------------------------------------------------------------------


def pairs(solution: Solution) -> dict[str, str]:
    return {pair.mentee: pair.mentor for pair in solution.pairs}


def strong_pairs(problem: Problem, least: int) -> dict[tuple[str, str], int]:
    """Every possible pair of at least that fit, each looked at alone."""
    found = {}
    for mentee in problem.mentees:
        for mentor in problem.mentors:
            alone = solve(Problem((mentor,), (mentee,), problem.weights, problem.forbidden))
            for pair in alone.pairs:
                if pair.fit >= least:
                    found[mentee.id, mentor.id] = pair.fit
    return found


def most(strong: dict[tuple[str, str], int], places: dict[str, int]) -> int:
    """How many pairs there can be, by trying all sets of them."""
    for size in range(len({mentee for mentee, _mentor in strong}), 0, -1):
        for chosen in combinations(strong, size):
            mentees = [mentee for mentee, _mentor in chosen]
            mentors = [mentor for _mentee, mentor in chosen]
            if len(set(mentees)) == size and all(
                mentors.count(one) <= places[one] for one in mentors
            ):
                return size
    return 0


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("least", [5200, 6000])
def test_as_many_strong_pairs_as_there_can_be_and_no_weak_one(seed: int, least: int) -> None:
    problem = population(5, 4, seed)
    found = solve_above(problem, least)
    strong = strong_pairs(problem, least)
    assert all(pair.fit >= least for pair in found.pairs)
    assert set(pairs(found).items()) <= set(strong)
    assert len(found.pairs) == most(strong, {one.id: one.capacity for one in problem.mentors})
    assert {row.person for row in found.unmatched if row.side == "mentee"} == {
        one.id for one in problem.mentees
    } - set(pairs(found))


def test_without_a_limit_worth_the_name_the_answer_is_the_usual_one() -> None:
    problem = population(40, 25)
    assert pairs(solve_above(problem, 1)) == pairs(solve(problem))
    assert solve_above(problem, 1).total == solve(problem).total


def test_who_is_left_over_for_a_weak_fit_is_told_so() -> None:
    problem = population(6, 4)
    found = solve_above(problem, 10_000)
    assert not found.pairs
    for row in found.unmatched:
        assert sum(row.why[0].params["rules"].values()) == row.why[0].params["total"]
    assert sum(row.why[0].params["rules"].get("weak", 0) for row in found.unmatched) > 0


def test_a_pin_holds_whatever_its_fit(cast: Cast) -> None:
    never_weak(cast, 100)
    assert not run(cast).proposals.exists()
    actions.pin(
        program=cast.program,
        mentor=cast.mentor_enrollment,
        mentee=cast.mentee_enrollment,
        by=cast.coordinator,
    )
    (kept,) = run(cast).proposals.all()
    assert (kept.mentee, kept.pinned) == (cast.mentee_enrollment, True)


def test_a_run_says_that_weak_pairs_were_not_made(cast: Cast, sign_in: SignIn) -> None:
    never_weak(cast, 100)
    run(cast)
    page = text(sign_in(cast.coordinator).get(reverse("matching_room", args=[cast.program.pk])))
    assert "none was made with a fit below 100" in page
    assert "Of 1 person who offers a place, 1 would be a weak fit." in page


# Looking ahead -------------------------------------------------------------------------------


def test_other_weights_show_who_gains_and_who_loses(torn: Cast) -> None:
    before = run(torn)
    matched = before.proposals.get().mentee
    assert not look(torn).changed
    towards = {True: {"learning_focus": 100}, False: {"situation": 100}}
    found = look(torn, **towards[matched == torn.mentee_enrollment])
    assert (found.now.matched, found.then.matched) == (1, 1)
    assert {str(move.mentee): (bool(move.before), bool(move.after)) for move in found.moves} == {
        str(matched.user): (True, False),
        str(torn.mentee if matched.user == torn.second_mentee else torn.second_mentee): (
            False,
            True,
        ),
    }
    assert (found.gainers, found.losers, found.changed) == (1, 1, 2)


def test_a_least_fit_shows_who_would_be_left_without_a_mentor(cast: Cast) -> None:
    run(cast)
    found = look(cast, least=100)
    assert (found.now.matched, found.then.matched, found.losers) == (2, 0, 2)
    assert [move.after for move in found.moves] == [None, None]


def test_what_was_shown_is_what_the_next_run_gives(torn: Cast) -> None:
    run(torn)
    promised = look(torn, situation=100, learning_focus=0)
    chosen = weights(situation=100, learning_focus=0)
    actions.change_aims(program=torn.program, weights=chosen, least=0, by=torn.coordinator)
    made = run(torn)
    assert made.summary["pairs"] == promised.then.matched
    assert made.summary["mean_fit"] == promised.then.mean
    assert not look(torn, situation=100, learning_focus=0).changed


# The page ------------------------------------------------------------------------------------


def test_looking_saves_nothing_and_saving_runs_again(torn: Cast, sign_in: SignIn) -> None:
    run(torn)
    client, tried = sign_in(torn.coordinator), asked(situation=100, aim="fit", least="60")
    assert "Try something" in text(client.get(address(torn)))
    with CaptureQueriesContext(connection) as queries:
        page = text(client.get(address(torn), tried))
    assert not written.tables(queries)
    assert "Save this and run again" in page
    assert least_of(torn) == 0
    page = text(client.post(address(torn), tried, follow=True))
    assert "Saved, and run again with it. Nobody has been told." in page
    assert least_of(torn) == 60
    assert torn.program.criteria.get(key="situation").weight == 100
    assert torn.program.match_runs.count() == 2
    assert "Save this and run again" not in text(client.get(address(torn), tried))
    client.post(address(torn), asked(situation=100))
    assert least_of(torn) == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"aim": "x\x00"}, "Select a valid choice"),
        ({"situation": "-1"}, "a number of at least 0"),
        ({"situation": "1" * 50}, "a number of at most 100"),
        ({"situation": "🦆"}, "Enter a whole number in digits"),
        ({"situation": ""}, "This field is required"),
        ({"aim": "fit", "least": ""}, "Say below which fit a match is weak."),
        ({"aim": "fit", "least": "101"}, "a number of at most 100"),
        (dict.fromkeys(CriterionKey.values, "0"), "At least one criterion must count."),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_makes_no_sense_is_explained_and_kept(
    cast: Cast, sign_in: SignIn, method: str, changes: dict[str, str], said: str
) -> None:
    client = sign_in(cast.coordinator)
    response = getattr(client, method)(address(cast), asked(**{"style": "7", **changes}))
    assert response.status_code == 200
    assert said in text(response)
    assert 'value="7"' in text(response) or "style" in changes
    assert not MatchRun.objects.exists()


def test_only_coordinators_of_the_program_try(cast: Cast, sign_in: SignIn) -> None:
    for person, status in (("hr", 403), ("mentor", 404), ("other_coordinator", 404)):
        client = sign_in(getattr(cast, person))
        assert client.get(address(cast), asked()).status_code == status
        assert client.post(address(cast), asked()).status_code == status
    assert Client().get(address(cast)).status_code == 302


def test_trying_asks_as_much_for_thirty_pairs_as_for_one(cast: Cast, sign_in: SignIn) -> None:
    client, counts = sign_in(cast.coordinator), []
    for size in (1, 30):
        for number in range(size):
            enroll(make_user(f"m{size}-{number}"), cast.program, Side.MENTOR)
            enroll(make_user(f"e{size}-{number}"), cast.program, Side.MENTEE)
        run(cast)
        with CaptureQueriesContext(connection) as queries:
            client.get(address(cast), asked(aim="fit", least="99"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16


def test_a_cloned_program_wants_the_same(cast: Cast) -> None:
    never_weak(cast, 60)
    copy = clone(
        program=cast.program,
        name="Next year",
        starts_on=clock.today(),
        with_coordinators=True,
        by=cast.hr,
    )
    assert copy.least_fit == 60
