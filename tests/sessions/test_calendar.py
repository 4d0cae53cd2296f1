"""Sessions in people's own calendars: invitations, updates, cancellations and files."""

import email.policy
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from notifications import delivery, kinds
from notifications.models import Message
from relationships.models import Relationship
from sessions import calendar
from sessions.actions import meetings
from sessions.actions.meetings import SessionPlan
from sessions.models import MentoringSession
from tests import stories
from tests.cast import Cast, SignIn

SECRETS = {"place": "SECRET-PLACE", "agenda": "SECRET-AGENDA", "kind": "review"}


def planned(cast: Cast, relationship: Relationship | None = None, **more: Any) -> MentoringSession:
    session = stories.planned(cast, relationship or stories.started(cast))
    MentoringSession.objects.filter(pk=session.pk).update(**more)
    return MentoringSession.objects.get(pk=session.pk)


def secret(cast: Cast) -> MentoringSession:
    relationship = stories.started(cast)
    starts_at = datetime.now(UTC) + timedelta(days=3)
    plan = SessionPlan(starts_at=starts_at, minutes=60, mode="video", **SECRETS)
    return meetings.plan(relationship=relationship, by=cast.mentee, plan=plan)


def only_event(text: str) -> Any:
    """The one event of a file, read strictly: folded lines, CRLF, nothing a parser repairs."""
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    parsed = Calendar.from_ical(text)
    assert parsed["VERSION"] == "2.0"
    assert parsed.errors == []
    (event,) = parsed.walk("VEVENT")
    assert event.errors == []
    return event


def entry(session: MentoringSession, cast: Cast) -> calendar.CalendarEntry:
    return calendar.CalendarEntry(session, cast.mentee, str(cast.mentor))


def letters(kind: str) -> dict[str, kinds.Letter]:
    """What would be sent of ``kind``, by the name of the reader."""
    rows = Message.objects.filter(kind=kind, status="due").select_related("recipient")
    found = {str(row.recipient): kinds.get(kind).compose(row) for row in rows}
    return {name: letter for name, letter in found.items() if letter}


def file_of(letter: kinds.Letter) -> str:
    assert letter.attachment
    return letter.attachment.text


def method(text: str) -> str:
    return str(Calendar.from_ical(text)["METHOD"])


# The file ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("Europe/Oslo", "2026-03-27T10:00"),
        ("Europe/Oslo", "2026-03-30T10:00"),
        ("Europe/Oslo", "2026-10-23T10:00"),
        ("Europe/Oslo", "2026-10-26T10:00"),
        ("Europe/Oslo", "2026-10-25T02:30"),
        ("America/New_York", "2026-03-06T10:00"),
        ("America/New_York", "2026-03-09T10:00"),
        ("America/New_York", "2026-10-30T10:00"),
        ("America/New_York", "2026-11-02T10:00"),
        ("America/New_York", "2026-11-01T01:30"),
    ],
)
def test_an_entry_keeps_its_place_on_the_clock_around_every_change(
    cast: Cast, zone: str, local: str
) -> None:
    starts_at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    ends_at = (starts_at.astimezone(UTC) + timedelta(hours=1)).astimezone(ZoneInfo(zone))
    session = planned(cast)
    session.starts_at, session.ends_at = starts_at, ends_at
    event = only_event(calendar.invitation(entry(session, cast)))
    assert event["DTSTART"].to_ical().endswith(b"Z")
    assert event["DTSTART"].dt.astimezone(ZoneInfo(zone)) == starts_at
    assert f"{event['DTSTART'].dt.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}" == local
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=1)


def test_an_invitation_names_the_reader_and_nobody_else(cast: Cast) -> None:
    event = only_event(calendar.invitation(entry(planned(cast), cast)))
    assert str(event["ATTENDEE"]) == f"mailto:{cast.mentee.email}"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert cast.mentor.email not in calendar.invitation(entry(planned_again(cast), cast))
    assert event["CLASS"] == "PRIVATE"


def planned_again(cast: Cast) -> MentoringSession:
    return MentoringSession.objects.get()


def test_a_calendar_file_holds_no_confidential_word(cast: Cast, sign_in: SignIn) -> None:
    session = secret(cast)
    texts = [file_of(letter) for letter in letters("sessions.planned").values()]
    texts.append(sign_in(cast.mentor).get(reverse("session_calendar", args=[session.pk])).text)
    assert len(texts) == 3
    for text in texts:
        event = only_event(text)
        assert not {"DESCRIPTION", "LOCATION", "COMMENT", "CATEGORIES"} & set(event)
        for word in ("SECRET", "eview", "video"):
            assert word not in text.replace("\r\n ", "")


@pytest.mark.parametrize(
    "name", ['A "B" C', "X\r\nATTENDEE:mailto:evil@example.org", "Ø;å,\\n", "👩🏽‍💻" * 40, ": ;"]
)
def test_no_name_breaks_or_adds_to_the_file(cast: Cast, name: str) -> None:
    cast.mentee.full_name = name
    event = only_event(
        calendar.invitation(calendar.CalendarEntry(planned(cast), cast.mentee, name))
    )
    assert not isinstance(event["ATTENDEE"], list)
    assert str(event["ATTENDEE"]) == f"mailto:{cast.mentee.email}"


# The letters ---------------------------------------------------------------------------------


def test_both_get_an_invitation_when_a_session_is_planned(cast: Cast) -> None:
    session = stories.planned(cast, stories.started(cast))
    found = letters("sessions.planned")
    assert set(found) == {"Mentor", "Mentee"}
    event = only_event(file_of(found["Mentor"]))
    assert method(file_of(found["Mentor"])) == "REQUEST"
    assert event["SUMMARY"] == "Mentoring: Mentee"
    assert str(event["UID"]).startswith(str(session.pk))
    assert event["SEQUENCE"] == 1


def test_a_new_time_updates_both_calendars(cast: Cast) -> None:
    session = stories.planned(cast, stories.started(cast))
    first = only_event(file_of(letters("sessions.planned")["Mentee"]))
    starts_at = session.starts_at + timedelta(days=1)
    meetings.move(
        session=session,
        by=cast.mentor,
        plan=SessionPlan(starts_at=starts_at, minutes=45, mode="phone"),
    )
    moved = letters("sessions.moved")
    assert set(moved) == {"Mentee", "Mentor"}
    assert moved["Mentor"].subject.startswith("You moved your session with Mentee: ")
    assert moved["Mentor"].paragraphs[0].startswith("You have moved your session with Mentee from")
    assert moved["Mentee"].paragraphs[0].startswith("Mentor has moved your session from")
    for text in (file_of(moved["Mentee"]), file_of(moved["Mentor"])):
        event = only_event(text)
        assert method(text) == "REQUEST"
        assert event["UID"] == first["UID"]
        assert event["SEQUENCE"] == 2
        assert event["DTSTART"].dt == starts_at.replace(microsecond=0)


def test_a_change_of_words_alone_sends_nothing(cast: Cast) -> None:
    session = stories.planned(cast, stories.started(cast))
    before = Message.objects.count()
    plan = SessionPlan(starts_at=session.starts_at, minutes=60, mode="video", agenda="New words")
    meetings.move(session=session, by=cast.mentor, plan=plan)
    assert Message.objects.count() == before


def test_calling_off_takes_the_session_out_of_both_calendars(cast: Cast) -> None:
    session = stories.planned(cast, stories.started(cast))
    invited = only_event(file_of(letters("sessions.planned")["Mentor"]))
    meetings.cancel(session=session, by=cast.mentor)
    assert not letters("sessions.planned")
    found = letters("sessions.cancelled") | letters("sessions.called_off")
    assert set(found) == {"Mentor", "Mentee"}
    for letter in found.values():
        event = only_event(file_of(letter))
        assert method(file_of(letter)) == "CANCEL"
        assert event["STATUS"] == "CANCELLED"
        assert event["UID"] == invited["UID"]
        assert event["SEQUENCE"] > invited["SEQUENCE"]


def test_the_mail_carries_the_invitation_as_calendars_expect_it(cast: Cast) -> None:
    stories.planned(cast, stories.started(cast))
    message = Message.objects.filter(kind="sessions.planned", recipient=cast.mentor).get()
    assert delivery.deliver(message.pk) == "sent"
    raw = mail.outbox[-1].message().as_bytes()
    parsed = BytesParser(policy=email.policy.default).parsebytes(raw)
    (part,) = parsed.iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "REQUEST"
    assert part.get_content_charset() == "utf-8"
    assert part.get_filename() == "session.ics"
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert only_event(payload.decode())["SEQUENCE"] == 1
    assert parsed.get_body(("plain",)) is not None


def test_an_invitation_that_was_not_sent_in_time_is_not_sent(cast: Cast) -> None:
    session = stories.planned(cast, stories.started(cast))
    message = Message.objects.filter(kind="sessions.planned").first()
    assert message
    with time_machine.travel(session.starts_at + timedelta(minutes=1)):
        assert delivery.deliver(message.pk) == "cancelled"


# The file on the session's page --------------------------------------------------------------


def test_each_of_the_two_downloads_the_session(cast: Cast, sign_in: SignIn) -> None:
    session = stories.planned(cast, stories.started(cast))
    address = reverse("session_calendar", args=[session.pk])
    for reader, partner in ((cast.mentor, "Mentee"), (cast.mentee, "Mentor")):
        client = sign_in(reader)
        assert address in client.get(reverse("session_detail", args=[session.pk])).text
        answer = client.get(address)
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer["Cache-Control"] == "no-store, private"
        assert only_event(answer.text)["SUMMARY"] == f"Mentoring: {partner}"
        assert method(answer.text) == "PUBLISH"
        assert "ATTENDEE" not in answer.text


def test_the_file_is_for_the_pair_alone_and_for_reading(cast: Cast, sign_in: SignIn) -> None:
    address = reverse("session_calendar", args=[stories.planned(cast, stories.started(cast)).pk])
    assert Client().get(address).status_code == 302
    assert sign_in(cast.outsider).get(address).status_code == 404
    assert sign_in(cast.other_coordinator).get(address).status_code == 404
    assert sign_in(cast.coordinator).get(address).status_code == 403
    assert sign_in(cast.mentor).post(address).status_code == 405
