"""After the closing conversation and the planned end nobody is asked to meet again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from core import clock
from programs.models import Phase
from relationships.models import Relationship
from sessions import suggested_dates
from sessions.rules import Pulse, due_touchpoints
from tests import stories
from tests.cast import Cast, SignIn


def winding_up(cast: Cast) -> Relationship:
    relationship = stories.in_separation(cast)
    relationship.planned_end_on = clock.today() + timedelta(days=90)
    relationship.save()
    return relationship


def close(relationship: Relationship) -> None:
    """The closing conversation is behind them."""
    Relationship.objects.filter(pk=relationship.pk).update(
        closing_held_at=clock.now() - timedelta(days=1)
    )


def record(sign_in: SignIn, person: Any, relationship: Relationship, route: str) -> str:
    page = reverse(route, args=[relationship.pk])
    return sign_in(person).get(page).content.decode()


def test_no_date_is_suggested_after_the_closing(cast: Cast, sign_in: SignIn) -> None:
    relationship = winding_up(cast)
    assert suggested_dates.of(relationship, clock.now()).turns
    close(relationship)
    assert suggested_dates.of(stories.again(relationship), clock.now()).turns == []
    html = record(sign_in, cast.mentee, relationship, "relationship_detail")
    for words in ("Suggested dates", "Suggest a time", "You have no next session"):
        assert words not in html


def test_no_date_is_suggested_after_a_closing_that_is_planned(cast: Cast) -> None:
    relationship = winding_up(cast)
    session = stories.planned(cast, relationship, days=20)
    session.kind = "closing"
    session.save()
    turns = suggested_dates.of(relationship, clock.now()).turns
    assert all(turn.starts_at < session.ends_at for turn in turns)


def test_an_extension_makes_room_for_dates_again(cast: Cast) -> None:
    relationship = winding_up(cast)
    close(relationship)
    Relationship.objects.filter(pk=relationship.pk).update(phase=Phase.CULTIVATION)
    assert suggested_dates.of(stories.again(relationship), clock.now()).turns


@pytest.mark.parametrize("route", ["relationship_detail", "closing"])
def test_nobody_is_asked_to_plan_a_closing_that_is_planned(
    cast: Cast, sign_in: SignIn, route: str
) -> None:
    relationship = winding_up(cast)
    asking = ("plan it", "plan the conversation")
    assert any(words in record(sign_in, cast.mentee, relationship, route) for words in asking)
    session = stories.planned(cast, relationship, days=20)
    session.kind = "closing"
    session.save()
    html = record(sign_in, cast.mentee, relationship, route)
    assert "planned for " in html
    assert not any(words in html for words in asking)


LAST = clock.now() - timedelta(days=50)
PULSE = Pulse(
    started_at=LAST - timedelta(days=100),
    phase=Phase.SEPARATION,
    sessions_held=5,
    last_session_at=LAST,
    planned_end_at=LAST + timedelta(days=200),
)


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({}, True),
        ({"closing_held": True, "closing_at": LAST}, False),
        ({"closing_held": True, "closing_at": LAST, "phase": Phase.CULTIVATION}, True),
        ({"planned_end_at": LAST + timedelta(days=20)}, False),
    ],
)
def test_no_email_asks_for_a_date_after_the_closing_or_the_end(
    change: dict[str, Any], asked: bool
) -> None:
    pulse = replace(PULSE, amber_gap_days=45, **change)
    keys = {due.key for due in due_touchpoints(pulse, LAST + timedelta(days=46))}
    assert ("gap" in keys) == asked
