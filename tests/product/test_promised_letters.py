"""Whoever a final page says gets an email gets one: each letter has words when it is posted.

Every proposal that is closed is one: by a no, by a coordinator, by silence, by somebody who leaves.
The other final pages are pressed in ``test_final_routes.py`` and, with ``confirming.press``,
wherever a test confirms something.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from notifications import kinds
from notifications.models import Message
from programs.models import Format, Shape, Side
from programs.shapes import SHAPES
from relationships.actions import proposals
from relationships.models import Relationship, Status
from tests import confirming, gatherings
from tests.cast import Cast

FORMATS = (Format.CLASSIC, Format.PEER, Format.FLASH, Format.GROUP, Format.CIRCLE)


def fewest(format_key: Format) -> int | None:
    """So few in a circle that it cannot do without anybody."""
    return SHAPES[Shape.CIRCLE].fewest if format_key == Format.CIRCLE else None


def decisive(relationship: Relationship) -> User:
    """Without whom the proposal is closed: the mentor, or anybody where there is none."""
    members = list(relationship.memberships.select_related("user"))
    return next((one.user for one in members if one.is_mentor), members[0].user)


def letters(before: set[Any]) -> dict[str, kinds.Letter | None]:
    found = confirming.due_since(before)
    return {str(row.recipient): kinds.get(row.kind).compose(row) for row in found}


def press(person: User, url: str, data: dict[str, str] | None = None) -> tuple[str, set[Any]]:
    """Confirm; the line that said who gets an email, and the messages there were before."""
    client, before = Client(), confirming.messages_so_far()
    client.force_login(person)
    asked = client.post(url, data or {})
    confirmed = {**(data or {}), "confirmed": confirming.token_of(asked)}
    assert client.post(url, confirmed).status_code == 302
    return confirming.promised(asked), before


@pytest.mark.parametrize("format_key", FORMATS)
def test_a_no_writes_to_everybody_the_page_names(cast: Cast, format_key: Format) -> None:
    relationship = gatherings.proposed(cast, format_key, fewest(format_key))
    decliner = decisive(relationship)
    others = {str(one.user) for one in relationship.memberships.exclude(user=decliner)}
    line, before = press(decliner, reverse("proposal_decline", args=[relationship.pk]))
    assert all(name in line for name in others)
    written = letters(before)
    assert set(written) == others
    assert all(written.values())


@pytest.mark.parametrize("format_key", FORMATS)
def test_a_withdrawn_proposal_writes_to_everybody(cast: Cast, format_key: Format) -> None:
    relationship = gatherings.proposed(cast, format_key)
    address = reverse("pair_withdraw", args=[relationship.program_id, relationship.pk])
    line, before = press(cast.coordinator, address)
    written = letters(before)
    assert "email" in line
    assert set(written) == {str(one.user) for one in relationship.memberships.all()}
    assert all(written.values())


@pytest.mark.parametrize("format_key", FORMATS)
def test_a_proposal_nobody_answers_in_time_writes_to_everybody(
    cast: Cast, format_key: Format
) -> None:
    relationship = gatherings.proposed(cast, format_key)
    soon = relationship.proposed_at + timedelta(microseconds=1)
    Relationship.objects.filter(pk=relationship.pk).update(answer_by=soon)
    before = confirming.messages_so_far()
    proposals.lapse(relationship=relationship)
    written = letters(before)
    assert set(written) == {str(one.user) for one in relationship.memberships.all()}
    assert all(written.values())


@pytest.mark.parametrize("format_key", FORMATS)
def test_a_proposal_closed_because_somebody_is_gone_writes_to_the_others(
    cast: Cast, format_key: Format
) -> None:
    relationship = gatherings.proposed(cast, format_key, fewest(format_key))
    gone = decisive(relationship)
    _line, before = press(cast.hr, reverse("person_access", args=[gone.pk]), {"active": "0"})
    relationship.refresh_from_db()
    assert relationship.status == Status.CONCLUDED
    others = {str(one.user) for one in relationship.memberships.exclude(user=gone)}
    written = letters(before)
    assert {name: written.get(name) is not None for name in others} == dict.fromkeys(others, True)


def test_the_letter_is_the_same_whoever_said_no_and_after_silence(cast: Cast) -> None:
    """Each of the two reads what they would read had the other said no, or nobody anything."""
    relationship = gatherings.proposed(cast, Format.CLASSIC)
    ana, bo = gatherings.who("ana"), gatherings.who("bo")
    proposals.accept(relationship=relationship, by=ana)
    proposals.decline(relationship=relationship, by=bo)
    message = Message.objects.get(kind="relationships.proposal_closed", recipient=ana)
    after_a_no = kinds.get(message.kind).compose(message)
    relationship.memberships.update(accepted=None, answered_at=None)
    assert kinds.get(message.kind).compose(message) == after_a_no is not None


@pytest.mark.parametrize("side", [Side.MENTOR, Side.MENTEE])
def test_who_says_no_reads_what_can_happen_next(cast: Cast, side: Side) -> None:
    """Nobody is promised a search that nobody is asked to make."""
    relationship = gatherings.proposed(cast, Format.CLASSIC)
    client = Client()
    client.force_login(relationship.memberships.get(role=side).user)
    address = reverse("proposal_decline", args=[relationship.pk])
    confirming.press(client, address)
    page = client.get(reverse("relationship_list")).content.decode()
    assert "You have said no. You stay in the program. Your coordinator can propose" in page
