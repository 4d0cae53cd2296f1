"""Somebody is taken out of a group: those who stay read what they read when somebody leaves."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from notifications import kinds
from notifications.models import Message
from programs.models import Format
from relationships.actions import endings
from relationships.models import Relationship
from sessions.actions import meetings
from sessions.actions.meetings import SessionPlan
from tests import gatherings
from tests.cast import Cast, SignIn
from tests.gatherings import who
from tests.permission_matrix import ROUTES
from tests.product.test_permissions import ALL_ROUTES, body_of
from tests.product.test_privacy_of_the_pair import settled

MANY = (Format.GROUP, Format.CIRCLE)
ANSWERED_BY_POST = ("record_copy", "record_search")
OF_STAFF = re.compile("pair_|safeguarding_|program_|matching_")


@dataclass
class Reading:
    """Everything that one member finds about a record: pages, the copy to take along, emails."""

    record: Relationship
    client: Client
    reader: User
    ids: dict[str, Any] = field(default_factory=dict)

    def doors(self) -> Iterator[str]:
        for name, access in ROUTES.items():
            asked = set(ALL_ROUTES[name])
            is_theirs = asked <= set(self.ids) and not OF_STAFF.match(name)
            if is_theirs and asked and ("G" in access.methods or name in ANSWERED_BY_POST):
                yield name

    def open(self, name: str) -> str:
        url = reverse(name, kwargs={key: self.ids[key] for key in ALL_ROUTES[name]})
        with transaction.atomic():
            post = name in ANSWERED_BY_POST
            answer = self.client.post(url, {"words": "Bo"}) if post else self.client.get(url)
            transaction.set_rollback(True)
        return settled(f"{answer.status_code} {body_of(answer)}")

    def letters(self) -> list[str]:
        rows = Message.objects.filter(recipient=self.reader).order_by("created_at", "kind")
        return sorted(settled(f"{row.kind} {kinds.get(row.kind).compose(row)!r}") for row in rows)

    def all(self) -> dict[str, object]:
        pages: dict[str, object] = {name: self.open(name) for name in self.doors()}
        pages["list"] = settled(self.client.get(reverse("relationship_list")).text)
        return pages | {"letters": self.letters()}


@pytest.mark.parametrize("kind", MANY)
def test_members_read_the_same_of_a_removal_and_a_leaving(
    cast: Cast, sign_in: SignIn, kind: Format
) -> None:
    record = gatherings.started(cast, kind)
    plan = SessionPlan(starts_at=clock.now() + timedelta(days=6), minutes=60, mode="video")
    session = meetings.plan(relationship=record, by=who("ana"), plan=plan)
    ids = {"relationship": record.pk, "session": session.pk}
    reading = Reading(record, sign_in(who("cleo")), who("cleo"), ids)

    def leave() -> None:
        endings.end_no_fault(relationship=record, by=who("bo"))

    def remove() -> None:
        endings.take_out(relationship=record, user_id=who("bo").pk, by=cast.coordinator)

    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        after = [read_after(reading, change) for change in (leave, remove)]
    assert len(after[0]) > 10
    assert [name for name in after[0] if after[0][name] != after[1][name]] == []


def read_after(reading: Reading, change: Callable[[], None]) -> dict[str, object]:
    """What is read after ``change``, which is undone."""
    with transaction.atomic():
        change()
        found = reading.all()
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("kind", MANY)
def test_the_whole_record_lists_those_who_belong_to_it(
    cast: Cast, sign_in: SignIn, kind: Format
) -> None:
    record = gatherings.started(cast, kind)
    endings.take_out(relationship=record, user_id=who("bo").pk, by=cast.coordinator)
    page = sign_in(who("cleo")).get(reverse("record_whole", args=[record.pk])).text
    assert f"{who('ana')} (" in page
    assert f"{who('bo')} (" not in page
    assert "a member left" in page
