"""Somebody is gone: calendars let go once, coordinators hear the same day, those left get help."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import Message as Mail
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from accounts import actions as accounts
from accounts.models import User
from core import clock
from core.errors import DomainError
from notifications import delivery
from notifications.models import Message
from profiles import program_exit
from programs.models import Format, Program, Side
from relationships.actions import endings, pause_requests, phases, safeguarding, talks
from relationships.models import Relationship, Status
from sessions.actions import meetings
from sessions.actions.meetings import SessionPlan
from sessions.feeds import entries
from sessions.models import MentoringSession
from tests import gatherings, hanging
from tests.cast import Cast, SignIn

Way = Callable[[Cast, Relationship, User], object]


def plan(relationship: Relationship, by: User, days: int = 5) -> MentoringSession:
    starts_at = clock.now() + timedelta(days=days)
    return meetings.plan(
        relationship=relationship,
        by=by,
        plan=SessionPlan(starts_at=starts_at, minutes=60, mode="video"),
    )


def deliver() -> None:
    """Send everything that is due now."""
    for message in Message.objects.filter(status="due", due_at__lte=clock.now()):
        delivery.deliver(message.pk)


def files(method: str) -> list[tuple[str, str, int]]:
    """Every calendar file sent so far with ``method``: to whom, the UID and the SEQUENCE."""
    return [
        (to, str(event["UID"]), int(event["SEQUENCE"]))
        for to, calendar in calendars()
        if calendar["METHOD"] == method
        for event in calendar.walk("VEVENT")
    ]


def calendars() -> Iterator[tuple[str, Any]]:
    """Every calendar file sent so far, and to whom."""
    for letter in mail.outbox:
        for part in letter.attachments:
            if isinstance(part, Mail) and part.get_content_type() == "text/calendar":
                yield letter.to[0], Calendar.from_ical(part.get_payload(decode=True))


def of_no_fault(cast: Cast, relationship: Relationship, by: User) -> object:
    return endings.end_no_fault(relationship=relationship, by=by)


def by_coordinator(cast: Cast, relationship: Relationship, by: User) -> object:
    return endings.end_administratively(relationship=relationship, by=cast.coordinator)


def by_contact(cast: Cast, relationship: Relationship, by: User) -> object:
    return safeguarding.end(relationship=relationship, by=cast.safeguarding)


def by_hr(cast: Cast, relationship: Relationship, by: User) -> object:
    return accounts.deactivate(person=by, by=cast.hr)


def leaving(cast: Cast, relationship: Relationship, by: User) -> object:
    enrollment = relationship.memberships.get(user=by).enrollment
    return program_exit.leave(enrollment=enrollment, by=by)


def held(cast: Cast, relationship: Relationship, by: User) -> object:
    return safeguarding.hold(relationship=relationship, by=cast.safeguarding)


def paused(cast: Cast, relationship: Relationship, by: User) -> object:
    day = clock.today() + timedelta(days=30)
    return endings.pause(relationship=relationship, by=by, resume_on=day)


def completed(cast: Cast, relationship: Relationship, by: User) -> object:
    Relationship.objects.filter(pk=relationship.pk).update(phase="redefinition")
    return phases.complete_by_time(relationship=relationship)


def talk_off(cast: Cast, relationship: Relationship, by: User) -> object:
    return talks.call_off(relationship=relationship, by=by)


WAYS: dict[str, Way] = {
    "no fault": of_no_fault,
    "administrative": by_coordinator,
    "safeguarding": by_contact,
    "deactivated": by_hr,
    "leaves the program": leaving,
    "hold": held,
    "pause": paused,
    "completed": completed,
    "talk called off": talk_off,
}
PHASED = {"no fault", "pause", "completed"}
CASES = [
    (format_key, way)
    for format_key in hanging.FORMATS
    for way in WAYS
    if not (format_key == Format.FLASH and way in PHASED)
    and not (format_key != Format.FLASH and way == "talk called off")
]


def somebody(relationship: Relationship) -> User:
    """The mentor, or a peer: with them a group ends."""
    members = list(relationship.memberships.select_related("user"))
    return next((one for one in members if one.is_mentor), members[0]).user


@pytest.mark.parametrize(("format_key", "way"), CASES)
def test_each_calendar_lets_go_of_a_planned_session_exactly_once(
    cast: Cast, format_key: Format, way: str
) -> None:
    relationship = gatherings.started(cast, format_key, 4 if format_key == Format.CIRCLE else None)
    by = somebody(relationship)
    session = plan(relationship, by)
    deliver()
    asked = {to: sequence for to, _uid, sequence in files("REQUEST")}
    members = {one.user for one in relationship.memberships.select_related("user")}
    goes_on = format_key == Format.CIRCLE and way in {
        "no fault",
        "deactivated",
        "leaves the program",
    }
    WAYS[way](cast, relationship, by)
    deliver()
    active = {one.email for one in members if User.objects.get(pk=one.pk).is_active}
    reached = active & {by.email} if goes_on else active
    let_go = files("CANCEL")
    assert Counter(to for to, _uid, _sequence in let_go) == Counter(reached)
    for to, uid, sequence in let_go:
        assert uid.startswith(f"{session.pk}@")
        assert sequence > asked[to]
    for person in members:
        stays = goes_on and person != by
        assert bool(entries(person)) is stays
    due = Message.objects.filter(status="due", context__relationship=str(relationship.pk))
    if not goes_on:
        assert not due.filter(kind__in=["sessions.reminder", "sessions.check_in"]).exists()


def test_a_calling_off_under_way_is_sent_though_it_ends_a_moment_later(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.CLASSIC)
    by = somebody(relationship)
    session = plan(relationship, by)
    deliver()
    meetings.cancel(session=session, by=by)
    endings.end_no_fault(relationship=relationship, by=by)
    deliver()
    assert len(files("CANCEL")) == 2
    assert len({to for to, _uid, _sequence in files("CANCEL")}) == 2


# Coordinators -------------------------------------------------------------------------------------


def news() -> list[mail.EmailMultiAlternatives]:
    return [one for one in mail.outbox if one.to == ["coordinator@example.org"]]


TOLD = ["no fault", "safeguarding", "deactivated", "leaves the program", "talk called off"]


@pytest.mark.parametrize(("format_key", "way"), [case for case in CASES if case[1] in TOLD])
def test_the_coordinator_hears_the_same_day_with_the_next_step(
    cast: Cast, format_key: Format, way: str
) -> None:
    relationship = gatherings.started(cast, format_key)
    WAYS[way](cast, relationship, somebody(relationship))
    deliver()
    (letter,) = news()
    assert f"/programs/{relationship.program_id}/" in letter.body
    ended = gatherings.again(relationship).status == Status.CONCLUDED
    assert ("Look for somebody else for" in letter.body) is ended


@pytest.mark.parametrize("format_key", [Format.CLASSIC, Format.PEER])
def test_an_ending_without_fault_tells_the_coordinator_the_same_whoever_ended_it(
    cast: Cast, format_key: Format
) -> None:
    relationship = gatherings.started(cast, format_key)
    members = list(relationship.memberships.select_related("user"))
    row = {one.user: one.user for one in members}
    with time_machine.travel(clock.now(), tick=False):
        letters = []
        for person in row:
            Relationship.objects.filter(pk=relationship.pk).update(
                status="active", concluded_at=None, concluded_kind=""
            )
            Message.objects.all().delete()
            mail.outbox.clear()
            endings.end_no_fault(relationship=gatherings.again(relationship), by=person)
            contexts = list(Message.objects.order_by("dedupe_key").values_list("kind", "context"))
            deliver()
            sent = sorted((one.to, one.subject, str(one.body)) for one in mail.outbox)
            letters.append((contexts, sent))
    assert letters[0] == letters[1]


def test_who_ended_it_as_coordinator_is_not_told_what_they_know(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.CLASSIC)
    endings.end_administratively(relationship=relationship, by=cast.coordinator)
    deliver()
    assert news() == []


def test_a_member_who_leaves_a_group_is_not_named_to_the_coordinator(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.GROUP)
    endings.end_no_fault(relationship=relationship, by=gatherings.who("cleo"))
    deliver()
    (letter,) = news()
    assert "A member has left" in letter.subject
    assert "Cleo" not in letter.body + letter.subject


# Those who are left -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "role", "words"),
    [
        ("coordinator", Side.MENTEE, "Your coordinator can propose another mentor to you."),
        ("wishes", Side.MENTEE, "You can say which mentor you wish for"),
        ("requests", Side.MENTEE, "can ask another mentor yourself"),
        ("requests", Side.MENTOR, "Your coordinator can propose another mentee to you."),
    ],
)
def test_the_partner_of_a_leaver_reads_what_happens_next(
    cast: Cast, choice: str, role: str, words: str
) -> None:
    relationship = gatherings.started(cast, Format.CLASSIC)
    Program.objects.filter(pk=relationship.program_id).update(choice=choice)
    left = relationship.memberships.exclude(role=role).get()
    stays = relationship.memberships.get(role=role)
    accounts.deactivate(person=left.user, by=cast.hr)
    deliver()
    (letter,) = [one for one in mail.outbox if one.to == [stays.user.email]]
    assert words in " ".join(letter.body.split())
    assert "Say what you would like next" in letter.body
    assert reverse("relationship_detail", args=[relationship.pk]) in letter.body
    assert "coordinator of" not in letter.body
    assert not [one for one in mail.outbox if one.to == [left.user.email]]


@pytest.mark.parametrize("format_key", [Format.PEER, Format.GROUP, Format.CIRCLE, Format.FLASH])
def test_what_happens_next_is_said_in_the_words_of_the_format(
    cast: Cast, format_key: Format
) -> None:
    relationship = gatherings.started(cast, format_key)
    endings.end_administratively(relationship=relationship, by=cast.coordinator)
    deliver()
    words = {
        Format.PEER: "another peer",
        Format.GROUP: "another group",
        Format.CIRCLE: "another circle",
    }.get(format_key, "another ment")
    letters = [" ".join(one.body.split()) for one in mail.outbox]
    assert letters
    assert all(words in letter for letter in letters)


def test_nobody_is_promised_a_match_in_a_closed_program(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.CLASSIC)
    Program.objects.filter(pk=relationship.program_id).update(status="closed")
    endings.end_no_fault(relationship=relationship, by=somebody(relationship))
    deliver()
    for letter in mail.outbox:
        assert "Look for somebody else" not in letter.body
        assert "what you would like next" not in letter.body


# Pauses -------------------------------------------------------------------------------------------


def test_the_pause_says_before_what_it_calls_off_and_keeps_what_comes_after(
    cast: Cast, sign_in: SignIn
) -> None:
    relationship = gatherings.started(cast, Format.CLASSIC)
    by = somebody(relationship)
    soon, later = plan(relationship, by, days=5), plan(relationship, by, days=20)
    client, page = sign_in(by), reverse("pause", args=[relationship.pk])
    day = clock.today() + timedelta(days=10)
    assert "Planned in the next 90 days" in client.get(page).content.decode()
    first = client.post(page, {"resume_on": f"{day:%Y-%m-%d}"}).content.decode()
    assert "This pause calls off 1 session" in first
    assert gatherings.again(relationship).status == Status.ACTIVE
    client.post(page, {"resume_on": f"{day:%Y-%m-%d}", "sure": "1"})
    assert gatherings.again(relationship).status == Status.PAUSED
    soon.refresh_from_db()
    later.refresh_from_db()
    assert (soon.status, soon.not_held_reason, later.status) == ("cancelled", "paused", "planned")
    assert gatherings.again(relationship).next_session_at == later.starts_at


def test_a_paused_record_suggests_the_first_date_after_the_pause(
    cast: Cast, sign_in: SignIn
) -> None:
    relationship = gatherings.started(cast, Format.CLASSIC)
    by = somebody(relationship)
    endings.pause(relationship=relationship, by=by, resume_on=clock.today() + timedelta(days=30))
    page = reverse("relationship_detail", args=[relationship.pk])
    assert "first dates after your pause" in sign_in(by).get(page).content.decode()
    with pytest.raises(DomainError) as error:
        plan(gatherings.again(relationship), by, days=10)
    assert error.value.code == "paused"
    assert plan(gatherings.again(relationship), by, days=40).status == "planned"


def test_the_reminder_of_a_session_after_the_pause_is_sent_during_it(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.CLASSIC)
    by = somebody(relationship)
    day = clock.today() + timedelta(days=10)
    session = plan(relationship, by, days=11)
    endings.pause(relationship=relationship, by=by, resume_on=day + timedelta(days=1))
    mail.outbox.clear()
    with time_machine.travel(session.starts_at - timedelta(hours=23)):
        deliver()
    assert [one for one in mail.outbox if "You meet" in one.subject]


def test_a_longer_pause_is_asked_for_and_agreed_without_a_reason(
    cast: Cast, sign_in: SignIn
) -> None:
    relationship = gatherings.started(cast, Format.CLASSIC)
    by = somebody(relationship)
    plan(relationship, by, days=100)
    day = clock.today() + timedelta(days=270)
    page = reverse("pause", args=[relationship.pk])
    refused = sign_in(by).post(page, {"resume_on": f"{day:%Y-%m-%d}"}).content.decode()
    assert "you can ask your coordinator" in refused
    sign_in(by).post(page, {"resume_on": f"{day:%Y-%m-%d}", "longer": "1"})
    deliver()
    (letter,) = news()
    assert "A longer pause is asked for" in letter.subject
    where = {"program": relationship.program_id, "relationship": relationship.pk}
    shown = sign_in(cast.coordinator).get(reverse("pair_detail", kwargs=where)).content.decode()
    assert "A longer pause is asked for" in shown
    sign_in(cast.coordinator).post(reverse("pair_pause_answer", kwargs=where), {"agree": "1"})
    found = gatherings.again(relationship)
    assert (found.status, found.resume_on, found.pause_count) == (Status.PAUSED, day, 0)
    assert not found.sessions.planned().exists()
    entry = found.history.latest("created_at")
    assert (entry.transition, entry.by) == ("pause_longer", cast.coordinator)
    endings.resume(relationship=found, by=by)
    assert gatherings.again(relationship).status == Status.ACTIVE


def test_a_longer_pause_declined_changes_nothing_and_can_be_asked_again(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.CLASSIC)
    by = somebody(relationship)
    day = clock.today() + timedelta(days=200)
    asked = pause_requests.ask_longer(relationship=relationship, by=by, resume_on=day)
    with pytest.raises(DomainError) as error:
        pause_requests.ask_longer(relationship=relationship, by=by, resume_on=day)
    assert error.value.code == "already_asked"
    for stranger in (by, cast.hr, cast.other_coordinator):
        with pytest.raises(DomainError):
            pause_requests.agree(asked=asked, by=stranger)
    pause_requests.decline(asked=asked, by=cast.coordinator)
    deliver()
    assert gatherings.again(relationship).status == Status.ACTIVE
    assert [one for one in mail.outbox if "not paused for longer" in one.subject]
    assert pause_requests.ask_longer(relationship=relationship, by=by, resume_on=day)


def test_a_running_pause_is_made_longer_and_a_third_one_is_possible(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.CLASSIC)
    by = somebody(relationship)
    Relationship.objects.filter(pk=relationship.pk).update(pause_count=2)
    for days in (30, 120):
        day = clock.today() + timedelta(days=days)
        asked = pause_requests.ask_longer(
            relationship=gatherings.again(relationship), by=by, resume_on=day
        )
        pause_requests.agree(asked=asked, by=cast.coordinator)
        assert gatherings.again(relationship).resume_on == day
    with pytest.raises(DomainError) as error:
        pause_requests.ask_longer(
            relationship=gatherings.again(relationship), by=by, resume_on=clock.today()
        )
    assert error.value.code == "resume_on"
