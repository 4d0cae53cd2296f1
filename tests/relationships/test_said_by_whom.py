"""What a coordinator does is said to be theirs; what nobody may know names nobody."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock, dates
from notifications.models import Message
from programs.models import Format
from relationships.actions import endings, phases, safeguarding
from relationships.models import Relationship
from sessions.actions import meetings
from sessions.actions.meetings import SessionPlan
from tests import confirming, gatherings
from tests.cast import Cast, SignIn
from tests.foreign_words import seen
from tests.gatherings import again, composed, who

MANY = [Format.GROUP, Format.CIRCLE]
PHASED = [key for key in Format if key != Format.FLASH]


def address(route: str, record: Relationship) -> str:
    return reverse(route, args=[record.program_id, record.pk])


def letters(kind: str) -> list[str]:
    found = [composed(message) for message in Message.objects.filter(kind=kind)]
    return [" ".join([one.subject, *one.paragraphs]) for one in found if one]


@pytest.mark.parametrize("format_key", MANY)
@pytest.mark.parametrize(("number", "warns"), [(4, True), (5, False)])
def test_removing_somebody_says_first_what_it_does(
    cast: Cast, sign_in: SignIn, format_key: Format, number: int, warns: bool
) -> None:
    record = gatherings.started(cast, format_key, number)
    at = clock.now() + timedelta(days=6)
    plan = SessionPlan(starts_at=at, minutes=60, mode="video")
    meetings.plan(relationship=record, by=who("ana"), plan=plan)
    asked = sign_in(cast.coordinator).post(
        address("pair_take_out", record), {"person": who("bo").pk}
    )
    lines = " ".join(confirming.lines_of(asked))
    assert "goes ahead without Bo and leaves their calendar" in lines
    assert "Their place is free again." in lines
    assert "They return to the waiting list" in lines
    assert ("fewer than the 4 with whom it can begin" in lines) == warns


@pytest.mark.parametrize("format_key", MANY)
def test_removing_somebody_is_an_act_of_the_coordinator(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    record, client = gatherings.started(cast, format_key), sign_in(cast.coordinator)
    url, person = address("pair_take_out", record), {"person": who("bo").pk}
    confirming.press(client, url, person)
    (letter,) = letters("relationships.removed")
    assert f"Your coordinator has removed you from the {format_key.value} " in letter
    assert not letters("relationships.left")
    entry = record.history.latest("created_at")
    assert (entry.transition, entry.by) == ("remove", cast.coordinator)
    page = client.get(address("pair_detail", record)).content.decode()
    assert f"removed by {cast.coordinator}" in page
    assert "Open the waiting list" in page
    endings.end_no_fault(relationship=again(record), by=who("cleo"))
    entry = record.history.latest("created_at")
    assert (entry.transition, entry.by) == ("leave", None)
    assert len(letters("relationships.left")) == 1


def by_coordinator(record: Relationship, cast: Cast) -> None:
    endings.end_administratively(relationship=record, by=cast.coordinator)


def by_safeguarding(record: Relationship, cast: Cast) -> None:
    safeguarding.end(relationship=record, by=cast.safeguarding)


def without_fault(record: Relationship, cast: Cast) -> None:
    endings.end_no_fault(relationship=record, by=who("ana"))


@pytest.mark.parametrize("end", [by_coordinator, by_safeguarding, without_fault])
@pytest.mark.parametrize("format_key", PHASED)
def test_the_end_names_nobody_and_shows_the_next_step(
    cast: Cast,
    sign_in: SignIn,
    format_key: Format,
    end: Callable[[Relationship, Cast], None],
) -> None:
    record, client = gatherings.started(cast, format_key), sign_in(cast.coordinator)
    before = client.get(address("pair_end", record)).content.decode()
    assert "Your name" not in before
    assert "names nobody" in before
    end(record, cast)
    page = client.get(address("pair_detail", record)).content.decode()
    history = page[page.index('id="history"') :].split("</section>")[0]
    for person in (cast.coordinator, cast.safeguarding, who("ana")):
        assert str(person) not in history
    assert reverse("program_waiting", args=[record.program_id]) in page


@pytest.mark.parametrize("format_key", PHASED)
def test_the_end_for_everybody_lists_places_and_the_waiting_list(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    record = gatherings.started(cast, format_key)
    asked = sign_in(cast.coordinator).post(address("pair_end", record))
    lines = " ".join(confirming.lines_of(asked))
    assert "Their places are free again." in lines
    assert "return to the waiting list" in lines


@pytest.mark.parametrize("end", [by_safeguarding, without_fault])
@pytest.mark.parametrize("format_key", PHASED)
def test_coordinators_read_that_people_are_asked_before_they_have_answered(
    cast: Cast, format_key: Format, end: Callable[[Relationship, Cast], None]
) -> None:
    end(gatherings.started(cast, format_key), cast)
    for letter in letters("relationships.lost"):
        assert "each is being asked what they would like next" in letter
        assert "Can be matched again" not in letter


def test_closing_as_completed_is_said_to_be_the_coordinators(cast: Cast) -> None:
    record = gatherings.started(cast, Format.CLASSIC)
    Relationship.objects.filter(pk=record.pk).update(phase="separation")
    record.phase_proposals.create(
        transition="begin_redefinition",
        proposed_by=record.memberships.get(user=who("ana")),
        proposed_at=clock.now() - timedelta(days=17, hours=3),
    )
    phases.complete_in_silence(relationship=again(record), by=cast.coordinator)
    told = letters("relationships.closed_by_coordinator")
    assert len(told) == 2
    assert all("Your coordinator has closed it as completed" in one for one in told)
    assert all("waited for an answer for 17 days" in one for one in told)
    assert not letters("relationships.completed")


def planned(record: Relationship) -> None:
    at = clock.now() + timedelta(days=6)
    plan = SessionPlan(starts_at=at, minutes=60, mode="video")
    meetings.plan(relationship=record, by=who("ana"), plan=plan)


@pytest.mark.parametrize("format_key", MANY)
def test_whoever_leaves_reads_that_the_others_continue(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    record = gatherings.started(cast, format_key)
    planned(record)
    said = confirming.press(sign_in(who("bo")), reverse("ending", args=[record.pk]), follow=True)
    assert "You have left. The others are told that a member has left" in said.text
    assert "It has ended" not in said.text
    (letter,) = letters("sessions.fell_away")
    assert letter.startswith("No longer in your calendar")
    assert "Called off" not in letter


@pytest.mark.parametrize("format_key", MANY)
def test_who_was_removed_reads_nothing_of_leaving_by_choice(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    record = gatherings.started(cast, format_key)
    planned(record)
    endings.take_out(relationship=record, user_id=who("bo").pk, by=cast.coordinator)
    client = sign_in(who("bo"))
    pages = [reverse("relationship_detail", args=[record.pk]), reverse("relationship_list")]
    texts = [client.get(page).text for page in pages]
    told = Message.objects.filter(recipient=who("bo"))
    texts += [repr(composed(message)) for message in told]
    for text in texts:
        assert "You have left" not in text
        assert "Nobody asks why" not in text
    assert "You no longer belong to “First-time leads”" in texts[0]


@pytest.mark.parametrize("format_key", MANY)
def test_safeguarding_finds_somebody_who_has_left_and_says_so(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    record, client = gatherings.started(cast, format_key), sign_in(cast.safeguarding)
    endings.end_no_fault(relationship=record, by=who("bo"))
    room = reverse("safeguarding_room")
    found = seen(client.post(room, {"q": "bo@example.org"}).text)
    assert "First-time leads" in found
    assert "Cleo · Dan · Eva" in found
    assert "Bo ·" not in found
    assert f"Bo left on {dates.day(clock.now())}." in found
    assert not re.search(r"\b(pairs?|the two|both)\b", found)
    client.post(reverse("safeguarding_hold", args=[record.pk]))
    held = seen(client.get(room).text)
    assert "Bo left on" in held
    assert not re.search(r"\b(pairs?|the two|both)\b", held)
