"""Whoever leaves takes their open requests and talks with them, whatever the way out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts import actions as accounts
from matching.models.introductory_talks import TalkStatus
from matching.models.runs import IntroTalk, MentorRequest, RequestStatus
from notifications import delivery
from notifications.models import Message
from profiles import actions, program_exit
from profiles.models import Enrollment
from relationships.actions import endings, safeguarding
from tests import stories
from tests.cast import Cast

Way = Callable[[Cast, Enrollment], object]


def let_go(cast: Cast, enrollment: Enrollment) -> object:
    return actions.withdraw(enrollment=enrollment, by=cast.coordinator)


WAYS: dict[str, Way] = {
    "leaves the program": lambda _cast, one: program_exit.leave(enrollment=one, by=one.user),
    "let go by a coordinator": let_go,
    "deactivated": lambda cast, one: accounts.deactivate(person=one.user, by=cast.hr),
    "left the organization": lambda cast, one: accounts.deactivate_leavers(
        people=[one.user_id], by=cast.hr
    ),
}


def contacts(cast: Cast) -> tuple[MentorRequest, IntroTalk]:
    stories.let_mentees(cast.program, "requests")
    return stories.asked(cast, then_next_wish=True), stories.talk(cast)


def told() -> set[tuple[str, str]]:
    return set(Message.objects.filter(status="due").values_list("kind", "recipient__full_name"))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", ["mentee", "mentor"])
def test_what_is_open_is_closed_at_once_and_the_other_is_told(
    cast: Cast, who: str, way: str
) -> None:
    asked, talk = contacts(cast)
    WAYS[way](cast, getattr(cast, f"{who}_enrollment"))
    asked.refresh_from_db()
    talk.refresh_from_db()
    assert (asked.is_open, talk.is_open) == (False, False)
    if who == "mentee":
        letters = {("matching.request_left", "Mentor"), ("matching.talk_left", "Mentor")}
        assert (asked.status, talk.status) == (RequestStatus.TAKEN_BACK, TalkStatus.OVER)
        assert not asked.then_next_wish
    else:
        letters = {("matching.request_closed", "Mentee"), ("matching.talk_closed", "Mentee")}
        assert (asked.status, talk.status) == (RequestStatus.DECLINED, TalkStatus.DECLINED)
        assert asked.then_next_wish
    assert {row for row in told() if row[0].startswith("matching.")} == letters


@pytest.mark.parametrize("way", WAYS)
def test_the_emails_name_no_cause(cast: Cast, way: str, mailoutbox: list[Any]) -> None:
    contacts(cast)
    WAYS[way](cast, cast.mentee_enrollment)
    for message in Message.objects.filter(kind__startswith="matching.", status="due"):
        delivery.deliver(message.pk)
    assert len(mailoutbox) == 2
    for mail in mailoutbox:
        assert "no longer takes part in Leadership" in mail.body
        assert "You do not have to do anything" in mail.body
        assert "withdr" not in mail.body


def test_who_leaves_reads_first_what_is_closed(cast: Cast, sign_in: Any) -> None:
    contacts(cast)
    page = reverse("enrollment_withdraw", args=[cast.mentee_enrollment.pk])
    html = sign_in(cast.mentee).get(page).content.decode()
    assert "Your request to Mentor is closed; they are told" in html
    assert "The introductory talk with Mentor is closed; they are told" in html
    page = reverse("enrollment_withdraw", args=[cast.mentor_enrollment.pk])
    html = sign_in(cast.mentor).get(page).content.decode()
    assert "The request from Mentee is closed; they are told" in html


ENDINGS: dict[str, Callable[[Cast, Any], object]] = {
    "without fault": lambda cast, one: endings.end_no_fault(relationship=one, by=cast.mentee),
    "by a coordinator": lambda cast, one: endings.end_administratively(
        relationship=one, by=cast.coordinator
    ),
    "for safeguarding": lambda cast, one: end_for_safeguarding(cast, one),
}


def end_for_safeguarding(cast: Cast, relationship: Any) -> None:
    safeguarding.hold(relationship=relationship, by=cast.safeguarding)
    safeguarding.end(relationship=relationship, by=cast.safeguarding)


@pytest.mark.parametrize("way", ENDINGS)
def test_an_ending_closes_what_is_open_between_the_two_and_nothing_else(
    cast: Cast, way: str
) -> None:
    relationship = stories.started(cast)
    asked, talk = contacts(cast)
    other = IntroTalk.objects.create(
        mentee=cast.second_mentee_enrollment,
        mentor=cast.mentor_enrollment,
        asked_at=talk.asked_at,
        answer_until=talk.answer_until,
    )
    ENDINGS[way](cast, relationship)
    for row in (asked, talk, other):
        row.refresh_from_db()
    assert (asked.is_open, talk.is_open, other.is_open) == (False, False, True)
    assert not {kind for kind, _name in told() if kind.startswith("matching.")}
