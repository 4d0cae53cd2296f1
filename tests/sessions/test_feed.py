"""The secret calendar address: made, read, renewed and stopped by its person alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.models import AuditEvent
from core import clock
from relationships.actions import endings, proposals
from relationships.models import Relationship
from sessions import feeds
from sessions.actions import calendars, meetings
from sessions.actions.meetings import SessionPlan
from sessions.models import CalendarFeed, MentoringSession
from tests import confirming, stories
from tests.cast import Cast, SignIn, enroll, make_user

PAGE = "/me/calendar/"


def address(cast: Cast, who: str = "mentee") -> str:
    feed = calendars.open_feed(by=getattr(cast, who))
    return reverse("calendar_read", args=[feeds.token(feed)])


def events(address: str) -> list[Any]:
    answer = Client().get(address)
    assert answer.status_code == 200
    parsed = Calendar.from_ical(answer.text)
    assert parsed.errors == []
    found = parsed.walk("VEVENT")
    assert all(event.errors == [] for event in found)
    return list(found)


def another_pair(cast: Cast, number: int = 0) -> Relationship:
    mentee = make_user(f"extra-mentee-{number}")
    mentor = make_user(f"extra-mentor-{number}")
    relationship = proposals.propose(
        program=cast.program,
        mentor=enroll(mentor, cast.program, "mentor"),
        mentee=enroll(mentee, cast.program, "mentee"),
        reasons=[],
        by=cast.coordinator,
    )
    proposals.accept(relationship=relationship, by=mentor)
    return proposals.accept(relationship=relationship, by=mentee)


def plan(relationship: Relationship, days: int = 3, **more: str) -> MentoringSession:
    by = relationship.memberships.get(role="mentee").user
    starts_at = clock.now() + timedelta(days=days)
    return meetings.plan(
        relationship=relationship,
        by=by,
        plan=SessionPlan(starts_at=starts_at, minutes=60, mode="video", **more),
    )


def test_the_feed_needs_no_sign_in_and_stays_in_no_cache(cast: Cast) -> None:
    plan(stories.started(cast))
    answer = Client().get(address(cast))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    parsed = Calendar.from_ical(answer.text)
    assert parsed["METHOD"] == "PUBLISH"
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in answer.text
    assert "X-PUBLISHED-TTL:PT1H" in answer.text


def test_the_feed_holds_own_sessions_alone(cast: Cast) -> None:
    plan(stories.started(cast))
    plan(another_pair(cast))
    assert [event["SUMMARY"] for event in events(address(cast))] == ["Mentoring: Mentor"]
    assert [event["SUMMARY"] for event in events(address(cast, "mentor"))] == ["Mentoring: Mentee"]
    assert events(address(cast, "coordinator")) == []


def test_the_feed_holds_no_confidential_word(cast: Cast) -> None:
    plan(stories.started(cast), place="SECRET", agenda="SECRET", kind="closing")
    text = Client().get(address(cast)).text
    for word in ("SECRET", "losing", "video", "DESCRIPTION", "LOCATION", "ATTENDEE"):
        assert word not in text


def test_sessions_called_off_long_ago_or_of_an_ended_pair_are_left_out(cast: Cast) -> None:
    relationship = stories.started(cast)
    old = stories.held(cast, relationship, days_ago=91)
    recent = stories.held(cast, relationship, days_ago=89)
    off = plan(relationship)
    meetings.cancel(session=off, by=cast.mentor)
    place = address(cast)
    (event,) = events(place)
    assert str(recent.pk) in event["UID"]
    assert str(old.pk) not in Client().get(place).text
    endings.end_no_fault(relationship=stories.again(relationship), by=cast.mentor)
    assert events(place) == []


def test_a_paused_pair_keeps_its_sessions_after_the_pause_in_the_feed(cast: Cast) -> None:
    relationship = stories.started(cast)
    plan(relationship)
    after = plan(relationship, days=40)
    back = clock.today() + timedelta(days=30)
    endings.pause(relationship=stories.again(relationship), by=cast.mentor, resume_on=back)
    (event,) = events(address(cast))
    assert str(after.pk) in event["UID"]


def test_the_words_of_the_feed_are_in_the_language_of_its_person(cast: Cast) -> None:
    plan(stories.started(cast))
    client = Client(headers={"accept-language": "vi"})
    assert "SUMMARY:Mentoring: Mentor" in client.get(address(cast)).text


def test_a_new_address_ends_the_old_one(cast: Cast, sign_in: SignIn) -> None:
    old, client = address(cast), sign_in(cast.mentee)
    assert old in client.get(PAGE).text
    confirming.press(client, PAGE)
    assert Client().get(old).status_code == 404
    assert old not in client.get(PAGE).text
    assert CalendarFeed.objects.filter(user=cast.mentee).count() == 1


def test_a_stopped_address_shows_nothing_any_more(cast: Cast, sign_in: SignIn) -> None:
    old, client = address(cast), sign_in(cast.mentee)
    confirming.press(client, reverse("calendar_feed_stop"))
    assert Client().get(old).status_code == 404
    assert "Make my address" in client.get(PAGE).text
    assert client.post(reverse("calendar_feed_stop")).status_code == 302
    verbs = AuditEvent.objects.filter(verb__startswith="calendar.").values_list("verb", flat=True)
    assert sorted(verbs) == ["calendar.opened", "calendar.stopped"]


def test_the_address_of_somebody_who_left_shows_nothing(cast: Cast) -> None:
    place = address(cast)
    cast.mentee.is_active = False
    cast.mentee.save()
    assert Client().get(place).status_code == 404


@pytest.mark.parametrize("token", ["x", "a.b", "x" * 3000, "%00", "é.ü"])
def test_a_made_up_address_shows_nothing(cast: Cast, token: str) -> None:
    assert Client().get(f"/calendar/{token}.ics").status_code == 404


def test_the_id_of_a_feed_without_its_signature_opens_nothing(cast: Cast) -> None:
    feed = calendars.open_feed(by=cast.mentee)
    signature = feeds.token(feed).split(".")[1]
    other = calendars.open_feed(by=cast.mentor)
    for token in (
        feed.pk.hex,
        str(feed.pk),
        f"{other.pk.hex}.{signature}",
        f"nonsense.{signature}",
    ):
        assert Client().get(f"/calendar/{token}.ics").status_code == 404


def test_a_signed_word_that_is_no_id_opens_nothing(cast: Cast) -> None:
    assert Client().get(f"/calendar/{feeds._signer.sign('no id')}.ics").status_code == 404


def test_the_page_is_ones_own_and_reading_makes_no_address(cast: Cast, sign_in: SignIn) -> None:
    mine = address(cast)
    assert Client().get(PAGE).status_code == 302
    page = sign_in(cast.mentor).get(PAGE)
    assert mine not in page.text
    assert "You have no address yet" in page.text
    assert CalendarFeed.objects.count() == 1
    assert sign_in(cast.mentor).get(reverse("calendar_feed_stop")).status_code == 302
    assert Client().post(mine).status_code == 405


def test_the_feed_costs_the_same_with_1_and_with_30_sessions(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    relationship = stories.started(cast)
    place = address(cast)
    plan(relationship)
    with django_assert_max_num_queries(5) as first:
        Client().get(place)
    for days in range(4, 34):
        plan(relationship, days=days)
    with django_assert_max_num_queries(len(first)):
        assert Client().get(place).text.count("BEGIN:VEVENT") == 31
