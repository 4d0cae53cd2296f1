"""Around a session: topics before it, one click after it, takeaways, and exchanges by mail."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.errors import DomainError
from relationships.models import Relationship
from sessions import links
from sessions.actions import meetings, notes
from sessions.models import CheckIn, MentoringSession, Note, NoteKind
from tests import stories
from tests.cast import Cast, SignIn

ODD = ["\u202e\u05e9\u05dc\u05d5\u05dd 🌱", "a\x00b", "x" * 1_000_000]


def url(name: str, session: MentoringSession) -> str:
    return reverse(name, kwargs={"session": session.pk})


def page(client: Client, session: MentoringSession) -> str:
    return client.get(url("session_detail", session)).text


@pytest.fixture
def relationship(cast: Cast) -> Relationship:
    return stories.started(cast)


# Topics -----------------------------------------------------------------------------------------


def test_both_add_topics_and_nothing_of_the_agenda_is_lost(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    session = stories.planned(cast, relationship)
    for person, topic in ((cast.mentee, "How to say no"), (cast.mentor, "The  reorganization")):
        sign_in(person).post(url("topic_add", session), {"agenda-topic": topic})
    session.refresh_from_db()
    assert session.agenda == "• How to say no\n• The reorganization"
    assert "How to say no" in page(sign_in(cast.mentor), session)


@pytest.mark.parametrize("topic", ["", " ", *ODD[1:]])
def test_a_topic_that_is_none_is_refused_at_its_field(
    cast: Cast, sign_in: SignIn, relationship: Relationship, topic: str
) -> None:
    session = stories.planned(cast, relationship)
    answer = sign_in(cast.mentee).post(url("topic_add", session), {"agenda-topic": topic})
    assert answer.status_code == 200
    assert 'id="id_agenda-topic_error"' in answer.text
    assert MentoringSession.objects.get().agenda == ""


def test_the_agenda_has_an_end(cast: Cast, relationship: Relationship) -> None:
    session = stories.planned(cast, relationship)
    session.agenda = "x" * notes.LONGEST_AGENDA
    session.save()
    with pytest.raises(DomainError) as error:
        notes.add_topic(session=session, by=cast.mentee, topic="One more")
    assert error.value.code == "too_long"


def test_topics_are_for_sessions_to_come(cast: Cast, relationship: Relationship) -> None:
    session = stories.held(cast, relationship, days_ago=1)
    with pytest.raises(DomainError) as error:
        notes.add_topic(session=session, by=cast.mentee, topic="Too late")
    assert error.value.code == "not_planned"


# One click --------------------------------------------------------------------------------------


def test_one_click_logs_the_session_as_planned_and_asks_what_is_taken_away(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    session = stories.planned(cast, relationship)
    with time_machine.travel(session.ends_at + timedelta(minutes=5)):
        client = sign_in(cast.mentor)
        record = reverse("relationship_detail", args=[relationship.pk])
        assert url("session_held", session) in client.get(record).text
        answer = client.post(url("session_held", session), follow=True)
    assert MentoringSession.objects.get().status == "held"
    assert "What do you take away?" in answer.text
    assert "Your next date" in answer.text


def test_a_session_to_come_is_not_logged_by_a_stray_click(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    session = stories.planned(cast, relationship)
    answer = sign_in(cast.mentor).post(url("session_held", session), follow=True)
    assert "has not begun yet" in answer.text
    assert MentoringSession.objects.get().status == "planned"


def test_the_next_date_is_offered_until_one_is_planned(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    session = stories.held(cast, relationship, days_ago=1)
    client = sign_in(cast.mentee)
    assert "Your next date" in page(client, session)
    stories.planned(cast, relationship)
    assert "Your next date" not in page(client, session)


# Takeaways --------------------------------------------------------------------------------------


def take(
    client: Client, session: MentoringSession, words: str, visibility: str = "private", **more: str
) -> Any:
    typed = {"takeaway-words": words, "takeaway-visibility": visibility, **more}
    return client.post(url("takeaway_write", session), typed)


def test_a_takeaway_is_its_owners_alone_until_shared(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    session = stories.held(cast, relationship, days_ago=1)
    mentee, mentor = sign_in(cast.mentee), sign_in(cast.mentor)
    take(mentee, session, "I may say no")
    assert "I may say no" in page(mentee, session)
    assert "I may say no" not in page(mentor, session)
    take(mentee, session, "I may say no", "shared")
    assert "I may say no" in page(mentor, session)
    assert sign_in(cast.coordinator).get(url("session_detail", session)).status_code == 403


def test_each_has_one_takeaway_which_is_changed_or_emptied(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    session = stories.held(cast, relationship, days_ago=1)
    client = sign_in(cast.mentee)
    for words in ("first", "second"):
        take(client, session, words)
    assert [note.words for note in Note.objects.all()] == ["second"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(
            session=session,
            author=stories.membership(relationship, "mentee"),
            kind=NoteKind.TAKEAWAY,
            words="third",
        )
    take(client, session, "")
    assert not Note.objects.exists()


def test_a_takeaway_is_no_note_of_the_session(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    session = stories.held(cast, relationship, days_ago=1)
    client = sign_in(cast.mentee)
    take(client, session, "I may say no")
    assert "No notes yet" in page(client, session)
    assert page(client, session).count("I may say no</p>") == 1


def test_two_tabs_lose_no_takeaway(cast: Cast, sign_in: SignIn, relationship: Relationship) -> None:
    session = stories.held(cast, relationship, days_ago=1)
    client = sign_in(cast.mentee)
    before = client.get(url("session_detail", session)).context["takeaway_form"]["seen"].value()
    take(client, session, "from the first tab", **{"takeaway-seen": before})
    answer = take(client, session, "from the second", **{"takeaway-seen": before})
    assert answer.status_code == 200
    assert "This was changed while you were writing" in answer.text
    assert "from the first tab" in answer.text
    assert "from the second" in answer.text
    newer = answer.context["takeaway_form"]["seen"].value()
    take(client, session, "both", **{"takeaway-seen": newer})
    assert Note.objects.get().words == "both"


def test_nothing_is_taken_away_from_what_has_not_been(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    session = stories.planned(cast, relationship)
    answer = take(sign_in(cast.mentee), session, "too early")
    assert "has not been held yet" in answer.text
    assert not Note.objects.exists()


@pytest.mark.parametrize("words", ODD)
def test_odd_words_are_kept_or_refused_in_words(
    cast: Cast, sign_in: SignIn, relationship: Relationship, words: str
) -> None:
    session = stories.held(cast, relationship, days_ago=1)
    answer = take(sign_in(cast.mentee), session, words)
    kept = [note.words for note in Note.objects.all()]
    assert kept == [words] if answer.status_code == 302 else "There is a problem" in answer.text


# It did not happen ------------------------------------------------------------------------------


def test_own_words_about_it_are_read_by_the_two_alone(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    session = stories.planned(cast, relationship)
    with time_machine.travel(session.ends_at + timedelta(hours=2)):
        typed = {"reason": "other", "words": "The fire alarm"}
        sign_in(cast.mentor).post(url("session_not_held", session), typed)
        assert "The fire alarm" in page(sign_in(cast.mentee), session)
        detail = reverse("pair_detail", args=[cast.program.pk, relationship.pk])
        assert "fire alarm" not in sign_in(cast.coordinator).get(detail).text


def test_the_reason_may_follow_the_answer_from_the_mail(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    session = stories.planned(cast, relationship, days=1)
    question = CheckIn.objects.get(kind="held", membership__role="mentee")
    with time_machine.travel(session.ends_at + timedelta(hours=2)):
        token = links.token(question, "no")
        thanks = Client().post(reverse("answer", args=[token]), follow=True)
        assert url("session_not_held", session) in thanks.text
        client = sign_in(cast.mentee)
        client.post(url("session_not_held", session), {"reason": "away", "words": ""})
    session.refresh_from_db()
    assert (session.status, session.not_held_reason) == ("cancelled", "away")


def test_thanks_for_another_question_name_no_session(cast: Cast) -> None:
    stories.held(cast, stories.started(cast), days_ago=1)
    question = CheckIn.objects.get(kind="fit", membership__role="mentee")
    token = links.token(question, "good")
    thanks = Client().post(reverse("answer", args=[token]), follow=True)
    assert "take away" not in thanks.text


# Exchanges --------------------------------------------------------------------------------------


def exchange(relationship: Relationship, client: Client, **more: str) -> Any:
    typed = {"day": f"{timezone.localdate():%Y-%m-%d}", "minutes": "15", "visibility": "private"}
    address = reverse("exchange_log", args=[relationship.pk])
    return client.post(address, {**typed, **more})


def test_an_exchange_counts_as_a_session_and_has_a_day_without_an_hour(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    begun = clock.now() - timedelta(days=10)
    Relationship.objects.filter(pk=relationship.pk).update(started_at=begun)
    client = sign_in(cast.mentee)
    day = clock.today() - timedelta(days=4)
    exchange(relationship, client, day=str(day), words="She sent me the outline")
    session = MentoringSession.objects.get()
    assert (session.status, session.mode, session.minutes) == ("held", "written", 15)
    assert stories.again(relationship).sessions_held == 1
    assert timezone.localtime(session.starts_at).date() == day
    shown = page(client, session)
    assert "She sent me the outline" in shown
    assert "12:00" not in shown


def test_two_exchanges_and_a_call_fit_into_one_day(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    client = sign_in(cast.mentee)
    for _again in range(2):
        assert exchange(relationship, client).status_code == 302
    noon = MentoringSession.objects.earliest("starts_at").starts_at
    plan = meetings.SessionPlan(starts_at=noon, minutes=30, mode="phone")
    meetings.log_new(relationship=relationship, by=cast.mentor, plan=plan)
    assert stories.again(relationship).sessions_held == 3


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"day": f"{clock.today() + timedelta(days=9)}"}, "Choose today or an earlier day"),
        ({"day": "2999-01-01"}, "Choose a day nearer to today"),
        ({"day": "1066-10-14"}, "Choose a day nearer to today"),
        ({"day": ""}, "This field is required"),
        ({"day": "\x00"}, "Choose a day, or write it"),
        ({"minutes": "7"}, "Select a valid choice"),
        ({"words": "x" * 1_000_000}, "at most 10000 characters"),
    ],
)
def test_an_exchange_that_cannot_be_is_refused_at_its_field(
    cast: Cast, sign_in: SignIn, relationship: Relationship, typed: dict[str, str], wrong: str
) -> None:
    answer = exchange(relationship, sign_in(cast.mentee), **typed)
    assert answer.status_code == 200
    assert wrong in answer.text
    assert not MentoringSession.objects.exists()


def test_the_page_of_a_session_costs_the_same_with_1_and_with_30_of_everything(
    cast: Cast, sign_in: SignIn, relationship: Relationship, django_assert_max_num_queries: Any
) -> None:
    session = stories.held(cast, relationship, days_ago=1)
    client = sign_in(cast.mentee)
    with django_assert_max_num_queries(12) as first:
        page(client, session)
    owner = stories.membership(relationship, "mentor")
    for _number in range(30):
        notes.write(session=session, by=cast.mentor, words="-", visibility="shared")
        notes.promise(
            relationship=relationship, by=cast.mentee, owner=owner, words="-", session=session
        )
    with django_assert_max_num_queries(len(first)):
        page(client, session)
