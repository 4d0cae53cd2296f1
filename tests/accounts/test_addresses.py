"""An address that HR changes: who is told, and where links that choose a password go."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions, addresses, letters
from accounts.imports import actions as imports
from accounts.models import AddressHold, AuditEvent, User
from core.errors import DomainError
from notifications import delivery
from notifications.models import Lane, Message
from tests.cast import PASSWORD, Cast, SignIn

FORMER, ENTERED, SECOND = "mentee@example.org", "hr-reads@example.org", "again@example.org"


@pytest.fixture
def person(cast: Cast) -> User:
    """Somebody who has signed in before."""
    cast.mentee.email, cast.mentee.last_login = FORMER, timezone.now()
    cast.mentee.save()
    return cast.mentee


def enter(person: User, email: str, by: User) -> None:
    """HR changes the address, and nothing else."""
    person = User.objects.get(pk=person.pk)
    names = ("full_name", "short_name", "manager", "job_title", "grade", "function", "location")
    facts: Any = {name: getattr(person, name) for name in (*names, "time_zone", "language")}
    unit = person.unit.name if person.unit else ""
    actions.change_person(person=person, facts={**facts, "unit": unit, "email": email}, by=by)


def asked(address: str) -> list[str]:
    """Where the link goes when somebody who forgot their password types ``address``."""
    before = len(mail.outbox)
    Client().post(reverse("account_reset_password"), {"email": address})
    for message in Message.objects.filter(kind=letters.SIGN_IN, status="due"):
        delivery.deliver(message.pk)
    return [to for sent in mail.outbox[before:] for to in sent.to]


def told() -> list[Message]:
    return list(Message.objects.filter(kind=letters.ADDRESS).order_by("created_at"))


def test_the_person_is_told_at_the_address_they_had_and_signed_out(
    cast: Cast, person: User, sign_in: SignIn
) -> None:
    client = sign_in(person)
    enter(person, ENTERED, cast.hr)
    assert client.get(reverse("account_settings")).status_code == 302
    (message,) = told()
    assert message.lane == Lane.URGENT
    assert delivery.deliver(message.pk) == "sent"
    sent = mail.outbox[-1]
    assert sent.to == [FORMER]
    assert ENTERED in sent.body
    assert str(cast.hr) in sent.body
    assert "do not confirm it" in sent.body


def test_somebody_who_has_never_signed_in_has_nothing_to_lose(cast: Cast, person: User) -> None:
    User.objects.filter(pk=person.pk).update(last_login=None)
    enter(person, ENTERED, cast.hr)
    assert not told()
    assert not AddressHold.objects.exists()


@pytest.mark.parametrize("typed", [FORMER, ENTERED, ENTERED.upper()])
@pytest.mark.parametrize(
    ("days", "confirmed", "expected"),
    [
        (0, False, FORMER),
        (13, False, FORMER),
        (0, True, ENTERED),
        (15, False, ENTERED),
    ],
)
def test_links_go_to_the_former_address_until_it_is_confirmed_or_14_days_have_passed(
    cast: Cast, person: User, typed: str, days: int, confirmed: bool, expected: str
) -> None:
    enter(person, ENTERED, cast.hr)
    if confirmed:
        addresses.confirm(held=AddressHold.objects.get(), by_link=False)
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        lost = typed == FORMER and expected == ENTERED
        assert [to.lower() for to in asked(typed)] == ([] if lost else [expected])


def test_no_order_of_changes_moves_links_away_from_the_owner(cast: Cast, person: User) -> None:
    enter(person, ENTERED, cast.hr)
    enter(person, SECOND, cast.hr)
    assert asked(SECOND) == [FORMER]
    assert [message.context["former"] for message in told()] == [FORMER, FORMER]
    enter(person, FORMER, cast.hr)
    assert not AddressHold.objects.exists()
    assert asked(FORMER) == [FORMER]


def test_an_address_changed_while_somebody_was_deactivated_is_told_when_they_are_back(
    cast: Cast, person: User
) -> None:
    actions.deactivate(person=person, by=cast.hr)
    enter(person, ENTERED, cast.hr)
    for message in told():
        delivery.deliver(message.pk)
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        actions.reactivate(person=person, by=cast.hr)
        assert delivery.deliver(told()[-1].pk) == "sent"
        assert mail.outbox[-1].to == [FORMER]
        assert asked(ENTERED) == [FORMER]


def test_an_address_that_is_held_is_given_to_nobody_else(cast: Cast, person: User) -> None:
    enter(person, ENTERED, cast.hr)
    with pytest.raises(DomainError, match="already has this email address"):
        enter(cast.mentor, FORMER, cast.hr)


def test_the_link_in_the_email_confirms_with_one_press(
    cast: Cast, person: User, client: Client
) -> None:
    enter(person, ENTERED, cast.hr)
    delivery.deliver(told()[0].pk)
    found = re.search(r"https?://[^/]+(/accounts/address/\S+)", mail.outbox[-1].body)
    assert found
    assert client.get(found[1]).status_code == 200
    assert addresses.current(person)
    client.post(found[1])
    assert not addresses.current(person)
    assert client.get(found[1]).status_code == 410
    event = AuditEvent.objects.get(verb="address.confirmed")
    assert (event.actor, event.details) == (person, {"way": "link"})


def test_the_person_confirms_in_their_settings(cast: Cast, person: User, client: Client) -> None:
    enter(person, ENTERED, cast.hr)
    client.post(reverse("account_login"), {"login": ENTERED, "password": PASSWORD})
    page = client.get(reverse("account_settings")).text
    assert FORMER in page
    assert "Confirm the new address" in page
    client.post(reverse("account_address"))
    assert not addresses.current(person)
    assert "Confirm the new address" not in client.get(reverse("account_settings")).text


def test_a_new_password_is_told_to_both_addresses(cast: Cast, person: User, client: Client) -> None:
    enter(person, ENTERED, cast.hr)
    client.post(reverse("account_login"), {"login": ENTERED, "password": PASSWORD})
    new = "corn flower blue 22"
    values = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post(reverse("account_change_password"), values)
    for message in Message.objects.filter(kind=letters.SIGN_IN):
        delivery.deliver(message.pk)
    assert {to for sent in mail.outbox for to in sent.to} == {FORMER, ENTERED}


def test_the_trail_says_who_changed_it_and_when(cast: Cast, person: User) -> None:
    enter(person, ENTERED, cast.hr)
    event = AuditEvent.objects.get(verb="person.changed")
    assert (event.actor, event.details) == (cast.hr, {"fields": ["email"]})


def test_no_import_changes_an_address(cast: Cast, person: User) -> None:
    """Files and the nightly folder know people by their address; another one is another person."""
    content = f"Name,Email\n{person.full_name},{ENTERED}\n".encode()
    upload = imports.receive(content=content, file_name="people.csv", by=cast.hr)
    imports.apply(upload=upload, by=cast.hr)
    assert User.objects.get(pk=person.pk).email == FORMER
    assert User.objects.get(email=ENTERED).pk != person.pk
