"""Introductory talks: a few mentors are met before anybody decides (S3-33)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import DomainError
from matching import tasks
from matching.actions.away import set_away
from matching.models.runs import IntroTalk, MentorRequest, TalkStatus
from matching.talks import actions
from notifications import kinds
from notifications.models import Message
from profiles.models import Enrollment
from programs.models import Side
from tests import confirming, stories
from tests.cast import Cast, SignIn, enroll, make_user


@pytest.fixture(params=["wishes", "requests"])
def choosing(cast: Cast, request: Any) -> Cast:
    """The cast, in a program whose mentees choose."""
    return prepared(cast, request.param)


@pytest.fixture
def asking(cast: Cast) -> Cast:
    return prepared(cast, "requests")


def prepared(cast: Cast, choice: str) -> Cast:
    stories.let_mentees(cast.program, choice)
    for row in (cast.mentee_enrollment, cast.mentor_enrollment):
        row.refresh_from_db()
    return cast


def ask(cast: Cast, mentor: Enrollment | None = None) -> IntroTalk:
    return actions.ask(
        mentee=cast.mentee_enrollment, mentor=mentor or cast.mentor_enrollment, by=cast.mentee
    )


def subjects(user: Any) -> list[str]:
    rows = Message.objects.filter(recipient=user, status="due").order_by("created_at")
    letters = [kinds.get(row.kind).compose(row) for row in rows]
    return [letter.subject for letter in letters if letter]


def mentor(cast: Cast, name: str) -> Enrollment:
    return enroll(make_user(name), cast.program, Side.MENTOR)


def test_a_mentor_is_asked_once_and_told(choosing: Cast) -> None:
    first = ask(choosing)
    assert ask(choosing) == first
    assert subjects(choosing.mentor) == ["Mentee would like a short talk with you"]
    with pytest.raises(IntegrityError), transaction.atomic():
        stories.talk(choosing)


def test_a_yes_and_a_no_reach_the_mentee(asking: Cast) -> None:
    actions.answer(talk=ask(asking), agreed=True, by=asking.mentor)
    anna = mentor(asking, "anna")
    actions.answer(talk=ask(asking, anna), agreed=False, by=anna.user)
    assert subjects(asking.mentee) == [
        "Mentor is glad to talk with you",
        "The talk with Anna did not work out",
    ]
    with pytest.raises(DomainError) as refusal:
        actions.answer(talk=IntroTalk.objects.get(mentor=anna), agreed=True, by=anna.user)
    assert refusal.value.code == "not_open"


def test_three_talks_are_open_at_most_and_one_that_is_over_makes_room(asking: Cast) -> None:
    talks = [ask(asking, mentor(asking, f"m{number}")) for number in range(3)]
    with pytest.raises(DomainError) as refusal:
        ask(asking)
    assert refusal.value.code == "too_many_talks"
    actions.close(talk=talks[0], by=asking.mentee)
    ask(asking)


def test_a_talk_takes_no_place_and_hinders_no_request(asking: Cast) -> None:
    Enrollment.objects.filter(pk=asking.mentor_enrollment.pk).update(capacity=1)
    actions.answer(talk=ask(asking), agreed=True, by=asking.mentor)
    asked = stories.asked(asking)
    assert MentorRequest.objects.open().get() == asked


def test_who_cannot_be_had_is_not_asked_for_a_talk(asking: Cast) -> None:
    asking.mentee.manager = asking.mentor
    asking.mentee.save()
    with pytest.raises(DomainError) as refusal:
        ask(asking)
    assert refusal.value.code == "not_available"


def test_talks_are_asked_for_where_mentees_choose(cast: Cast) -> None:
    with pytest.raises(DomainError) as refusal:
        ask(cast)
    assert refusal.value.code == "not_chosen_here"


@pytest.mark.parametrize("person", ["mentee", "second_mentee", "coordinator"])
def test_only_the_mentor_answers(asking: Cast, person: str) -> None:
    talk = ask(asking)
    with pytest.raises(DomainError):
        actions.answer(talk=talk, agreed=True, by=getattr(asking, person))
    with pytest.raises(DomainError):
        actions.close(talk=talk, by=asking.mentor)
    assert IntroTalk.objects.get().status == TalkStatus.ASKED


def test_an_unanswered_talk_lapses_and_days_away_do_not_count(asking: Cast) -> None:
    talk = ask(asking)
    before = talk.answer_until
    until = clock.today() + timedelta(days=14)
    set_away(mentor=asking.mentor_enrollment, since=None, until=until, by=asking.mentor)
    talk.refresh_from_db()
    assert talk.answer_until > before
    assert tasks.keep_requests_moving() == 0
    with time_machine.travel(talk.answer_until, tick=False):
        assert tasks.keep_requests_moving() == 1
        assert tasks.keep_requests_moving() == 0
    assert subjects(asking.mentee) == ["The talk with Mentor did not work out"]


# Pages ---------------------------------------------------------------------------------------


def test_a_talk_from_the_directory_to_the_mentor_and_back(choosing: Cast, sign_in: SignIn) -> None:
    program = choosing.program.pk
    mine, theirs = sign_in(choosing.mentee), sign_in(choosing.mentor)
    directory = reverse("mentor_directory", args=[program])
    assert "Talk with up to three mentors before you decide" in mine.get(directory).text
    button = reverse("talk_ask", args=[program, choosing.mentor_enrollment.pk])
    page = mine.post(button, follow=True).text
    assert "We have asked Mentor for a short talk." in page
    assert button not in page
    listing = theirs.get(reverse("request_list", args=[program])).text
    assert "Yes, let us talk" in listing
    talk = IntroTalk.objects.get()
    answer = reverse("talk_answer", args=[talk.pk])
    assert "They will write to you." in theirs.post(answer, {"answer": "yes"}, follow=True).text
    assert choosing.mentor.email in mine.get(directory).text
    page = confirming.press(mine, reverse("talk_close", args=[talk.pk]), follow=True).text
    assert "Your talk with Mentor has been closed." in page
    assert button in page


def test_an_answer_that_says_nothing_changes_nothing(asking: Cast, sign_in: SignIn) -> None:
    talk = ask(asking)
    sign_in(asking.mentor).post(reverse("talk_answer", args=[talk.pk]))
    assert IntroTalk.objects.get().status == TalkStatus.ASKED


def test_pages_ask_as_much_for_thirty_talks_as_for_one(asking: Cast, sign_in: SignIn) -> None:
    client, counts = sign_in(asking.mentor), []
    for start, size in ((0, 1), (1, 30)):
        for number in range(start, start + size):
            mentee = enroll(make_user(f"e{number}"), asking.program, Side.MENTEE)
            actions.ask(mentee=mentee, mentor=asking.mentor_enrollment, by=mentee.user)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("request_list", args=[asking.program.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
