"""Gentle signals: shown to the two alone, one at a time, and put aside by each for themselves."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from core import clock
from relationships import signals
from relationships.actions import plans
from relationships.models import Membership, Relationship
from relationships.signals import SignalFacts
from sessions.actions import check_ins, meetings
from tests import stories
from tests.cast import Cast, SignIn
from tests.workspace.test_record_pages import url

TODAY = date(2030, 6, 3)


def days(*ago: int) -> tuple[date, ...]:
    return tuple(TODAY - timedelta(days=number) for number in ago)


QUIET = SignalFacts(
    today=TODAY,
    phase="cultivation",
    phase_since=days(60)[0],
    started_on=days(100)[0],
    planned_end_on=TODAY + timedelta(days=265),
    goals_moved_on=days(55, 70),
    met_on=days(60, 30),
)


MIDDLE = {"started_on": days(180)[0], "planned_end_on": TODAY + timedelta(180)}


def key(situation: SignalFacts, quiet: dict[str, str] | None = None) -> str | None:
    found = signals.first(situation, quiet or {})
    return found.key if found else None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, None),
        ({"goals_moved_on": days(56, 70)}, "stalled"),
        ({"goals_moved_on": ()}, None),
        ({"goals_moved_on": days(56), "phase": "separation"}, None),
        ({"called_off": 2}, "called_off"),
        ({"called_off": 1}, None),
        ({"called_off": 2, "has_next": True}, None),
        ({"phase": "separation", "met_on": days(20, 13, 6)}, "weekly_late"),
        ({"phase": "separation", "met_on": days(34, 13, 6)}, None),
        ({"phase": "separation", "met_on": days(13, 6)}, None),
        ({"phase": "separation", "met_on": days(75, 68, 61, 7)}, None),
        ({"phase": "initiation", "fit": "not_good"}, "no_rapport"),
        ({"phase": "initiation", "fit": "deciding", "met_on": days(20, 13)}, None),
        ({"phase": "initiation", "fit": "deciding", "met_on": days(20, 13, 6)}, "no_rapport"),
        ({"phase": "initiation", "fit": "good", "met_on": days(20, 13, 6)}, None),
        ({"fit": "not_good"}, None),
        ({"extension_count": 1}, "extended"),
        (MIDDLE, "half_way"),
        ({"started_on": days(222)[0], "planned_end_on": TODAY + timedelta(180)}, "half_way"),
        ({**MIDDLE, "reviews_on": days(30)}, None),
        ({**MIDDLE, "reviews_on": days(50)}, "half_way"),
        ({**MIDDLE, "reviews_on": (TODAY + timedelta(days=4),)}, None),
        ({"started_on": days(224)[0], "planned_end_on": TODAY + timedelta(180)}, None),
        ({"planned_end_on": None}, None),
    ],
)
def test_each_signal_has_its_reason(change: dict[str, Any], expected: str | None) -> None:
    assert key(replace(QUIET, **change)) == expected


def test_the_most_pressing_comes_first_and_the_next_when_it_is_put_aside() -> None:
    both = replace(QUIET, called_off=2, goals_moved_on=days(90))
    assert key(both) == "called_off"
    assert key(both, {"called_off": "2030-06-01"}) == "stalled"


def test_what_is_put_aside_comes_back_after_eight_weeks() -> None:
    stalled = replace(QUIET, goals_moved_on=days(90))
    assert key(stalled, {"stalled": str(days(55)[0])}) is None
    assert key(stalled, {"stalled": str(days(56)[0])}) == "stalled"


def test_every_link_of_a_signal_leads_to_a_page(cast: Cast) -> None:
    pair = stories.started(cast)
    for signal, _applies in signals._RULES:
        assert not signal.route or reverse(signal.route, args=[pair.pk])


# On the page -------------------------------------------------------------------------------------


@pytest.fixture
def stalled(cast: Cast) -> Relationship:
    pair = stories.in_cultivation(cast)
    pair.goals.update(moved_at=clock.now() - timedelta(days=60))
    return pair


HEADLINE = "Your goals have not moved for eight weeks"


def test_both_see_it_each_puts_it_aside_alone(
    cast: Cast, stalled: Relationship, sign_in: SignIn
) -> None:
    page = url("relationship_detail", stalled)
    assert HEADLINE in sign_in(cast.mentor).get(page).text
    sign_in(cast.mentee).post(url("signal_aside", stalled, signal="stalled"))
    assert HEADLINE not in sign_in(cast.mentee).get(page).text
    assert HEADLINE in sign_in(cast.mentor).get(page).text


def test_a_goal_that_moves_ends_it(cast: Cast, stalled: Relationship, sign_in: SignIn) -> None:
    plans.move_goal(goal=stalled.goals.get(), by=cast.mentee, progress=30)
    assert HEADLINE not in sign_in(cast.mentee).get(url("relationship_detail", stalled)).text


def test_no_page_of_coordinators_tells_it(
    cast: Cast, stalled: Relationship, sign_in: SignIn
) -> None:
    client = sign_in(cast.coordinator)
    for route in ("program_attention", "program_pairs", "program_dashboard"):
        page = client.get(reverse(route, kwargs={"program": cast.program.pk})).text
        assert "not moved" not in page


def test_what_one_thinks_of_the_fit_is_signaled_to_nobody_else(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.ready_for_cultivation(cast)
    check_ins.say_fit(membership=stories.membership(pair, "mentee"), fit="not_good")
    page = url("relationship_detail", pair)
    assert "It has not clicked yet" in sign_in(cast.mentee).get(page).text
    assert "It has not clicked yet" not in sign_in(cast.mentor).get(page).text


def test_two_sessions_called_off_in_a_row_are_noticed_until_one_is_planned(
    cast: Cast, sign_in: SignIn
) -> None:
    pair, page = stories.in_cultivation(cast), ""
    for number in (3, 6):
        meetings.cancel(session=stories.planned(cast, pair, days=number), by=cast.mentee)
    page = url("relationship_detail", pair)
    with time_machine.travel(clock.now() + timedelta(days=7), tick=False):
        client = sign_in(cast.mentor)
        assert "Two sessions in a row did not happen" in client.get(page).text
        stories.planned(cast, pair)
        assert "Two sessions in a row did not happen" not in client.get(page).text


@pytest.mark.parametrize("signal", ["unknown", "x" * 200])
def test_only_a_signal_can_be_put_aside(
    cast: Cast, stalled: Relationship, sign_in: SignIn, signal: str
) -> None:
    page = url("signal_aside", stalled, signal=signal)
    shown = sign_in(cast.mentee).post(page, follow=True).text
    assert "There is nothing to put aside." in shown
    assert not Membership.objects.exclude(quiet_signals={}).exists()
