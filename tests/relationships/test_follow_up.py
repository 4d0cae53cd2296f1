"""Some months after the end each is asked once how it went on, and the two read it."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from core import clock
from core.errors import DomainError
from notifications import kinds
from notifications.models import Message
from relationships.actions import endings, follow_up, phases
from relationships.actions.follow_up import Later
from relationships.models import FollowUp, Relationship
from sessions.actions import touchpoints
from tests import stories
from tests.cast import Cast, SignIn
from tests.workspace.test_record_pages import NASTY, url

TYPED = {"lasting": "more", "contact": "sometimes", "words": "I lead the team now"}
MONTHS = timedelta(days=180)


@pytest.fixture
def pair(cast: Cast) -> Relationship:
    return stories.completed(stories.in_redefinition(cast))


def letters() -> list[Message]:
    return list(Message.objects.filter(kind="relationships.follow_up").order_by("created_at"))


def test_the_letter_of_the_day_leads_to_the_page(cast: Cast, pair: Relationship) -> None:
    context = {"relationship": str(pair.pk)}
    letter = kinds.get("sessions.follow_up").compose(
        Message(kind="sessions.follow_up", recipient=cast.mentee, context=context)
    )
    assert letter is not None
    assert letter.button is not None
    assert letter.button.url.endswith(url("follow_up", pair))


def test_who_lets_the_time_run_out_is_asked_too(cast: Cast) -> None:
    pair = phases.complete_by_time(relationship=stories.in_redefinition(cast))
    assert pair.follow_up_on == clock.today() + MONTHS


def test_one_that_cannot_be_written_to_keeps_nobody_else_waiting(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    phases.complete_by_time(relationship=stories.in_redefinition(cast))

    def broken(*_row: object) -> int:
        raise ValueError("broken")

    monkeypatch.setattr(touchpoints, "_write", broken)
    with time_machine.travel(clock.now() + MONTHS):
        assert touchpoints.plan_due(now=clock.now()) == 0
    monkeypatch.undo()
    with time_machine.travel(clock.now() + MONTHS):
        assert touchpoints.plan_due(now=clock.now()) == 2


def test_nobody_answers_after_another_ending(cast: Cast) -> None:
    pair = stories.in_separation(cast)
    endings.end_no_fault(relationship=pair, by=cast.mentor)
    with pytest.raises(DomainError):
        follow_up.answer(relationship=pair, by=cast.mentor, later=Later("much", "no"))


def test_it_is_answered_on_the_day_changed_later_and_read_by_both(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    page = url("follow_up", pair)
    assert "Not yet" in sign_in(cast.mentee).get(page).text
    sign_in(cast.mentee).post(page, TYPED)
    assert not FollowUp.objects.exists()
    with time_machine.travel(datetime.now().astimezone() + MONTHS, tick=False):
        client = sign_in(cast.mentee)
        client.post(page, TYPED)
        client.post(page, {**TYPED, "words": "I lead two teams now"})
        for person in (cast.mentor, cast.mentee):
            assert "I lead two teams now" in sign_in(person).get(page).text
        assert sign_in(cast.coordinator).get(page).status_code == 403


def test_the_database_refuses_answers_that_are_none(cast: Cast, pair: Relationship) -> None:
    member = stories.membership(pair, "mentee")
    FollowUp.objects.create(member=member, lasting="much", contact="no", answered_at=clock.now())
    for name in ("lasting", "contact"):
        with pytest.raises(IntegrityError), transaction.atomic():
            FollowUp.objects.update(**{name: "?"})


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)
def test_no_input_breaks_the_form(
    cast: Cast, pair: Relationship, sign_in: SignIn, words: str
) -> None:
    with time_machine.travel(datetime.now().astimezone() + MONTHS, tick=False):
        client = sign_in(cast.mentee)
        for field in TYPED:
            answer = client.post(url("follow_up", pair), {**TYPED, field: words})
            assert answer.status_code in {200, 302}


@pytest.mark.parametrize("by_time", [True, False])
def test_a_completed_record_leads_to_what_was_written_and_to_looking_back(
    cast: Cast, sign_in: SignIn, by_time: bool
) -> None:
    pair = stories.in_redefinition(cast)
    if by_time:
        phases.complete_by_time(relationship=pair)
    else:
        stories.completed(pair)
    shown = sign_in(cast.mentor).get(url("relationship_detail", pair)).text
    for route in ("closing", "story", "follow_up"):
        assert url(route, pair) in shown
