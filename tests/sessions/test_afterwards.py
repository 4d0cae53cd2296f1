"""After a session: was it useful, and if it did not happen, what came in between."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.errors import DomainError
from notifications import kinds
from notifications.models import Message
from relationships.models import Relationship
from sessions.actions import check_ins, meetings
from sessions.models import CheckIn, MentoringSession
from tests import stories
from tests.cast import Cast, SignIn


def four_held(cast: Cast) -> tuple[Relationship, list[MentoringSession]]:
    """Four sessions of a pair, oldest first."""
    relationship = stories.started(cast)
    return relationship, [stories.held(cast, relationship, days_ago=n) for n in (40, 30, 20, 10)]


def useful(session: MentoringSession) -> str:
    return reverse("session_useful", args=[session.pk])


def page_of(session: MentoringSession) -> str:
    return reverse("session_detail", args=[session.pk])


# Was it useful? ------------------------------------------------------------------------------


def test_the_question_stands_on_the_page_from_the_fourth_session_on(
    cast: Cast, sign_in: SignIn
) -> None:
    _relationship, sessions = four_held(cast)
    client = sign_in(cast.mentee)
    asked = ["Was it useful?" in client.get(page_of(session)).text for session in sessions]
    assert asked == [False, False, False, True]


def test_one_tap_answers_and_another_changes_the_answer(cast: Cast, sign_in: SignIn) -> None:
    _relationship, sessions = four_held(cast)
    client = sign_in(cast.mentee)
    for answer in ("yes", "partly"):
        client.post(useful(sessions[3]), {"answer": answer})
        assert CheckIn.objects.get(kind="useful").answer == answer
    page = client.get(page_of(sessions[3])).text
    assert page.count('aria-pressed="true"') == 1


def test_nobody_but_its_author_sees_the_answer(cast: Cast, sign_in: SignIn) -> None:
    relationship, sessions = four_held(cast)
    sign_in(cast.mentee).post(useful(sessions[3]), {"answer": "no"})
    assert 'aria-pressed="true"' not in sign_in(cast.mentor).get(page_of(sessions[3])).text
    mentor = stories.membership(relationship, "mentor")
    assert check_ins.use_of(sessions[3], mentor).answer == ""
    page = reverse("pair_detail", args=[cast.program.pk, relationship.pk])
    before = sign_in(cast.coordinator).get(page)
    CheckIn.objects.filter(kind="useful").delete()
    after = sign_in(cast.coordinator).get(page)
    assert before.status_code == 200
    assert without_token(before.text) == without_token(after.text)


def without_token(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


def test_no_letter_is_written_about_the_answer(cast: Cast, sign_in: SignIn) -> None:
    _relationship, sessions = four_held(cast)
    before = Message.objects.count()
    sign_in(cast.mentee).post(useful(sessions[3]), {"answer": "yes"})
    assert Message.objects.count() == before


@pytest.mark.parametrize("answer", ["", "nonsense", "a\x00", "x" * 5000])
def test_an_unknown_answer_is_refused_in_words(cast: Cast, sign_in: SignIn, answer: str) -> None:
    _relationship, sessions = four_held(cast)
    reply = sign_in(cast.mentee).post(useful(sessions[3]), {"answer": answer}, follow=True)
    assert "Choose one of the answers" in reply.text
    assert not CheckIn.objects.filter(kind="useful").exists()


def test_an_early_or_planned_session_is_not_asked_about(cast: Cast) -> None:
    relationship, sessions = four_held(cast)
    mentee = stories.membership(relationship, "mentee")
    for session in (sessions[2], stories.planned(cast, relationship)):
        with pytest.raises(DomainError):
            check_ins.say_useful(membership=mentee, session=session, answer="yes")


# It did not happen ---------------------------------------------------------------------------


def not_held(session: MentoringSession) -> str:
    return reverse("session_not_held", args=[session.pk])


@pytest.mark.parametrize("reason", ["", "away"])
def test_a_session_that_did_not_happen_may_have_a_reason(
    cast: Cast, sign_in: SignIn, reason: str
) -> None:
    session = stories.planned(cast, stories.started(cast))
    with time_machine.travel(session.ends_at + timedelta(hours=2)):
        client = sign_in(cast.mentor)
        assert not_held(session) in client.get(page_of(session)).text
        assert client.post(not_held(session), {"reason": reason}).status_code == 302
        page = client.get(page_of(session)).text
    session.refresh_from_db()
    assert (session.status, session.not_held_reason) == ("cancelled", reason)
    assert ("One of us was ill or away" in page) is bool(reason)
    assert "Plan another session" in page


def test_the_other_is_told_without_the_reason(cast: Cast) -> None:
    session = stories.planned(cast, stories.started(cast))
    with time_machine.travel(session.ends_at + timedelta(hours=2)):
        meetings.not_held(session=session, by=cast.mentor, reason="forgotten")
        message = Message.objects.get(kind="sessions.not_held")
        letter = kinds.get(message.kind).compose(message)
    assert message.recipient == cast.mentee
    assert letter
    assert "did not take place" in str(letter)
    assert "minds" not in str(letter)
    assert not Message.objects.filter(kind__in=["sessions.cancelled", "sessions.called_off"])


def test_a_session_to_come_is_called_off_instead(cast: Cast, sign_in: SignIn) -> None:
    session = stories.planned(cast, stories.started(cast))
    page = sign_in(cast.mentor).post(not_held(session), {"reason": "away"})
    assert page.status_code == 200
    assert "still to come" in page.text
    assert MentoringSession.objects.get().status == "planned"


@pytest.mark.parametrize("reason", ["nonsense", "a\x00", "x" * 5000])
def test_the_list_of_reasons_is_closed(cast: Cast, sign_in: SignIn, reason: str) -> None:
    session = stories.planned(cast, stories.started(cast))
    with time_machine.travel(session.ends_at + timedelta(hours=2)):
        page = sign_in(cast.mentor).post(not_held(session), {"reason": reason})
    assert page.status_code == 200
    assert MentoringSession.objects.get().status == "planned"
    with pytest.raises(IntegrityError), transaction.atomic():
        MentoringSession.objects.update(not_held_reason="away")


def test_a_session_settled_by_the_other_is_said_to_be(cast: Cast) -> None:
    session = stories.planned(cast, stories.started(cast))
    with time_machine.travel(session.ends_at + timedelta(hours=2)):
        meetings.log(session=session, by=cast.mentee)
        with pytest.raises(DomainError) as error:
            meetings.not_held(session=session, by=cast.mentor)
    assert error.value.code == "not_planned"


def test_the_coordinator_reads_no_reason(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    session = stories.planned(cast, relationship)
    with time_machine.travel(session.ends_at + timedelta(hours=2)):
        meetings.not_held(session=session, by=cast.mentor, reason="away")
        client = sign_in(cast.coordinator)
        page = client.get(reverse("pair_detail", args=[cast.program.pk, relationship.pk]))
        assert page.status_code == 200
        assert "ill or away" not in page.text
        assert client.get(page_of(session)).status_code == 403
    assert clock.now() < session.ends_at
