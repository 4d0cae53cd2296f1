"""A mentee asks a mentor: one at a time, in confidence, and the last place goes to one person."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import DomainError
from matching import tasks
from matching.actions import held_places, requests
from matching.actions.publishing import publish
from matching.actions.requests import Wording
from matching.actions.runs import run
from matching.actions.wishes import add_wish
from matching.models.runs import Away, MentorRequest, RequestStatus
from matching.rules import after_working_days
from notifications import kinds
from notifications.models import Message
from profiles.models import Enrollment
from programs.models import Side
from relationships.models import Relationship, Status
from tests import stories
from tests.cast import Cast, SignIn, build_cast, enroll, make_user

WORDS = "I want to learn to delegate"


@pytest.fixture
def asking(cast: Cast) -> Cast:
    """The cast, in a program whose mentees ask."""
    return prepared(cast)


def prepared(cast: Cast) -> Cast:
    stories.let_mentees(cast.program, "requests")
    for row in (
        cast.mentee_enrollment,
        cast.second_mentee_enrollment,
        cast.mentor_enrollment,
    ):
        row.refresh_from_db()
    return cast


def ask(cast: Cast, mentor: Enrollment | None = None, **wording: Any) -> MentorRequest:
    return requests.ask(
        mentee=cast.mentee_enrollment,
        mentor=mentor or cast.mentor_enrollment,
        wording=Wording(WORDS, **wording),
        by=cast.mentee,
    )


def state(request: MentorRequest) -> str:
    return MentorRequest.objects.get(pk=request.pk).status


def letters(person: Any) -> list[str]:
    """What ``person`` would read now, of the letters of this room."""
    rows = Message.objects.filter(recipient=person, kind__startswith="matching.", status="due")
    composed = [kinds.get(row.kind).compose(row) for row in rows.order_by("created_at")]
    return [letter.subject for letter in composed if letter]


# Asking --------------------------------------------------------------------------------------


def test_asking_tells_the_mentor_without_a_word_of_the_message(asking: Cast) -> None:
    ask(asking)
    assert letters(asking.mentor) == ["Mentee asks you to be their mentor"]
    assert WORDS not in str(list(Message.objects.values()))


def test_one_mentor_is_asked_at_a_time(asking: Cast) -> None:
    ask(asking)
    other = enroll(make_user("anna"), asking.program, Side.MENTOR)
    with pytest.raises(DomainError) as refusal:
        ask(asking, other)
    assert refusal.value.code == "already_asked"
    with pytest.raises(IntegrityError), transaction.atomic():
        stories.asked(asking)


def test_a_mentor_without_a_place_or_away_is_not_asked(asking: Cast) -> None:
    Away.objects.create(
        enrollment=asking.mentor_enrollment, until=clock.today() + timedelta(days=3)
    )
    with pytest.raises(DomainError) as refusal:
        ask(asking)
    assert refusal.value.code == "not_available"
    assert not MentorRequest.objects.exists()


@pytest.mark.parametrize("choice", ["coordinator", "wishes"])
def test_people_ask_only_where_the_program_says_so(cast: Cast, choice: str) -> None:
    stories.let_mentees(cast.program, choice)
    with pytest.raises(DomainError) as refusal:
        ask(cast)
    assert refusal.value.code == "not_chosen_here"


def test_nobody_asks_for_somebody_else(asking: Cast) -> None:
    with pytest.raises(DomainError) as refusal:
        requests.ask(
            mentee=asking.mentee_enrollment,
            mentor=asking.mentor_enrollment,
            wording=Wording(WORDS),
            by=asking.second_mentee,
        )
    assert refusal.value.code == "not_yours"


def test_working_days_leave_weekends_out() -> None:
    friday = datetime(2026, 3, 6, 15, tzinfo=UTC)
    assert after_working_days(friday, 1, "UTC") == datetime(2026, 3, 9, 15, tzinfo=UTC)
    assert after_working_days(friday, 5, "UTC") == datetime(2026, 3, 13, 15, tzinfo=UTC)
    saturday_there = datetime(2026, 3, 6, 20, tzinfo=UTC)
    monday_there = datetime(2026, 3, 8, 20, tzinfo=UTC)
    assert after_working_days(saturday_there, 1, "Asia/Ho_Chi_Minh") == monday_there


# Answering -----------------------------------------------------------------------------------


def test_a_yes_starts_the_relationship_with_its_reasons(asking: Cast) -> None:
    asked = ask(asking)
    relationship = requests.accept(request=asked, by=asking.mentor)
    assert relationship.status == Status.ACTIVE
    assert relationship.phase == "initiation"
    assert relationship.reasons
    members = relationship.memberships.values_list("user", "accepted")
    assert set(members) == {(asking.mentor.pk, True), (asking.mentee.pk, True)}
    assert MentorRequest.objects.get().relationship == relationship
    assert Message.objects.filter(kind="relationships.introduction").count() == 2


def test_nobody_is_written_about_a_proposal_that_both_have_accepted(asking: Cast) -> None:
    requests.accept(request=ask(asking), by=asking.mentor)
    due = Message.objects.filter(status="due")
    composed = [kinds.get(row.kind).compose(row) for row in due]
    subjects = {letter.subject for letter in composed if letter}
    assert subjects == {"You and Mentor start mentoring", "You and Mentee start mentoring"}


def test_a_no_is_passed_on_neutrally_and_is_not_asked_again(asking: Cast) -> None:
    requests.decline(request=ask(asking), by=asking.mentor)
    assert letters(asking.mentee) == ["Your request in Leadership did not work out"]
    with pytest.raises(DomainError) as refusal:
        ask(asking)
    assert refusal.value.code == "not_available"


def test_a_talk_first_gives_new_days_and_tells_the_mentee(asking: Cast) -> None:
    asked = ask(asking)
    with time_machine.travel(clock.now() + timedelta(days=4), tick=False):
        requests.talk_first(request=asked, by=asking.mentor)
        later = MentorRequest.objects.get()
        assert later.status == RequestStatus.TALKING
        assert later.answer_until > asked.answer_until
        assert letters(asking.mentee) == ["Mentor would like to talk with you first"]
        requests.accept(request=later, by=asking.mentor)
    assert state(asked) == RequestStatus.ACCEPTED


def test_a_request_taken_back_frees_the_mentee(asking: Cast) -> None:
    asked = ask(asking)
    requests.take_back(request=asked, by=asking.mentee)
    assert letters(asking.mentor) == ["Mentee has withdrawn the request"]
    with pytest.raises(DomainError) as refusal:
        requests.accept(request=asked, by=asking.mentor)
    assert refusal.value.code == "not_open"
    assert not Relationship.objects.exists()
    ask(asking)


ANSWERS = [requests.accept, requests.decline, requests.talk_first]


@pytest.mark.parametrize("act", ANSWERS)
def test_only_the_mentor_answers(asking: Cast, act: Callable[..., Any]) -> None:
    asked = ask(asking)
    for person in (asking.mentee, asking.coordinator, asking.hr):
        with pytest.raises(DomainError) as refusal:
            act(request=asked, by=person)
        assert refusal.value.code == "not_yours"
    assert state(asked) == RequestStatus.WAITING


def test_a_pair_that_a_rule_has_come_to_forbid_is_not_started(asking: Cast) -> None:
    asked = ask(asking)
    asking.mentee.manager = asking.mentor
    asking.mentee.save()
    with pytest.raises(DomainError) as refusal:
        requests.accept(request=asked, by=asking.mentor)
    assert refusal.value.code == "not_possible"
    assert not Relationship.objects.exists()


# Time ----------------------------------------------------------------------------------------


def test_an_unanswered_request_lapses_once_by_itself(asking: Cast) -> None:
    asked = ask(asking)
    assert tasks.keep_requests_moving() == 0
    with time_machine.travel(asked.answer_until, tick=False):
        assert tasks.keep_requests_moving() == 1
        assert tasks.keep_requests_moving() == 0
        assert letters(asking.mentee) == ["Your request in Leadership did not work out"]
    assert state(asked) == RequestStatus.LAPSED


def test_the_next_wish_is_asked_when_the_mentee_chose_so(asking: Cast) -> None:
    anna = enroll(make_user("anna"), asking.program, Side.MENTOR)
    for mentor in (asking.mentor_enrollment, anna):
        add_wish(mentee=asking.mentee_enrollment, mentor=mentor, by=asking.mentee)
    requests.decline(request=ask(asking, then_next_wish=True), by=asking.mentor)
    assert tasks.keep_requests_moving() == 1
    assert tasks.keep_requests_moving() == 0
    passed = MentorRequest.objects.open().get()
    assert (passed.mentor, passed.words) == (anna, WORDS)
    assert "We have asked Anna for you" in letters(asking.mentee)


def test_nobody_is_asked_further_without_the_mentees_wish(asking: Cast) -> None:
    anna = enroll(make_user("anna"), asking.program, Side.MENTOR)
    add_wish(mentee=asking.mentee_enrollment, mentor=anna, by=asking.mentee)
    requests.decline(request=ask(asking), by=asking.mentor)
    assert tasks.keep_requests_moving() == 0
    assert not MentorRequest.objects.open().exists()


def test_a_request_overtaken_by_another_pair_closes(asking: Cast) -> None:
    asked = ask(asking)
    stories.proposed(asking)
    assert tasks.keep_requests_moving() == 1
    assert state(asked) == RequestStatus.OVERTAKEN


# The last place ------------------------------------------------------------------------------


def test_the_others_hear_kindly_that_the_last_place_has_gone(asking: Cast) -> None:
    Enrollment.objects.filter(pk=asking.mentor_enrollment.pk).update(capacity=1)
    mine = ask(asking)
    other = requests.ask(
        mentee=asking.second_mentee_enrollment,
        mentor=asking.mentor_enrollment,
        wording=Wording(WORDS),
        by=asking.second_mentee,
    )
    requests.accept(request=mine, by=asking.mentor)
    assert state(other) == RequestStatus.FULL
    assert letters(asking.second_mentee) == ["Mentor has no place left"]


@pytest.mark.django_db(transaction=True)
def test_of_fifty_requests_for_the_last_place_exactly_one_is_accepted() -> None:
    cast = prepared(build_cast())
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(capacity=1)
    asked = [_ask_as(cast, number) for number in range(50)]
    outcomes: list[str] = []
    threads = [threading.Thread(target=_accept, args=(row, cast, outcomes)) for row in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", *["full"] * 49]
    assert Relationship.objects.filter(status=Status.ACTIVE).count() == 1
    closed = MentorRequest.objects.filter(status=RequestStatus.FULL)
    assert closed.count() == 49
    assert Message.objects.filter(kind="matching.request_full").count() == 49


def _ask_as(cast: Cast, number: int) -> MentorRequest:
    person = make_user(f"asker-{number}")
    mentee = enroll(person, cast.program, Side.MENTEE)
    return requests.ask(
        mentee=mentee, mentor=cast.mentor_enrollment, wording=Wording(WORDS), by=person
    )


def _accept(asked: MentorRequest, cast: Cast, outcomes: list[str]) -> None:
    try:
        requests.accept(request=asked, by=cast.mentor)
        outcomes.append("accepted")
    except DomainError as refusal:
        outcomes.append(refusal.code)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_mentee_who_clicks_twice_asks_once() -> None:
    cast = prepared(build_cast())
    outcomes: list[str] = []

    def click() -> None:
        try:
            ask(cast)
            outcomes.append("asked")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [*["already_asked"] * 5, "asked"]


# Pages ---------------------------------------------------------------------------------------


def test_a_mentee_asks_on_a_page_and_the_mentor_answers_there(
    asking: Cast, sign_in: SignIn
) -> None:
    address = reverse("request_new", args=[asking.program.pk, asking.mentor_enrollment.pk])
    client = sign_in(asking.mentee)
    assert client.get(address).status_code == 200
    sent = client.post(address, {"words": WORDS, "talk_first": "on"}, follow=True)
    assert "You have asked Mentor." in sent.content.decode()
    asked = MentorRequest.objects.get()
    mentor = sign_in(asking.mentor)
    listing = mentor.get(reverse("request_list", args=[asking.program.pk])).content.decode()
    assert reverse("request_detail", args=[asked.pk]) in listing
    assert WORDS not in listing
    shown = mentor.get(reverse("request_detail", args=[asked.pk])).content.decode()
    assert WORDS in shown
    assert "would like a short talk first" in shown
    done = mentor.post(reverse("request_answer", args=[asked.pk]), {"answer": "yes"})
    relationship = Relationship.objects.get()
    assert done.headers["Location"] == reverse("relationship_detail", args=[relationship.pk])


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "This field is required"),
        ({"words": "a\x00b"}, "Null characters are not allowed"),
        ({"words": "ש" * 1001}, "at most 1000 characters"),
        ({"words": "x" * 1_000_000}, "at most 1000 characters"),
    ],
)
def test_what_was_typed_stays_and_the_error_is_named(
    asking: Cast, sign_in: SignIn, data: dict[str, str], error: str
) -> None:
    address = reverse("request_new", args=[asking.program.pk, asking.mentor_enrollment.pk])
    response = sign_in(asking.mentee).post(address, data)
    assert response.status_code == 200
    assert error in response.content.decode()
    assert not MentorRequest.objects.exists()


def test_words_stay_in_the_form_when_the_place_has_gone(asking: Cast, sign_in: SignIn) -> None:
    address = reverse("request_new", args=[asking.program.pk, asking.mentor_enrollment.pk])
    Enrollment.objects.filter(pk=asking.mentor_enrollment.pk).update(capacity=1)
    anna = enroll(make_user("anna"), asking.program, Side.MENTOR)
    add_wish(mentee=asking.mentee_enrollment, mentor=anna, by=asking.mentee)
    requests.accept(
        request=requests.ask(
            mentee=asking.second_mentee_enrollment,
            mentor=asking.mentor_enrollment,
            wording=Wording(WORDS),
            by=asking.second_mentee,
        ),
        by=asking.mentor,
    )
    text = sign_in(asking.mentee).post(address, {"words": "Mine 🌱"}).content.decode()
    assert "Mentor is not available at the moment. Ask somebody else who has room." in text
    assert "Mine 🌱" in text
    assert reverse("request_new", args=[asking.program.pk, anna.pk]) in text


@pytest.mark.parametrize("answer", ["", "maybe", "\x00"])
def test_an_answer_that_is_none_changes_nothing(asking: Cast, sign_in: SignIn, answer: str) -> None:
    asked = ask(asking)
    address = reverse("request_answer", args=[asked.pk])
    assert sign_in(asking.mentor).post(address, {"answer": answer}).status_code == 302
    assert state(asked) == RequestStatus.WAITING


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("mentor", 200),
        ("mentee", 200),
        ("second_mentee", 404),
        ("coordinator", 403),
        ("hr", 403),
        ("other_coordinator", 404),
        ("line_manager", 404),
        ("safeguarding", 404),
        ("outsider", 404),
    ],
)
def test_the_words_are_read_by_the_two_and_nobody_else(
    asking: Cast, sign_in: SignIn, person: str, status: int
) -> None:
    asked = ask(asking)
    response = sign_in(getattr(asking, person)).get(reverse("request_detail", args=[asked.pk]))
    assert response.status_code == status
    assert (WORDS in response.content.decode()) is (status == 200)


def test_coordinators_see_requests_as_counts_and_states(asking: Cast, sign_in: SignIn) -> None:
    ask(asking)
    address = reverse("matching_room", args=[asking.program.pk])
    with CaptureQueriesContext(connection) as queries:
        text = sign_in(asking.coordinator).get(address).content.decode()
    assert "Waiting for an answer: 1" in text
    assert WORDS not in text
    assert '"words"' not in " ".join(query["sql"] for query in queries)


def test_the_database_keeps_the_words_sealed(asking: Cast) -> None:
    asked = ask(asking)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM matching_mentorrequest WHERE id = %s", [asked.pk])
        assert WORDS.encode() not in bytes(cursor.fetchone()[0])


# Away ----------------------------------------------------------------------------------------


def test_a_mentor_goes_away_and_comes_back(asking: Cast, sign_in: SignIn) -> None:
    client, address = sign_in(asking.mentor), reverse("mentor_away", args=[asking.program.pk])
    until = clock.today() + timedelta(days=30)
    client.post(address, {"until": until.isoformat()})
    assert Away.objects.get().until == until
    listing = client.get(reverse("request_list", args=[asking.program.pk])).content.decode()
    assert "You are not taking new mentees before" in listing
    client.post(address, {"since": "", "until": ""})
    assert not Away.objects.exists()


@pytest.mark.parametrize("until", ["yesterday", "2001-01-01", "9999-12-31", "\x00"])
def test_a_return_that_is_no_day_to_come_is_refused(
    asking: Cast, sign_in: SignIn, until: str
) -> None:
    address = reverse("mentor_away", args=[asking.program.pk])
    response = sign_in(asking.mentor).post(address, {"until": until})
    assert response.status_code == 200
    assert 'class="error-text"' in response.content.decode() or "within a year" in (
        response.content.decode()
    )
    assert not Away.objects.exists()


def test_the_list_of_requests_costs_the_same_for_one_and_for_thirty(
    asking: Cast, sign_in: SignIn
) -> None:
    client, counts = sign_in(asking.mentor), []
    address = reverse("request_list", args=[asking.program.pk])
    for start, size in ((0, 1), (1, 30)):
        for number in range(start, start + size):
            _ask_as(asking, number)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


# The very mentor -----------------------------------------------------------------------------


@pytest.mark.parametrize("state_then", [RequestStatus.WAITING, RequestStatus.TALKING])
@pytest.mark.parametrize("door", ["publish", "by hand"])
def test_a_request_becomes_the_proposal_to_the_same_mentor(
    asking: Cast, sign_in: Any, state_then: RequestStatus, door: str
) -> None:
    """One letter, whichever way the two are proposed to each other, and both lists say it."""
    asked = ask(asking)
    MentorRequest.objects.filter(pk=asked.pk).update(status=state_then)
    Message.objects.all().delete()
    if door == "publish":
        held_places.include(enrollment=asking.mentee_enrollment, by=asking.coordinator)
        publish(run=run(program=asking.program, by=asking.coordinator), by=asking.coordinator)
    else:
        stories.proposed(asking)
    tasks.keep_requests_moving()
    sent = Message.objects.filter(recipient=asking.mentor, due_at__lte=clock.now())
    assert set(sent.values_list("kind", flat=True)) == {"relationships.proposed"}
    asked.refresh_from_db()
    assert asked.has_become_proposal
    listed = reverse("request_list", args=[asking.program.pk])
    assert "Became a proposal" in sign_in(asking.mentor).get(listed).content.decode()
    for person in (asking.mentor, asking.mentee):
        page = sign_in(person).get(reverse("request_detail", args=[asked.pk])).content.decode()
        assert "the request has become that proposal" in page
        assert reverse("relationship_detail", args=[asked.relationship_id]) in page
        assert "in another way" not in page
    with pytest.raises(DomainError, match="has become a proposal"):
        requests.accept(request=asked, by=asking.mentor)


def test_a_talk_with_the_very_mentor_closes_without_a_letter_that_says_otherwise(
    asking: Cast,
) -> None:
    stories.talk(asking)
    stories.proposed(asking)
    tasks.keep_requests_moving()
    kinds_sent = Message.objects.filter(recipient=asking.mentor).values_list("kind", flat=True)
    assert "matching.talk_overtaken" not in set(kinds_sent)
