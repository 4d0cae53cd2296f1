"""A request to talk stays with the coordinators, whatever ended since, until it is done."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.errors import DomainError
from notifications.models import Message
from programs.models import Format
from relationships.actions import endings
from relationships.actions.steps import TransitionStep, take
from relationships.models import Membership, Relationship
from sessions.actions import check_ins
from sessions.models import CheckIn
from tests import gatherings, hanging, stories
from tests.cast import Cast, SignIn

DONE = "I have talked to them"


def list_of(client: Client, pair: Relationship) -> str:
    page = reverse("program_attention", args=[pair.program_id])
    return client.get(page).content.decode()


def page_of(client: Client, pair: Relationship) -> str:
    return client.get(reverse("pair_detail", args=[pair.program_id, pair.pk])).content.decode()


def everywhere(client: Client, pair: Relationship) -> list[str]:
    """The three pages on which a coordinator reads what needs them."""
    dashboard = reverse("program_dashboard", args=[pair.program_id])
    return [
        list_of(client, pair),
        page_of(client, pair),
        client.get(dashboard).content.decode(),
    ]


def asked_by(pair: Relationship, name: str) -> Membership:
    member = pair.memberships.select_related("user").get(user=gatherings.who(name))
    check_ins.ask_for_help(membership=member)
    return member


@pytest.mark.parametrize(
    "transition",
    [
        "end_no_fault",
        "end_administratively",
        "end_for_safeguarding",
        "complete",
        "complete_by_time",
    ],
)
def test_it_stays_after_every_ending(cast: Cast, sign_in: SignIn, transition: str) -> None:
    world = hanging.build(cast, Format.CLASSIC)
    member = asked_by(world.relationship, "bo")
    hanging.put(world, *hanging.sources(transition)[0])
    take(world.relationship, TransitionStep(transition, by=None))
    client = sign_in(cast.coordinator)
    for text in everywhere(client, world.relationship):
        assert f"{member.user.get_short_name()} would like to talk" in text
        assert DONE in text
    CheckIn.objects.update(answered_at=clock.now() - timedelta(days=30, hours=1))
    assert not any(DONE in text for text in everywhere(client, world.relationship))


def test_a_talk_called_off_keeps_it_too(cast: Cast, sign_in: SignIn) -> None:
    world = hanging.build(cast, Format.FLASH)
    asked_by(world.relationship, "bo")
    hanging.put(world, "active", "")
    take(world.relationship, TransitionStep("call_off", by=None))
    assert DONE in list_of(sign_in(cast.coordinator), world.relationship)


@pytest.mark.parametrize("format_key", [Format.GROUP, Format.CIRCLE])
def test_it_stays_when_the_one_who_asked_leaves_a_group(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    group = gatherings.started(cast, format_key)
    leaver = asked_by(group, "dan")
    endings.end_no_fault(relationship=group, by=leaver.user)
    client = sign_in(cast.coordinator)
    for text in everywhere(client, group):
        assert f"{leaver.user.get_short_name()} would like to talk" in text
    done = reverse("pair_talked", args=[group.program_id, group.pk])
    client.post(done, {"person": leaver.user_id})
    assert not any(DONE in text for text in everywhere(client, group))


@pytest.mark.parametrize("is_over", [False, True])
def test_a_coordinator_marks_it_as_done(cast: Cast, sign_in: SignIn, *, is_over: bool) -> None:
    pair = stories.started(cast)
    check_ins.ask_for_help(membership=stories.membership(pair, "mentee"))
    if is_over:
        endings.end_no_fault(relationship=pair, by=cast.mentor)
    client, done = (
        sign_in(cast.coordinator),
        reverse("pair_talked", args=[pair.program_id, pair.pk]),
    )
    client.post(done, {"person": cast.mentor.pk})
    assert DONE in page_of(client, pair)
    client.post(done, {"person": cast.mentee.pk})
    assert not any(DONE in text for text in everywhere(client, pair))
    with pytest.raises(DomainError):
        check_ins.mark_talked(relationship=pair, user_id=cast.mentee.pk, by=cast.coordinator)


def test_somebody_who_asks_again_the_same_day_is_listed_again(cast: Cast) -> None:
    pair = stories.started(cast)
    mentee = stories.membership(pair, "mentee")
    check_ins.ask_for_help(membership=mentee)
    check_ins.mark_talked(relationship=pair, user_id=cast.mentee.pk, by=cast.coordinator)
    check_ins.ask_for_help(membership=mentee)
    assert CheckIn.objects.requests_to_talk().count() == 1


def test_the_email_that_was_on_its_way_still_goes_out(cast: Cast) -> None:
    pair = stories.started(cast)
    check_ins.ask_for_help(membership=stories.membership(pair, "mentee"))
    endings.end_administratively(relationship=pair, by=cast.coordinator)
    message = Message.objects.get(kind="sessions.talk_wanted", status="due")
    assert gatherings.composed(message) is not None


def test_the_partner_sees_nothing_of_it(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.started(cast)
    check_ins.ask_for_help(membership=stories.membership(pair, "mentee"))
    endings.end_no_fault(relationship=pair, by=cast.mentor)
    record = sign_in(cast.mentor).get(reverse("relationship_detail", args=[pair.pk]))
    assert "would like to talk" not in record.content.decode()
