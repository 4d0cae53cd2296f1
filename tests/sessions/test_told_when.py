"""Every question and line about a session says when it was, and when it was before it moved."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import clock, dates
from notifications import kinds
from notifications.models import Message
from relationships.models import Relationship
from sessions import links
from sessions.actions import check_ins, meetings, settlement
from sessions.actions.meetings import SessionPlan
from sessions.answers import occasion
from sessions.models import MentoringSession
from tests import stories
from tests.cast import Cast, SignIn

ZONES = ["Pacific/Auckland", "America/Los_Angeles"]


def over(relationship: Relationship) -> MentoringSession:
    """A planned session that ended an hour ago."""
    starts_at = (clock.now() - timedelta(hours=2)).replace(second=0, microsecond=0)
    return MentoringSession.objects.create(
        relationship=relationship,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        mode="video",
        planned_by=stories.membership(relationship, "mentee"),
    )


@pytest.mark.parametrize("zone", ZONES)
def test_the_question_names_the_day_and_time_of_the_reader(
    cast: Cast, client: Client, zone: str
) -> None:
    session = over(stories.started(cast))
    cast.mentee.time_zone = zone
    cast.mentee.save()
    member = stories.membership(session.relationship, "mentee")
    asked = check_ins.ask(member, "held", occasion(session))
    about = {"relationship": str(session.relationship_id), "check_in": str(asked.pk)}
    with timezone.override(zone):
        when = dates.moment(session.starts_at)
        letter = kinds.get("sessions.check_in").compose(
            Message(kind="sessions.check_in", recipient=cast.mentee, context=about)
        )
    assert letter is not None
    assert f"Did you meet as planned on {when}?" in (str(letter.subject), *letter.paragraphs)
    page = client.get(reverse("answer", args=[links.token(asked, "yes")])).content.decode()
    assert f"Did you meet as planned on {when}?" in page


def test_a_different_day_is_named_whoever_answers_first(cast: Cast, sign_in: SignIn) -> None:
    session = over(stories.started(cast))
    settlement.say(session=session, by=cast.mentee, met=False)
    other = session.starts_at - timedelta(days=1)
    plan = SessionPlan(starts_at=other, minutes=30, mode="phone")
    settlement.say(session=session, by=cast.mentor, met=True, plan=plan)
    page = reverse("session_detail", args=[session.pk])
    html = sign_in(cast.mentee).get(page).content.decode()
    with timezone.override(cast.mentee.zone):
        assert f"One of you says that you met on {dates.moment(other)}, the other" in html


def test_a_moved_session_says_so_and_from_when(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    session = stories.planned(cast, relationship)
    before = session.starts_at
    plan = SessionPlan(starts_at=before + timedelta(days=2), minutes=60, mode="video")
    meetings.move(session=session, by=cast.mentee, plan=plan)
    with timezone.override(cast.mentor.zone):
        then = dates.day_and_hour(before)
        message = Message.objects.get(kind="sessions.moved", recipient=cast.mentor)
        letter = kinds.get(message.kind).compose(message)
    assert letter is not None
    assert then in letter.paragraphs[0]
    for name, row in (("relationship_detail", relationship), ("session_detail", session)):
        html = sign_in(cast.mentor).get(reverse(name, args=[row.pk])).content.decode()
        assert ">Moved<" in html
        assert then in html


def test_a_new_place_is_no_new_time(cast: Cast) -> None:
    session = stories.planned(cast, stories.started(cast))
    plan = SessionPlan(starts_at=session.starts_at, minutes=60, mode="phone", place="Room 4")
    meetings.move(session=session, by=cast.mentee, plan=plan)
    session.refresh_from_db()
    assert session.moved_from is None


def test_a_session_after_the_planned_end_is_said_to_be(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    relationship.planned_end_on = clock.today() + timedelta(days=5)
    relationship.save()
    day = clock.today() + timedelta(days=9)
    typed = {"day": f"{day}", "start": "10:00", "minutes": "60", "mode": "video", "kind": "working"}
    page = reverse("session_plan", args=[relationship.pk])
    answer = sign_in(cast.mentee).post(page, typed, follow=True)
    assert dates.day(relationship.planned_end_on) in answer.content.decode()
    assert "after the planned end of your mentoring" in answer.content.decode()
