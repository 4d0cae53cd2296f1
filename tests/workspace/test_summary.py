"""The record at a glance: where we are, what is next, what I owe, what is mine alone."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core import clock
from relationships.models import Relationship
from sessions.actions import meetings, notes
from sessions.actions.meetings import SessionPlan
from tests import stories
from tests.cast import Cast, SignIn


@pytest.fixture
def relationship(cast: Cast) -> Relationship:
    return stories.started(cast)


def glance(client: Client, relationship: Relationship) -> dict[str, str]:
    """The facts of the strip under the path, as their reader sees them."""
    page = client.get(reverse("relationship_detail", args=[relationship.pk])).text
    strip = page[page.index('<dl class="glance">') : page.index("</dl>")]
    facts = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", strip, re.DOTALL)
    return {plain(name): plain(fact) for name, fact in facts}


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_new_record_says_that_nothing_is_owed_and_leads_to_the_dates(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    assert glance(sign_in(cast.mentee), relationship) == {
        "Next": "Choose one of the suggested dates",
        "Your actions": "Nothing",
        "Yours alone": "No private notes yet",
    }


@pytest.mark.parametrize(
    ("starts_at", "said"),
    [
        ("2026-03-02T20:00+01:00", "today"),
        ("2026-03-03T00:30+01:00", "tomorrow"),
        ("2026-03-07T10:00+01:00", "in 5 days"),
    ],
)
def test_how_soon_the_next_session_is_counts_in_days_of_the_reader(
    cast: Cast, sign_in: SignIn, starts_at: str, said: str
) -> None:
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        relationship = stories.started(cast)
        plan = SessionPlan(starts_at=datetime.fromisoformat(starts_at), minutes=60, mode="video")
        meetings.plan(relationship=relationship, by=cast.mentee, plan=plan)
        assert glance(sign_in(cast.mentee), relationship)["Next"].endswith(f"Oslo {said}")


def test_what_is_owed_is_ones_own_and_says_what_is_overdue(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    for role, days in (("mentee", -1), ("mentee", 3), ("mentor", -5)):
        notes.promise(
            relationship=relationship,
            by=cast.mentee,
            owner=stories.membership(relationship, role),
            words="-",
            due_on=clock.today() + timedelta(days=days),
        )
    assert glance(sign_in(cast.mentee), relationship)["Your actions"] == "2 actions 1 overdue"
    assert glance(sign_in(cast.mentor), relationship)["Your actions"] == "1 action 1 overdue"


def test_private_notes_are_counted_for_their_author_alone(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    session = stories.held(cast, relationship, days_ago=1)
    for visibility in ("private", "shared"):
        notes.write(session=session, by=cast.mentee, words="-", visibility=visibility)
    notes.take_away(session=session, by=cast.mentee, words="-", visibility="private")
    assert glance(sign_in(cast.mentee), relationship)["Yours alone"] == "2 notes only you read"
    assert glance(sign_in(cast.mentor), relationship)["Yours alone"] == "No private notes yet"


def test_whether_they_met_is_asked_once_and_before_anything_else(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    session = stories.planned(cast, relationship)
    with time_machine.travel(session.ends_at + timedelta(hours=1)):
        page = sign_in(cast.mentee).get(reverse("relationship_detail", args=[relationship.pk])).text
    assert page.count(reverse("session_held", args=[session.pk])) == 1
    assert "Next step" not in page
