"""What a hold allows, who hears of it, and what its pages say: in every format."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.urls import resolve, reverse

from core import clock
from notifications.models import Message
from programs.models import Format
from relationships.actions import endings, safeguarding, talks
from relationships.models import Relationship
from reports.facts import load, organization_now
from sessions.actions import check_ins
from sessions.middleware import ON_HOLD_TOO, READ
from tests import gatherings, hanging
from tests.cast import Cast, SignIn
from tests.hanging import FORMATS, GroupWorld
from tests.product.test_ended_records import forms_in, pages_of

STILL_POSSIBLE = {
    "record_copy",
    "record_search",
    "ask_for_help",
    "ending",
    "story_withdraw",
    "talk_call_off",
}


def on_hold(
    cast: Cast, format_key: Format, status: str = "active", phase: str = "cultivation"
) -> GroupWorld:
    world = hanging.build(cast, format_key)
    hanging.put(world, status, "" if format_key == Format.FLASH else phase)
    world.relationship = safeguarding.hold(relationship=world.relationship, by=cast.safeguarding)
    return world


def links_in(html: str) -> Iterator[str]:
    """The routes of one record or one session to which a page leads."""
    for address in re.findall(r'href="(/(?:mentoring|sessions)/[^"?#]*)', html):
        found = resolve(address)
        if found.kwargs:
            yield str(found.url_name)


def written(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=kind).select_related("recipient"))


PLACES = [
    *((format_key, "active", "cultivation") for format_key in FORMATS),
    *((Format.CLASSIC, "active", phase) for phase in ("initiation", "separation", "redefinition")),
    (Format.CLASSIC, "paused", "cultivation"),
]


@pytest.mark.parametrize(("format_key", "status", "phase"), PLACES)
def test_no_page_offers_what_a_hold_refuses(
    cast: Cast, sign_in: SignIn, format_key: Format, status: str, phase: str
) -> None:
    world = on_hold(cast, format_key, status, phase)
    if world.relationship.is_talk:
        world.relationship.goals.all().delete()
    for member in world.members:
        for page, html in pages_of(sign_in(member.user), world).items():
            assert set(forms_in(html, page)) <= STILL_POSSIBLE, page
            assert set(links_in(html)) <= READ | ON_HOLD_TOO | {"relationship_detail"}, page


def test_the_pages_of_forms_lead_back_and_say_why(cast: Cast, sign_in: SignIn) -> None:
    record = on_hold(cast, Format.CLASSIC).relationship
    client = sign_in(gatherings.who("ana"))
    for route in ("pause", "session_plan", "goal_new", "we_met", "agreement_edit", "story_write"):
        answer = client.get(reverse(route, args=[record.pk]), follow=True)
        assert answer.redirect_chain[-1][0] == reverse("relationship_detail", args=[record.pk])
        assert "ask for a talk and end it" in answer.content.decode()


def test_what_the_pages_allow_is_possible(cast: Cast) -> None:
    world = on_hold(cast, Format.CLASSIC)
    check_ins.ask_for_help(membership=world.leaver)
    assert endings.end_no_fault(relationship=world.relationship, by=world.leaver.user)


@pytest.mark.parametrize("format_key", FORMATS)
def test_everybody_hears_that_it_is_released_each_time(cast: Cast, format_key: Format) -> None:
    world = on_hold(cast, format_key)
    for times in (1, 2):
        safeguarding.release(relationship=world.relationship, by=cast.safeguarding)
        told = written("relationships.released")
        assert len(told) == times * len(world.members)
        for message in told:
            letter = gatherings.composed(message)
            assert letter is not None
            assert "no longer on hold" in letter.paragraphs[0]
        safeguarding.hold(relationship=world.relationship, by=cast.safeguarding)


def test_both_lists_say_on_hold_and_not_the_phase(cast: Cast, sign_in: SignIn) -> None:
    pair = on_hold(cast, Format.CLASSIC).relationship
    own = sign_in(gatherings.who("ana")).get(reverse("relationship_list")).content.decode()
    staff = sign_in(cast.coordinator)
    pairs = staff.get(reverse("program_pairs", args=[pair.program_id])).content.decode()
    for text in (own, pairs):
        rows = text[text.index("<main") :]
        assert "On hold" in rows
        assert 'class="tag cultivation"' not in rows
    export = staff.post(reverse("program_pairs_export", args=[pair.program_id]))
    assert "On hold" in export.content.decode()


def test_a_hold_is_no_reason_to_remind_anybody(cast: Cast) -> None:
    pair = on_hold(cast, Format.CLASSIC).relationship
    long_ago = clock.now() - timedelta(days=90)
    Relationship.objects.filter(pk=pair.pk).update(last_session_at=long_ago, sessions_held=1)
    rows = Relationship.objects.filter(pk=pair.pk)
    (shown,) = load(rows, pair.program, viewer=cast.coordinator, now=organization_now())
    assert shown.concerns == []


def test_the_page_of_the_pair_offers_no_answer_to_a_pause(cast: Cast, sign_in: SignIn) -> None:
    world = on_hold(cast, Format.CLASSIC)
    assert world.relationship.pause_requests.waiting().exists()
    where = [world.relationship.program_id, world.relationship.pk]
    html = sign_in(cast.coordinator).get(reverse("pair_detail", args=where)).content.decode()
    assert reverse("pair_pause_answer", args=where) not in html


# An ending during a hold -------------------------------------------------------------------------


def by_member(cast: Cast, world: GroupWorld) -> None:
    first = world.members[0].user
    if world.relationship.is_talk:
        Relationship.objects.filter(pk=world.relationship.pk).update(sessions_held=0)
        talks.call_off(relationship=world.relationship, by=first)
    else:
        endings.end_no_fault(relationship=world.relationship, by=first)


def by_coordinator(cast: Cast, world: GroupWorld) -> None:
    endings.end_administratively(relationship=world.relationship, by=cast.coordinator)


@pytest.mark.parametrize("end", [by_member, by_coordinator])
@pytest.mark.parametrize("format_key", [one for one in FORMATS if one != Format.CIRCLE])
def test_the_contact_hears_of_an_ending_and_keeps_it_on_the_list(
    cast: Cast,
    sign_in: SignIn,
    format_key: Format,
    end: Callable[[Cast, GroupWorld], None],
) -> None:
    world = on_hold(cast, format_key)
    end(cast, world)
    (message,) = written("relationships.ended_on_hold")
    assert message.recipient == cast.safeguarding
    letter = gatherings.composed(message)
    assert letter is not None
    assert letter.subject.startswith("Ended while on hold: ")
    client = sign_in(cast.safeguarding)
    room = client.get(reverse("safeguarding_room")).content.decode()
    over = room[room.index("Ended while on hold") :]
    assert all(str(member.user) in over for member in world.members)
    Relationship.objects.filter(pk=world.relationship.pk).update(
        started_at=clock.now() - timedelta(days=300),
        concluded_at=clock.now() - timedelta(days=91),
    )
    assert "Ended while on hold" not in client.get(reverse("safeguarding_room")).content.decode()


def test_the_contact_hears_that_somebody_left_a_group_on_hold(cast: Cast) -> None:
    world = on_hold(cast, Format.GROUP)
    endings.end_no_fault(relationship=world.relationship, by=world.leaver.user)
    (message,) = written("relationships.ended_on_hold")
    letter = gatherings.composed(message)
    assert letter is not None
    assert letter.subject.startswith("Left while on hold: ")
    assert gatherings.again(world.relationship).is_on_hold


def test_the_contact_who_ends_it_hears_nothing(cast: Cast) -> None:
    world = on_hold(cast, Format.CLASSIC)
    safeguarding.end(relationship=world.relationship, by=cast.safeguarding)
    assert written("relationships.ended_on_hold") == []


def test_after_the_release_an_ending_is_none_of_the_contact(cast: Cast) -> None:
    world = on_hold(cast, Format.CLASSIC)
    released = safeguarding.release(relationship=world.relationship, by=cast.safeguarding)
    ended = endings.end_no_fault(relationship=released, by=world.leaver.user)
    assert written("relationships.ended_on_hold") == []
    assert ended.ended_held_since is None
