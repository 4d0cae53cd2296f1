"""The list of a run's pairs: filter, sort, search, and the same price for any number of pairs."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import dashboard
from benchmarks.room import drafted
from core.errors import DomainError
from matching import actions
from matching.models.runs import MatchRun, Proposal, Unmatched
from matching.presenters import ListFilter, listing
from programs.models import Side
from tests.cast import Cast, SignIn, enroll, make_program, make_user


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def names(made: MatchRun, **wanted: str) -> list[str]:
    rows = ListFilter.read(wanted).rows(made).select_related("mentee__user")
    return [str(row.mentee.user) for row in rows]


@pytest.fixture
def made(cast: Cast) -> MatchRun:
    """Three pairs: Mentee 80 without a concern, Second Mentee 60, Anna 40, weak, with another
    mentor."""
    other = enroll(make_user("zoe"), cast.program, Side.MENTOR)
    anna = enroll(make_user("anna"), cast.program, Side.MENTEE)
    made = actions.run(program=cast.program, by=cast.coordinator)
    made.proposals.all().delete()
    for place, (mentor, mentee, fit) in enumerate(
        (
            (cast.mentor_enrollment, cast.mentee_enrollment, 80),
            (cast.mentor_enrollment, cast.second_mentee_enrollment, 60),
            (other, anna, 40),
        ),
        start=1,
    ):
        made.proposals.create(
            mentor=mentor,
            mentee=mentee,
            fit=fit,
            place=place,
            has_concerns=place > 1,
            concerns=[{"code": "weak_fit", "params": {}}] if fit == 40 else [],
        )
    made.summary["pairs"] = 3
    made.save()
    return made


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["Mentee", "Second Mentee", "Anna"]),
        ({"order": "weakest"}, ["Anna", "Second Mentee", "Mentee"]),
        ({"order": "mentee"}, ["Anna", "Mentee", "Second Mentee"]),
        ({"order": "mentor"}, ["Mentee", "Second Mentee", "Anna"]),
        ({"order": "nonsense", "show": "\x00"}, ["Mentee", "Second Mentee", "Anna"]),
        ({"show": "concerns"}, ["Second Mentee", "Anna"]),
        ({"show": "weak"}, ["Anna"]),
        ({"show": "draft"}, ["Mentee", "Second Mentee", "Anna"]),
        ({"show": "told"}, []),
        ({"show": "ruled"}, []),
        ({"show": "changed"}, []),
        ({"q": "ZOE"}, ["Anna"]),
        ({"q": "mentee second"}, ["Second Mentee"]),
        ({"q": "mentor", "show": "concerns"}, ["Second Mentee"]),
    ],
)
def test_pairs_are_filtered_sorted_and_found(
    made: MatchRun, wanted: dict[str, str], found: list[str]
) -> None:
    assert names(made, **wanted) == found


def test_what_was_ruled_changed_or_published_is_found(cast: Cast, made: MatchRun) -> None:
    pair = {"mentor": cast.mentor_enrollment, "mentee": cast.mentee_enrollment}
    actions.pin(program=cast.program, by=cast.coordinator, **pair)
    assert names(made, show="ruled") == ["Mentee"]
    made.proposals.filter(fit=60).update(change="moved", before=cast.mentor_enrollment)
    assert names(made, show="changed") == ["Second Mentee"]
    third = made.proposals.get(fit=40)
    actions.publish(run=made, by=cast.coordinator, chosen={str(third.pk)})
    assert names(made, show="told") == ["Anna"]
    assert names(made, show="draft") == ["Mentee", "Second Mentee"]


def test_every_choice_says_how_many_pairs_it_shows(cast: Cast, made: MatchRun) -> None:
    first = made.proposals.first()
    assert first is not None
    actions.pin(program=cast.program, mentor=first.mentor, mentee=first.mentee, by=cast.coordinator)
    MatchRun.objects.filter(pk=made.pk).update(told=1)
    made.refresh_from_db()
    offered = listing.choices(made, ListFilter(), listing.find(made, ListFilter(), "1").ruled)[
        "show"
    ]
    assert {key for key, _words, _chosen in offered} >= {"", "ruled", "draft", "told"}
    for key, words, _chosen in offered:
        if key in {"ruled", "draft", "told"}:
            assert f"({ListFilter(show=key).rows(made).count()})" in words
        assert not key or re.search(r"\(\d+\)$", words)


def test_the_page_keeps_what_was_asked_for(cast: Cast, made: MatchRun, sign_in: SignIn) -> None:
    room = reverse("matching_room", args=[cast.program.pk])
    asked = {"q": "mentor", "show": "concerns", "order": "weakest"}
    page = text(sign_in(cast.coordinator).get(room, asked))
    assert 'value="mentor"' in page
    assert '<option value="concerns" selected>' in page
    assert '<option value="weakest" selected>' in page
    assert "1 of 3" in page
    nobody = text(sign_in(cast.coordinator).get(room, {"q": "nobody"}))
    assert "No results. Try another name" in nobody


def test_places_are_best_first_then_by_name(cast: Cast) -> None:
    made = actions.run(program=cast.program, by=cast.coordinator)
    rows = list(made.proposals.select_related("mentee__user"))
    assert [row.place for row in rows] == [1, 2]
    assert [str(row.mentee.user) for row in rows] == ["Mentee", "Second Mentee"]


def test_a_run_counts_what_the_filters_find(cast: Cast, sign_in: SignIn) -> None:
    enroll(make_user("silent"), cast.program, Side.MENTEE, languages=["vi"])
    enroll(make_user("alone"), cast.program, Side.MENTOR, languages=["vi"])
    made = actions.run(program=cast.program, by=cast.coordinator)
    concerned = made.proposals.filter(has_concerns=True).count()
    assert made.summary["concerned"] == concerned
    assert made.summary["weak"] == len(names(made, show="weak"))
    left = [made.summary[key] for key in ("left", "blocked", "idle")]
    rows = Unmatched.objects.filter(run=made)
    assert left == [
        rows.filter(role=Side.MENTEE).count(),
        rows.filter(role=Side.MENTEE, is_blocked=True).count(),
        rows.filter(role=Side.MENTOR).count(),
    ]
    page = text(sign_in(cast.coordinator).get(reverse("matching_room", args=[cast.program.pk])))
    assert f"With something to think about ({concerned})" in page


def test_a_run_of_many_pairs_costs_what_one_of_few_costs(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many questions, as many rows, a page as heavy; for every filter and order."""
    loaded: list[str] = []
    for model in (Proposal, Unmatched):
        monkeypatch.setattr(model, "from_db", classmethod(_counting(loaded, model.from_db)))
    client, costs = sign_in(cast.coordinator), []
    for size in (60, 300):
        program = make_program(f"With {size}", coordinator=cast.coordinator)
        mentors = dashboard.enroll(program, Side.MENTOR, size)
        mentees = dashboard.enroll(program, Side.MENTEE, size + 20)
        drafted(program, cast.coordinator, mentors, mentees)
        room = reverse("matching_room", args=[program.pk])
        costs.append([_cost(client, room, asked, loaded) for asked in ASKED])
    assert costs[0] == costs[1]
    assert max(queries for queries, _rows, _is_heavy in costs[1]) <= 14
    assert not any(is_heavy for _queries, _rows, is_heavy in costs[1])


def _counting(loaded: list[str], original: Any) -> Any:
    def from_db(model: Any, *row: Any) -> Any:
        loaded.append(model.__name__)
        return original.__func__(model, *row)

    return from_db


def _cost(
    client: Client, address: str, asked: dict[str, str], loaded: list[str]
) -> tuple[int, int, bool]:
    """Questions, rows of the run, and whether the page is heavier than 60 KB."""
    loaded.clear()
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address, asked)
    return len(queries), len(loaded), len(page.content) > 60 * 1024


ASKED: list[dict[str, str]] = [
    {},
    {"order": "weakest"},
    {"order": "mentee"},
    {"show": "concerns", "page": "1"},
    {"q": "mentee 0001"},
]


# Undo ----------------------------------------------------------------------------------------


def pair(cast: Cast) -> dict[str, Any]:
    return {
        "program": cast.program,
        "mentor": cast.mentor_enrollment,
        "mentee": cast.mentee_enrollment,
        "by": cast.coordinator,
    }


def ruled(cast: Cast) -> list[str]:
    return list(cast.program.match_decisions.values_list("ruling", flat=True))


def test_rulings_are_undone_one_step_after_the_other(cast: Cast) -> None:
    for act in (actions.reject, actions.pin, actions.clear_ruling):
        act(**pair(cast))
    states = [ruled(cast)]
    for _press in range(3):
        actions.undo(program=cast.program, by=cast.coordinator)
        states.append(ruled(cast))
    assert states == [[], ["pinned"], ["rejected"], []]
    with pytest.raises(DomainError) as refusal:
        actions.undo(program=cast.program, by=cast.coordinator)
    assert refusal.value.code == "nothing_to_undo"


def test_a_ruling_made_again_is_no_step(cast: Cast) -> None:
    actions.reject(**pair(cast))
    actions.reject(**pair(cast))
    actions.undo(program=cast.program, by=cast.coordinator)
    assert ruled(cast) == []


def test_an_undo_that_a_rule_forbids_by_now_is_refused_and_changes_nothing(cast: Cast) -> None:
    actions.pin(**pair(cast))
    actions.clear_ruling(**pair(cast))
    cast.mentee.manager = cast.mentor
    cast.mentee.save()
    with pytest.raises(DomainError, match="reporting line"):
        actions.undo(program=cast.program, by=cast.coordinator)
    assert ruled(cast) == []


def test_the_room_offers_to_undo_the_last_step_and_says_what_came_of_it(
    cast: Cast, made: MatchRun, sign_in: SignIn
) -> None:
    client, room = sign_in(cast.coordinator), reverse("matching_room", args=[cast.program.pk])
    undo = reverse("matching_undo", args=[cast.program.pk])
    assert "Undo this step" not in text(client.get(room))
    actions.reject(**pair(cast))
    page = text(client.get(room))
    assert "Coordinator ruled out Mentee with Mentor." in page
    assert "This draft is out of date" in page
    page = text(client.post(undo, follow=True))
    assert "Undone. The matching decides about Mentee and Mentor again." in page
    assert "This draft is out of date" not in page
    assert "There is nothing left to undo." in text(client.post(undo, follow=True))


def test_only_coordinators_undo(cast: Cast, sign_in: SignIn) -> None:
    undo = reverse("matching_undo", args=[cast.program.pk])
    actions.reject(**pair(cast))
    assert sign_in(cast.hr).post(undo).status_code == 403
    assert sign_in(cast.other_coordinator).post(undo).status_code == 404
    assert sign_in(cast.coordinator).get(undo).status_code == 302
    assert Client().post(undo).status_code == 302
    assert ruled(cast) == ["rejected"]


def test_many_rulings_come_a_page_at_a_time(cast: Cast, made: MatchRun, sign_in: SignIn) -> None:
    for number in range(12):
        mentor = enroll(make_user(f"m{number}"), cast.program, Side.MENTOR)
        actions.reject(**{**pair(cast), "mentor": mentor})
    client, room = sign_in(cast.coordinator), reverse("matching_room", args=[cast.program.pk])
    shown = [text(client.get(room, {"rulings": page})) for page in ("1", "2", "x", "9" * 40)]
    assert [page.count("are never proposed") for page in shown] == [10, 2, 10, 10]


# What a run is called ------------------------------------------------------------------------


def test_an_old_run_is_called_what_has_become_of_it(cast: Cast, sign_in: SignIn) -> None:
    made = actions.run(program=cast.program, by=cast.coordinator)
    first = made.proposals.get(place=1)
    actions.publish(run=made, by=cast.coordinator, chosen={str(first.pk)})
    second = actions.run(program=cast.program, by=cast.coordinator)
    enroll(make_user("new"), cast.program, Side.MENTOR)
    newest = actions.run(program=cast.program, by=cast.coordinator)
    assert len({made, second, newest}) == 3
    page = text(sign_in(cast.coordinator).get(reverse("matching_room", args=[cast.program.pk])))
    assert "1 of 2 published" in page
    assert "Replaced by a newer run" in page
    assert page.count('<span class="tag">Draft</span>') == 1
