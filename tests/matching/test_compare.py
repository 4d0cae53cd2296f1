"""Every run is kept: the list of them, and two side by side."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching import actions
from matching.comparison import Comparison, compare
from matching.models.runs import MatchRun, MentorWish
from profiles.models import Enrollment
from programs.models import Side
from tests.cast import Cast, SignIn, enroll, make_user


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def run(cast: Cast) -> MatchRun:
    return actions.run(program=cast.program, by=cast.coordinator)


@pytest.fixture
def two(cast: Cast) -> tuple[MatchRun, MatchRun]:
    """Between the runs Mentee moves to Third, Second Mentee is gone, and Late comes to Mentor."""
    first = run(cast)
    enroll(make_user("third"), cast.program, Side.MENTOR)
    pair = {"program": cast.program, "by": cast.coordinator, "mentor": cast.mentor_enrollment}
    actions.reject(mentee=cast.mentee_enrollment, **pair)
    Enrollment.objects.filter(pk=cast.second_mentee_enrollment.pk).update(status="withdrawn")
    late = enroll(make_user("late"), cast.program, Side.MENTEE)
    actions.pin(mentee=late, **pair)
    return first, run(cast)


def found(two: tuple[MatchRun, MatchRun]) -> Comparison:
    return compare(*two, "1")


def address(cast: Cast, first: object, second: object) -> str:
    here = reverse("matching_compare", args=[cast.program.pk])
    return f"{here}?first={first}&second={second}"


def test_mentees_are_told_apart_by_what_happened_to_them(
    cast: Cast, two: tuple[MatchRun, MatchRun]
) -> None:
    result = found(two)
    assert (result.moved, result.gained, result.lost_count) == (1, 1, 1)
    assert {str(row.mentee.user): row.other for row in result.page} == {
        "Mentee": cast.mentor_enrollment.pk,
        "Late": None,
    }
    assert [str(row.mentee.user) for row in result.lost] == ["Second Mentee"]


def test_figures_say_how_fits_places_and_wishes_are_spread(
    cast: Cast, two: tuple[MatchRun, MatchRun]
) -> None:
    MentorWish.objects.create(mentee=cast.mentee_enrollment, mentor=cast.mentor_enrollment, rank=2)
    result = found(two)
    assert dict(result.first.load) == {2: 1}
    assert dict(result.second.load) == {1: 2}
    assert (dict(result.first.ranks), dict(result.second.ranks)) == ({2: 1}, {})
    for side in (result.first, result.second):
        fits = [row.fit for row in side.run.proposals.all()]
        assert side.total == sum(fits)
        assert side.bands == [
            sum(low <= fit < high for fit in fits)
            for low, high in ((0, 45), (45, 60), (60, 75), (75, 101))
        ]


def test_other_weights_are_named(cast: Cast) -> None:
    first = run(cast)
    weights = {row.key: row.weight for row in cast.program.criteria.all()} | {"style": 90}
    actions.change_aims(program=cast.program, weights=weights, least=0, by=cast.coordinator)
    (weight,) = compare(first, run(cast), "1").weights
    assert (weight.first, weight.second) == (10, 90)


def test_a_run_beside_an_empty_one_is_shown(cast: Cast) -> None:
    first = run(cast)
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(status="withdrawn")
    result = compare(first, run(cast), "1")
    assert (result.second.total, result.lost_count) == (0, 2)


def test_the_page_puts_the_earlier_run_left_and_names_everybody(
    cast: Cast, two: tuple[MatchRun, MatchRun], sign_in: SignIn
) -> None:
    client = sign_in(cast.coordinator)
    pages = [
        text(client.get(address(cast, one.pk, other.pk))) for one, other in (two, reversed(two))
    ]
    first, second = (page.split("<main", 1)[1] for page in pages)
    assert first == second
    assert "1 person has another match, 1 newly matched, 1 no longer matched." in pages[0]
    assert "Mentor → Third" in pages[0]
    assert "nobody → Mentor" in pages[0]
    assert "Mentor in the earlier run" in pages[0]


@pytest.mark.parametrize("second", ["", "x\x00", "1" * 100_000, "same", "stranger", uuid.uuid4()])
def test_a_choice_that_is_not_two_runs_of_the_program_is_explained(
    cast: Cast, two: tuple[MatchRun, MatchRun], sign_in: SignIn, second: object
) -> None:
    elsewhere = actions.run(program=cast.other_program, by=cast.other_coordinator)
    chosen = {"same": two[0].pk, "stranger": elsewhere.pk}.get(str(second), second)
    client, here = sign_in(cast.coordinator), reverse("matching_compare", args=[cast.program.pk])
    page = client.get(here, {"first": two[0].pk, "second": chosen}, follow=True)
    assert "Choose two different runs to compare." in text(page)


def test_the_list_offers_the_newest_two(
    cast: Cast, two: tuple[MatchRun, MatchRun], sign_in: SignIn
) -> None:
    page = text(sign_in(cast.coordinator).get(reverse("matching_runs", args=[cast.program.pk])))
    assert f'name="first" value="{two[0].pk}" checked' in page
    assert f'name="second" value="{two[1].pk}" checked' in page
    assert "Replaced by a newer run" in page


def test_a_list_without_runs_says_what_will_be_there(cast: Cast, sign_in: SignIn) -> None:
    page = text(sign_in(cast.coordinator).get(reverse("matching_runs", args=[cast.program.pk])))
    assert "Nothing has been matched yet" in page


def test_only_coordinators_of_the_program_compare(
    cast: Cast, two: tuple[MatchRun, MatchRun], sign_in: SignIn
) -> None:
    for here in (
        address(cast, *(one.pk for one in two)),
        reverse("matching_runs", args=[cast.program.pk]),
    ):
        assert sign_in(cast.coordinator).get(here).status_code == 200
        assert sign_in(cast.coordinator).post(here).status_code == 405
        assert sign_in(cast.hr).get(here).status_code == 403
        assert sign_in(cast.other_coordinator).get(here).status_code == 404
        assert Client().get(here).status_code == 302


def test_comparing_asks_as_much_for_thirty_pairs_as_for_one(cast: Cast, sign_in: SignIn) -> None:
    client, counts = sign_in(cast.coordinator), []
    for size in (1, 30):
        runs = []
        for step in range(2):
            for number in range(size):
                enroll(make_user(f"m{size}-{step}-{number}"), cast.program, Side.MENTOR)
                enroll(make_user(f"e{size}-{step}-{number}"), cast.program, Side.MENTEE)
            runs.append(run(cast).pk)
        with CaptureQueriesContext(connection) as queries:
            client.get(address(cast, *runs))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14
