"""An address that HR has just entered gets no email that acts for somebody or tells of a pair.

Every kind of email is composed and sent to people whose new address is not confirmed. What stands
in the finished mail decides where it had to go, not what its author has declared.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.test import override_settings
from django.urls import Resolver404, resolve

from accounts import addresses, letters
from accounts.models import AddressHold, User
from core import clock
from notifications import addressing, kinds, wording
from notifications import mail as mailing
from notifications.kinds import Letter, Link
from notifications.models import Message
from tests.cast import Cast
from tests.product.test_permissions import World
from tests.product.test_privacy_of_the_pair import letters_of_every_kind, unsettle

BASE = "https://mentoring.example.org/below"
PEOPLE = ("mentee", "mentor", "line_manager", "coordinator", "outsider")
NAMES_ITS_ADDRESS = {letters.ADDRESS, letters.SIGN_IN}
"""Kinds whose address is part of the message; ``tests/accounts/test_addresses.py`` has them."""

GOES_TO_THE_NEW_ADDRESS = {
    "accounts.address_entered",
    "accounts.folder",
    "accounts.role",
    "profiles.approved",
    "profiles.choice_opens",
    "profiles.declined",
    "profiles.let_go",
    "profiles.submitted",
    "programs.closed",
    "programs.named",
    "programs.named_oneself",
    "programs.named_somebody",
}
"""No link in them acts for anybody, and they tell of no pair."""

NEVER_HELD = {letters.INVITATION}
"""Not sent to anybody who has signed in, and so never to anybody with an address that is held."""


WITH_A_TOKEN = {
    "profiles.invited",
    "profiles.invited_reminder",
    "profiles.joining_opens",
    "profiles.manager_asked",
    "profiles.manager_reminder",
}
"""Kinds of other sorts that can be answered without signing in."""


def former(person: User) -> str:
    return f"former-{person.pk}@example.org"


@pytest.fixture
def world(cast: Cast) -> World:
    world = World(cast)
    unsettle(world.relationship)
    AddressHold.objects.all().delete()
    for person in User.objects.all():
        addresses.hold(person, former(person))
    for person, name in ((cast.mentor, "Zora Quist"), (cast.mentee, "Ulf Brandt")):
        person.full_name = name
        person.save()
    return world


def every_letter(world: World) -> Iterator[Message]:
    """What the world has posted, and one message of every kind with every id that it may need."""
    yield from Message.objects.select_related("recipient")
    yield from letters_of_every_kind(world)
    pair = next(iter(letters_of_every_kind(world))).context
    context = pair | {
        "request": str(world.values["asked"]),
        "talk": str(world.values["talk"]),
        "invitation": str(world.invitation.pk),
        "answer": str(world.asked_manager.pk),
    }
    for name in kinds._kinds:
        if not name.startswith("tests."):
            for role in PEOPLE:
                person = world.cast.users()[role]
                yield Message(kind=name, recipient=person, context=context, due_at=clock.now())


def composed(message: Message) -> Letter | None:
    """None for a kind that is not wanted now, or needs to know more than there is."""
    with suppress(KeyError, ValueError, ObjectDoesNotExist, ValidationError):
        return kinds.get(message.kind).compose(message)
    return None


def sent(world: World) -> Iterator[tuple[str, User, Any]]:
    for message in every_letter(world):
        letter = composed(message)
        if letter is not None:
            mail.outbox.clear()
            mailing.send(message, letter)
            yield message.kind, message.recipient, mail.outbox[0]


def opens_without_signing_in(words: str) -> bool:
    """Whether a link of the mail, wherever it stands, carries a token."""
    for path in re.findall(rf"{re.escape(BASE)}(/[^\s\"'<>]*)", words):
        try:
            found = resolve(path.partition("?")[0])
        except Resolver404:
            continue
        if addressing.TOKENS & set(found.kwargs):
            return True
    return False


@override_settings(MENTORING_BASE_URL=BASE)
def test_what_acts_for_somebody_or_tells_of_a_pair_goes_to_the_address_that_is_held(
    world: World,
) -> None:
    astray, seen = set(), set()
    names = {world.cast.mentee: "Zora Quist", world.cast.mentor: "Ulf Brandt"}
    for kind, person, one in sent(world):
        words = one.body + "".join(part.content for part in one.alternatives)
        is_personal = opens_without_signing_in(words) or names.get(person, "\0") in words
        seen.add((kind, is_personal))
        if kind not in NAMES_ITS_ADDRESS and is_personal and one.to != [former(person)]:
            astray.add((kind, *one.to))
    assert astray == set()
    personal = {kind for kind, is_personal in seen if is_personal}
    assert {"sessions.check_in", "profiles.manager_asked", "profiles.invited"} <= personal
    assert personal & GOES_TO_THE_NEW_ADDRESS == set()


@pytest.mark.parametrize("kind", sorted(name for name in kinds._kinds if name[:6] != "tests."))
def test_every_kind_is_held_or_is_said_to_be_harmless(kind: str) -> None:
    """A kind that is written later is one of the two, before anybody has composed it."""
    is_mentoring = wording.sort_of(kind) == wording.MENTORING
    assert is_mentoring == addressing.is_personal(kind, Letter("", ()))
    others = GOES_TO_THE_NEW_ADDRESS | NAMES_ITS_ADDRESS | NEVER_HELD | WITH_A_TOKEN
    assert is_mentoring != (kind in others)


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        (Letter("", (), button=Link("", f"{BASE}/")), False),
        (Letter("", (), button=Link("", "https://elsewhere.example.org/answer/abc/")), False),
        (Letter("", (), button=Link("", f"{BASE}/answer/abc/")), True),
        (Letter("", (), answers=(Link("", f"{BASE}/managers/abc/"),)), True),
    ],
)
@override_settings(MENTORING_BASE_URL=BASE)
def test_a_link_acts_when_it_carries_a_token(letter: Letter, expected: bool) -> None:
    assert addressing.acts(letter) == expected


def test_a_confirmed_address_gets_everything(world: World) -> None:
    addresses.confirm(held=AddressHold.objects.get(user=world.cast.mentee), by_link=False)
    found = {to for _kind, person, one in sent(world) for to in one.to if person.email in to}
    assert world.cast.mentee.email in found
    assert former(world.cast.mentee) not in found
