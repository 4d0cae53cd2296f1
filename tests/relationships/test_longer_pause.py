"""A pause that is longer than members decide alone: who reads of it, where, and in which words."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock, dates
from core.errors import DomainError
from notifications.models import Message
from programs.models import Format
from relationships.actions import endings, pause_requests
from relationships.models import Relationship, Status
from sessions.suggested_dates import Ahead, members
from tests import gatherings
from tests.cast import Cast, SignIn
from tests.gatherings import again, composed, who

PHASED = [key for key in Format if key != Format.FLASH]
DAYS = 200

each_format = pytest.mark.parametrize("format_key", PHASED)


def asked(cast: Cast, format_key: Format) -> Relationship:
    """A running relationship, of which bo asks for a longer pause."""
    record = gatherings.started(cast, format_key)
    until = clock.today() + timedelta(days=DAYS)
    pause_requests.ask_longer(relationship=record, by=who("bo"), resume_on=until)
    return again(record)


def until(record: Relationship) -> str:
    return dates.day(record.pause_requests.get().resume_on)


def page_of(client: Client, route: str, *args: object) -> str:
    return client.get(reverse(route, args=args)).content.decode()


@each_format
@pytest.mark.parametrize("status", [Status.ACTIVE, Status.PAUSED])
def test_it_is_on_the_coordinators_list_until_it_is_answered(
    cast: Cast, sign_in: SignIn, format_key: Format, status: Status
) -> None:
    record = asked(cast, format_key)
    if status == Status.PAUSED:
        soon = clock.today() + timedelta(days=5)
        endings.pause(relationship=record, by=who("ana"), resume_on=soon)
    client = sign_in(cast.coordinator)
    pages = ["program_dashboard", "program_attention"]
    card = reverse("pair_detail", args=[record.program_id, record.pk]) + "#longer-pause-request"
    for route in pages:
        page = page_of(client, route, record.program_id)
        assert card in page
        assert f"One of them asks to pause until {until(record)}" in page
    pause_requests.decline(asked=record.pause_requests.get(), by=cast.coordinator)
    for route in pages:
        assert card not in page_of(client, route, record.program_id)


@each_format
def test_the_coordinator_is_not_told_who_asked(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    record = asked(cast, format_key)
    page = page_of(sign_in(cast.coordinator), "pair_detail", record.program_id, record.pk)
    assert f"One of them asks to pause until {until(record)}" in page
    assert 'id="longer-pause-request"' in page
    letter = composed(Message.objects.get(kind="relationships.longer_pause_asked"))
    assert letter is not None
    assert ", one of " in letter.paragraphs[0]
    assert " would like to pause" not in f"{page}{letter.paragraphs}"


@each_format
def test_every_member_reads_that_it_was_asked_for_and_who_asked_can_withdraw_it(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    record = asked(cast, format_key)
    withdraw = reverse("pause_request_withdraw", args=[record.pk])
    sentence = f"A longer pause until {until(record)} has been asked for; your coordinator decides"
    for member in record.memberships.select_related("user"):
        page = page_of(sign_in(member.user), "relationship_detail", record.pk)
        assert sentence in page
        assert (withdraw in page) == (member.user == who("bo"))
    sign_in(who("ana")).post(withdraw)
    assert record.pause_requests.waiting().exists()
    sign_in(who("bo")).post(withdraw)
    assert not record.pause_requests.waiting().exists()
    assert sentence not in page_of(sign_in(who("ana")), "relationship_detail", record.pk)
    with pytest.raises(DomainError):
        pause_requests.agree(asked=record.pause_requests.get(), by=cast.coordinator)
    assert composed(Message.objects.get(kind="relationships.longer_pause_asked")) is None


@each_format
def test_every_page_counts_the_planned_end_with_the_pause(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    record = asked(cast, format_key)
    assert record.planned_end_on is not None
    pause_requests.agree(asked=record.pause_requests.get(), by=cast.coordinator)
    record = again(record)
    moved = record.planned_end_on + timedelta(days=DAYS)
    assert record.expected_end_on == moved
    above = page_of(sign_in(cast.coordinator), "pair_detail", record.program_id, record.pk)
    below = page_of(sign_in(who("ana")), "relationship_detail", record.pk)
    for page in (above, below):
        assert dates.day(moved) in page
        assert dates.day(record.planned_end_on) not in page
        assert until(record) in page
    assert "Initiation" in above
    for letter in map(composed, Message.objects.filter(kind="relationships.paused_for_longer")):
        assert letter is not None
        assert letter.paragraphs[0] == "Your coordinator has agreed to a longer pause."


@each_format
@pytest.mark.parametrize("before_the_end", [1, 5, 20, 60])
def test_no_date_after_the_planned_end_is_suggested_in_a_pause(
    cast: Cast, format_key: Format, before_the_end: int
) -> None:
    record = asked(cast, format_key)
    end = clock.today() + timedelta(days=before_the_end)
    Relationship.objects.filter(pk=record.pk).update(planned_end_on=end)
    pause_requests.agree(asked=record.pause_requests.get(), by=cast.coordinator)
    record = again(record)
    shown = record.expected_end_on
    assert shown == end + timedelta(days=DAYS)
    turns = Ahead(record, list(members().filter(relationship=record)), [], clock.now()).turns
    assert all(turn.starts_at.date() <= shown for turn in turns)
