"""Somebody who would like to leave is let go; and where people are, as their coordinator reads."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from core import clock
from core.errors import DomainError
from matching.models.runs import IntroTalk, MentorRequest
from notifications import kinds
from notifications.models import Message
from profiles import actions, ineligibility
from profiles.eligibility import EligibilityFacts, Obstacle, Standing
from profiles.models import Enrollment
from programs.models import Format, Program, Side
from relationships.actions import endings
from tests import confirming, gatherings, stories
from tests.cast import Cast, SignIn, enroll, make_users

LEAVES = "would like to leave the program"


def ended(cast: Cast, format_key: Format, wish: str) -> Enrollment:
    """What the first who learns wished after an ending."""
    record = gatherings.started(cast, format_key)
    endings.end_administratively(relationship=record, by=cast.coordinator)
    member = next(one for one in record.memberships.select_related("user") if one.side.learns)
    endings.wish(relationship=record, by=member.user, wish=wish)
    return Enrollment.objects.select_related("user", "program").get(pk=member.enrollment_id)


def page(client: Client, route: str, *args: object) -> str:
    return client.get(reverse(route, args=args)).content.decode()


def let_go(row: Enrollment) -> str:
    return reverse("enrollment_let_go", args=[row.program_id, row.pk])


@pytest.mark.parametrize("format_key", [key for key in Format if key != Format.FLASH])
def test_who_would_like_to_leave_is_let_go(cast: Cast, sign_in: SignIn, format_key: Format) -> None:
    row = ended(cast, format_key, "leave")
    client = sign_in(cast.coordinator)
    for route in ("program_dashboard", "program_attention"):
        shown = page(client, route, row.program_id)
        assert f"{row.user} {LEAVES}" in shown
        assert let_go(row) in shown
    assert let_go(row) in page(client, "enrollment_review", row.program_id, row.pk)
    confirming.press(client, let_go(row))
    row.refresh_from_db()
    assert row.status == "withdrawn"
    assert AuditEvent.objects.filter(verb="enrollment.withdrawn", actor=cast.coordinator).exists()
    message = Message.objects.get(kind="profiles.let_go")
    letter = kinds.get(message.kind).compose(message)
    assert message.recipient == row.user
    assert letter is not None
    assert "Your coordinator has now closed your enrollment" in letter.paragraphs[0]
    assert let_go(row) not in page(client, "program_attention", row.program_id)


@pytest.mark.parametrize("wish", ["rematch", "wait"])
def test_nobody_else_is_let_go(cast: Cast, sign_in: SignIn, wish: str) -> None:
    row = ended(cast, Format.CLASSIC, wish)
    client = sign_in(cast.coordinator)
    assert let_go(row) not in page(client, "program_attention", row.program_id)
    assert let_go(row) not in page(client, "enrollment_review", row.program_id, row.pk)
    with pytest.raises(DomainError) as refusal:
        actions.let_go(enrollment=row, by=cast.coordinator)
    assert refusal.value.code == "not_leaving"


def test_a_former_partner_who_coordinates_does_not_learn_of_it(cast: Cast, sign_in: SignIn) -> None:
    row = ended(cast, Format.CLASSIC, "leave")
    partner = gatherings.who("ana")
    row.program.staff.create(user=partner)
    client = sign_in(partner)
    for route in ("program_dashboard", "program_attention"):
        assert let_go(row) not in page(client, route, row.program_id)
    assert let_go(row) not in page(client, "enrollment_review", row.program_id, row.pk)
    with pytest.raises(DomainError) as refusal:
        actions.let_go(enrollment=row, by=partner)
    assert refusal.value.code == "not_leaving"


# Where somebody is in the program ----------------------------------------------------------------


@pytest.mark.parametrize("role", [Side.MENTOR, Side.MENTEE, Side.PEER])
@pytest.mark.parametrize("obstacle", list(Obstacle))
def test_every_place_has_words(cast: Cast, obstacle: Obstacle, role: Side) -> None:
    found = Standing(obstacle, None, EligibilityFacts(role=role))
    assert ineligibility.place(found, 0, []).words


def paused(cast: Cast) -> None:

    day = clock.today() + timedelta(days=20)
    endings.pause(relationship=stories.started(cast), by=cast.mentee, resume_on=day)


def wished(wish: str) -> Callable[[Cast], None]:
    def make(cast: Cast) -> None:
        record = stories.started(cast)
        endings.end_no_fault(relationship=record, by=cast.mentor)
        endings.wish(relationship=record, by=cast.mentee, wish=wish)

    return make


def closed(cast: Cast) -> None:
    Program.objects.filter(pk=cast.program.pk).update(status="closed")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda cast: None, "Is waiting to be matched"),
        (stories.proposed, "A proposal is waiting for an answer"),
        (stories.started, "Is matched, and the mentoring is active"),
        (paused, "The mentoring is paused"),
        (wished("wait"), "Does not want a match now, perhaps later"),
        (wished("leave"), "Would like to leave the program"),
        (wished("rematch"), "Is waiting to be matched"),
        (closed, "Nobody is matched in this program at the moment"),
    ],
)
def test_a_coordinator_reads_where_somebody_is_and_never_what_they_are_not(
    cast: Cast, sign_in: SignIn, make: Callable[[Cast], object], words: str
) -> None:
    made = make(cast)
    row = cast.mentee_enrollment
    shown = page(sign_in(cast.coordinator), "enrollment_review", cast.program.pk, row.pk)
    assert words in shown
    assert "would like to take part as a mentee" not in shown
    is_waiting = words == "Is waiting to be matched"
    assert ("on the waiting list" in shown) == is_waiting
    if made is not None:
        assert reverse("pair_detail", args=[cast.program.pk, made.pk]) in shown


def test_the_question_names_only_those_whose_contact_is_open(cast: Cast, sign_in: SignIn) -> None:
    """A request or a talk that has come to an end concerns nobody any more."""
    row = ended(cast, Format.CLASSIC, "leave")
    users = make_users({"said-no": {}, "has-talked": {}, "is-asked": {}, "will-talk": {}})
    declined, over, asked, agreed = [enroll(user, row.program, Side.MENTOR) for user in users]
    moments = {"asked_at": clock.now(), "answer_until": clock.now() + timedelta(days=3)}
    MentorRequest.objects.create(
        mentee=row, mentor=declined, status="declined", closed_at=clock.now(), **moments
    )
    IntroTalk.objects.create(mentee=row, mentor=over, status="over", **moments)
    MentorRequest.objects.create(mentee=row, mentor=asked, **moments)
    IntroTalk.objects.create(mentee=row, mentor=agreed, status="agreed", **moments)
    question = sign_in(cast.coordinator).post(let_go(row)).text
    assert [str(user) in question for user in users] == [False, False, True, True]
