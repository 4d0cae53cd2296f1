"""The one clock of a request: it stands still while a mentor is away, and can start once more."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core import clock
from core.errors import DomainError
from matching import tasks
from matching.actions import requests
from matching.actions.away import set_away
from matching.actions.requests import Wording
from matching.directory import choices_of
from matching.models.runs import Away, MentorRequest, RequestStatus
from matching.rules import Absence, after_working_days, working_days_left
from notifications import kinds
from notifications.models import Message
from programs.models import Side
from tests import stories
from tests.cast import Cast, SignIn, enroll, make_user

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OSLO = "Europe/Oslo"


def days(count: int) -> date:
    return clock.today() + timedelta(days=count)


@pytest.fixture
def asking(cast: Cast) -> Cast:
    """The cast on a Monday morning, in a program whose mentees ask and mentors have ten days."""
    stories.let_mentees(cast.program, "requests")
    for row in (cast.mentee_enrollment, cast.mentor_enrollment):
        row.refresh_from_db()
    return cast


def ask(cast: Cast, mentor: Any = None) -> MentorRequest:
    return requests.ask(
        mentee=cast.mentee_enrollment,
        mentor=mentor or cast.mentor_enrollment,
        wording=Wording("Delegating"),
        by=cast.mentee,
    )


def go(cast: Cast, since: date | None, until: date | None) -> None:
    set_away(mentor=cast.mentor_enrollment, since=since, until=until, by=cast.mentor)


def due(asked: MentorRequest) -> date:
    asked.refresh_from_db()
    return asked.answer_until.date()


# Counting ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("absence", "expected"),
    [
        (None, date(2026, 3, 16)),
        (Absence(date(2026, 3, 4), date(2026, 3, 6)), date(2026, 3, 18)),
        (Absence(date(2026, 3, 7), date(2026, 3, 9)), date(2026, 3, 16)),
        (Absence(date(2026, 3, 2), date(2026, 3, 30)), date(2026, 4, 10)),
        (Absence(date(2026, 3, 17), date(2026, 4, 1)), date(2026, 3, 16)),
    ],
)
def test_days_of_absence_do_not_count(absence: Absence | None, expected: date) -> None:
    end = after_working_days(MONDAY, 10, OSLO, absence)
    assert end.date() == expected
    assert working_days_left(MONDAY, end, OSLO, absence) == 10


# Away ----------------------------------------------------------------------------------------


def test_the_clock_of_a_request_stands_still_while_the_mentor_is_away(asking: Cast) -> None:
    with time_machine.travel(MONDAY, tick=False):
        asked = ask(asking)
        assert due(asked) == date(2026, 3, 16)
        go(asking, date(2026, 3, 4), date(2026, 3, 11))
        assert due(asked) == date(2026, 3, 23)
        go(asking, date(2026, 3, 4), date(2026, 3, 12))
        assert due(asked) == date(2026, 3, 24)
        go(asking, None, None)
        assert due(asked) == date(2026, 3, 16)


def test_the_hour_of_the_deadline_stays(asking: Cast) -> None:
    with time_machine.travel(MONDAY, tick=False):
        asked = ask(asking)
        before = asked.answer_until
    with time_machine.travel(MONDAY + timedelta(hours=30), tick=False):
        go(asking, None, date(2026, 3, 5))
        asked.refresh_from_db()
    assert asked.answer_until == before + timedelta(days=1)


def test_an_absence_to_come_is_skipped_by_new_requests_and_hides_nobody_yet(asking: Cast) -> None:
    with time_machine.travel(MONDAY, tick=False):
        go(asking, date(2026, 3, 9), date(2026, 3, 16))
        assert due(ask(asking)) == date(2026, 3, 23)
    later = time_machine.travel(MONDAY + timedelta(days=8), tick=False)
    with later, pytest.raises(DomainError) as refusal:
        requests.ask(
            mentee=asking.second_mentee_enrollment,
            mentor=asking.mentor_enrollment,
            wording=Wording("Me too"),
            by=asking.second_mentee,
        )
    assert refusal.value.code == "not_available"


def test_a_mentor_who_is_away_may_answer_all_the_same(asking: Cast) -> None:
    asked = ask(asking)
    go(asking, None, days(20))
    assert requests.accept(request=asked, by=asking.mentor).status == "active"


def test_what_is_overdue_stays_overdue(asking: Cast) -> None:
    asked = ask(asking)
    with time_machine.travel(asked.answer_until, tick=False):
        go(asking, None, days(20))
        assert tasks.keep_requests_moving() == 1


@pytest.mark.parametrize(("since", "until"), [(-1, 5), (5, 5), (6, 5), (0, 366), (None, 0)])
def test_days_that_make_no_sense_are_refused(asking: Cast, since: int | None, until: int) -> None:
    with pytest.raises(DomainError) as refusal:
        go(asking, None if since is None else days(since), days(until))
    assert refusal.value.code == "not_a_return"
    assert not Away.objects.exists()


def test_who_waits_sees_that_the_clock_stands_still(asking: Cast, sign_in: SignIn) -> None:
    address = reverse("request_detail", args=[ask(asking).pk])
    sign_in(asking.mentor).post(
        reverse("mentor_away", args=[asking.program.pk]), {"since": "", "until": days(9)}
    )
    for person, said in (
        (asking.mentee, "The deadline is paused while Mentor is away"),
        (asking.mentor, "The deadline is paused while you are away"),
    ):
        assert said in sign_in(person).get(address).content.decode()


# Once more -----------------------------------------------------------------------------------


@pytest.fixture
def lapsed(asking: Cast) -> MentorRequest:
    with time_machine.travel(clock.now() - timedelta(days=20), tick=False):
        asked = ask(asking)
    tasks.keep_requests_moving()
    asked.refresh_from_db()
    assert asked.status == RequestStatus.LAPSED
    return asked


def subjects(user: Any) -> list[str]:
    rows = Message.objects.filter(recipient=user, status="due").order_by("created_at")
    letters = [kinds.get(row.kind).compose(row) for row in rows]
    return [letter.subject for letter in letters if letter]


def test_a_mentor_who_was_late_comes_back_to_it(asking: Cast, lapsed: MentorRequest) -> None:
    requests.revive(request=lapsed, by=asking.mentor)
    assert subjects(asking.mentee) == ["Mentor has come back to your request"]
    assert requests.accept(request=lapsed, by=asking.mentor).status == "active"


def test_not_while_the_mentee_has_asked_somebody_else(asking: Cast, lapsed: MentorRequest) -> None:
    ask(asking, enroll(make_user("anna"), asking.program, Side.MENTOR))
    with pytest.raises(DomainError) as refusal:
        requests.revive(request=lapsed, by=asking.mentor)
    assert refusal.value.code == "already_asked"


def test_a_declined_request_stays_closed(asking: Cast) -> None:
    asked = ask(asking)
    requests.decline(request=asked, by=asking.mentor)
    with pytest.raises(DomainError) as refusal:
        requests.revive(request=asked, by=asking.mentor)
    assert refusal.value.code == "not_revivable"


def test_nor_when_the_two_cannot_be_paired_any_more(asking: Cast, lapsed: MentorRequest) -> None:
    stories.proposed(asking)
    with pytest.raises(DomainError) as refusal:
        requests.revive(request=lapsed, by=asking.mentor)
    assert refusal.value.code == "not_possible"


@pytest.mark.parametrize("answer", ["declined", "lapsed"])
def test_the_mentee_cannot_tell_a_no_from_no_answer(
    asking: Cast, lapsed: MentorRequest, sign_in: SignIn, answer: str
) -> None:
    """Neither the page, nor the list of mentors, nor asking once more tells which it was."""
    MentorRequest.objects.filter(pk=lapsed.pk).update(status=answer)
    client = sign_in(asking.mentee)
    page = client.get(reverse("request_detail", args=[lapsed.pk])).content.decode()
    assert "It did not work out this time." in page
    assert reverse("request_revive", args=[lapsed.pk]) not in page
    assert client.post(reverse("request_revive", args=[lapsed.pk])).status_code == 403
    assert asking.mentor_enrollment not in [
        row.mentor for row in choices_of(asking.mentee_enrollment).candidates
    ]
    with pytest.raises(DomainError) as refusal:
        ask(asking)
    assert refusal.value.code == "not_available"


def test_the_mentor_finds_the_button_and_others_do_not(
    asking: Cast, lapsed: MentorRequest, sign_in: SignIn
) -> None:
    page = reverse("request_detail", args=[lapsed.pk])
    button = reverse("request_revive", args=[lapsed.pk])
    assert button in sign_in(asking.mentor).get(page).content.decode()
    assert sign_in(asking.hr).post(button).status_code == 403
    assert sign_in(asking.second_mentee).post(button).status_code == 404
    assert sign_in(asking.mentor).get(button).status_code == 302
    assert Client().post(button).status_code == 302
    done = sign_in(asking.mentor).post(button, follow=True).content.decode()
    assert "The request is open again" in done
    assert button not in done
