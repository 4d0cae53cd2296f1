"""Sessions, check-ins and reminders: what is written, what is asked, what is taken back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from core import clock
from core.errors import DomainError
from notifications import kinds
from notifications.models import Message
from relationships.actions import endings
from relationships.models import Relationship
from sessions.actions import answers, check_ins, counters, meetings, notes, touchpoints
from sessions.actions.meetings import SessionPlan
from sessions.check_ins import QUESTIONS
from sessions.models import CheckIn, MentoringSession, Note
from sessions.rules import Pulse, due_touchpoints
from tests import stories
from tests.cast import Cast

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def due_keys(pulse: Pulse, now: datetime = NOW) -> set[str]:
    return {due.key for due in due_touchpoints(pulse, now)}


def pulse(days: int, **facts: object) -> Pulse:
    start = NOW - timedelta(days=days)
    return Pulse(started_at=start, phase="cultivation", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (3, "first_meeting"),
        (14, "first_meeting_late"),
        (30, "agreement_status"),
        (45, "goals_status"),
        (180, "mid_point"),
        (270, "ending_well"),
        (300, "propose_separation"),
        (335, "book_closing"),
    ],
)
def test_each_touchpoint_falls_due_on_its_day_and_not_before(day: int, key: str) -> None:
    assert key in due_keys(pulse(day))
    assert key not in due_keys(pulse(day - 1))


@pytest.mark.parametrize(
    ("day", "key", "facts"),
    [
        (3, "first_meeting", {"next_session_at": NOW}),
        (14, "first_meeting_late", {"sessions_held": 1}),
        (30, "agreement_status", {"agreement_confirmed": True}),
        (45, "goals_status", {"goals_agreed": 1}),
        (335, "book_closing", {"closing_held": True}),
    ],
)
def test_nobody_is_reminded_of_what_is_done(day: int, key: str, facts: dict[str, object]) -> None:
    assert key not in due_keys(pulse(day, **facts))


def test_what_fell_due_long_ago_is_left_alone() -> None:
    assert due_keys(pulse(60)) == set()


def test_late_touchpoints_follow_the_planned_end() -> None:
    shifted = pulse(200, planned_end_at=NOW + timedelta(days=30))
    assert "book_closing" in due_keys(shifted)


def test_the_cadence_reminds_the_mentee_and_the_gap_reminds_both() -> None:
    last = NOW - timedelta(days=30)
    due = due_touchpoints(pulse(100, last_session_at=last, sessions_held=3), NOW)
    assert [(item.key, item.sides) for item in due] == [("schedule_next", ("mentee", "peer"))]
    last = NOW - timedelta(days=45)
    due = due_touchpoints(pulse(100, last_session_at=last, sessions_held=3), NOW)
    assert [(item.key, item.sides) for item in due] == [("gap", ("mentee", "mentor", "peer"))]


def test_a_planned_session_writes_an_invitation_a_reminder_and_a_question_for_each(
    cast: Cast,
) -> None:
    session = stories.planned(cast, stories.started(cast))
    written = Message.objects.filter(dedupe_key__startswith=f"session:{session.pk}")
    assert sorted(written.values_list("kind", flat=True)) == (
        ["sessions.check_in"] * 2 + ["sessions.planned"] * 2 + ["sessions.reminder"] * 2
    )
    reminder = written.filter(kind="sessions.reminder").first()
    assert reminder
    assert reminder.due_at == session.starts_at - timedelta(hours=24)
    assert reminder.expires_at == session.starts_at


def test_a_moved_session_takes_back_its_reminders_and_writes_new_ones(cast: Cast) -> None:
    session = stories.planned(cast, stories.started(cast))
    later = SessionPlan(starts_at=session.starts_at + timedelta(days=1), minutes=60, mode="video")
    meetings.move(session=session, by=cast.mentor, plan=later)
    reminders = Message.objects.filter(kind="sessions.reminder")
    assert reminders.filter(status="cancelled").count() == 2
    due = reminders.get(status="due", recipient=cast.mentee)
    assert due.due_at == later.starts_at - timedelta(hours=24)


def test_two_sessions_of_a_pair_cannot_overlap(cast: Cast) -> None:
    relationship = stories.started(cast)
    first = stories.planned(cast, relationship)
    with pytest.raises(DomainError) as error:
        stories.planned(cast, relationship)
    assert error.value.code == "overlap"
    fields = ("relationship", "planned_by", "starts_at", "ends_at", "mode")
    copy = MentoringSession(**{name: getattr(first, name) for name in fields})
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_a_cancelled_session_frees_its_time(cast: Cast) -> None:
    relationship = stories.started(cast)
    meetings.cancel(session=stories.planned(cast, relationship), by=cast.mentor)
    assert stories.planned(cast, relationship).status == "planned"


def test_the_record_counts_what_was_held(cast: Cast) -> None:
    relationship = stories.started(cast)
    stories.held(cast, relationship, days_ago=8)
    stories.held(cast, relationship, days_ago=1)
    stories.planned(cast, relationship)
    relationship = stories.again(relationship)
    assert relationship.sessions_held == 2
    assert relationship.next_session_at is not None
    assert vars(counters.count(relationship, clock.now())) == {
        name: getattr(relationship, name)
        for name in vars(counters.count(relationship, clock.now()))
    }


def test_fit_is_asked_after_the_first_three_sessions_until_it_is_good(cast: Cast) -> None:
    relationship = stories.started(cast)
    stories.held(cast, relationship, days_ago=20)
    check_ins.say_fit(membership=stories.membership(relationship, "mentor"), fit="good")
    for days_ago in (15, 10, 5):
        check_ins.say_fit(membership=stories.membership(relationship, "mentee"), fit="deciding")
        stories.held(cast, relationship, days_ago=days_ago)
    asked = CheckIn.objects.filter(kind="fit")
    assert asked.filter(membership__role="mentor").count() == 1
    assert asked.filter(membership__role="mentee").count() == 3


@pytest.mark.parametrize("kind", sorted(set(QUESTIONS) - {"held"}))
def test_an_equal_question_is_not_asked_again_while_the_first_can_be_answered(
    cast: Cast, kind: str
) -> None:
    mine = stories.membership(stories.started(cast), "mentee")
    first = check_ins.ask(mine, kind, "one")
    assert check_ins.ask(mine, kind, "another") == first
    with time_machine.travel(clock.now() + check_ins.ANSWERABLE_FOR + timedelta(minutes=1)):
        assert check_ins.ask(mine, kind, "later") != first
    assert Message.objects.filter(kind="sessions.check_in", recipient=mine.user).count() == 2


def test_two_sessions_logged_in_one_night_bring_one_question_in_the_morning(cast: Cast) -> None:
    relationship = stories.started(cast)
    with time_machine.travel(datetime(2028, 3, 7, 23, 6, tzinfo=UTC), tick=False):
        stories.held(cast, relationship, days_ago=2)
        stories.held(cast, relationship, days_ago=1)
    asked = Message.objects.filter(kind="sessions.check_in", recipient=cast.mentee)
    assert [one.due_at for one in asked] == [datetime(2028, 3, 8, 8, 0, tzinfo=UTC)]


def test_one_click_on_yes_logs_the_planned_session(cast: Cast) -> None:
    relationship = stories.started(cast)
    session = stories.planned(cast, relationship, days=1)
    question = CheckIn.objects.get(kind="held", membership__role="mentor")
    with time_machine.travel(session.ends_at + timedelta(hours=2)):
        answers.answer(check_in=question, by=cast.mentor, answer="yes")
        answers.answer(check_in=question, by=cast.mentor, answer="yes")
    session.refresh_from_db()
    assert session.status == "held"
    assert stories.again(relationship).sessions_held == 1


def test_nobody_answers_for_somebody_else(cast: Cast) -> None:
    relationship = stories.started(cast)
    check_in = check_ins.ask(stories.membership(relationship, "mentor"), "fit", "test")
    with pytest.raises(DomainError) as error:
        answers.answer(check_in=check_in, by=cast.mentee, answer="good")
    assert error.value.code == "not_yours"


def test_planning_twice_asks_once(cast: Cast) -> None:
    stories.started(cast)
    later = clock.now() + timedelta(days=3, hours=1)
    assert touchpoints.plan_due(now=later) == 2
    before = Message.objects.count()
    touchpoints.plan_due(now=later + timedelta(hours=1))
    assert Message.objects.count() == before
    assert CheckIn.objects.filter(kind="first_meeting").count() == 2


def test_a_paused_pair_gets_no_check_ins(cast: Cast) -> None:
    relationship = stories.started(cast)
    endings.pause(
        relationship=relationship, by=cast.mentor, resume_on=clock.today() + timedelta(days=30)
    )
    assert touchpoints.plan_due(now=clock.now() + timedelta(days=3)) == 0


def test_a_private_note_is_read_by_its_author_alone(cast: Cast) -> None:
    relationship = stories.started(cast)
    session = stories.held(cast, relationship, days_ago=1)
    notes.write(session=session, by=cast.mentee, words="mine", visibility="private")
    notes.write(session=session, by=cast.mentee, words="ours", visibility="shared")
    mentor, mentee = (stories.membership(relationship, role) for role in ("mentor", "mentee"))
    assert [note.words for note in Note.objects.readable_by(mentor)] == ["ours"]
    assert {note.words for note in Note.objects.readable_by(mentee)} == {"mine", "ours"}


def test_only_the_author_changes_or_removes_a_note(cast: Cast) -> None:
    session = stories.held(cast, stories.started(cast), days_ago=1)
    note = notes.write(session=session, by=cast.mentee, words="ours", visibility="shared")
    with pytest.raises(DomainError):
        notes.rewrite(note=note, by=cast.mentor, words="changed", visibility="shared")
    with pytest.raises(DomainError):
        notes.remove(note=note, by=cast.mentor)


def test_open_actions_are_counted_on_the_record(cast: Cast) -> None:
    relationship = stories.started(cast)
    action = notes.promise(
        relationship=relationship,
        by=cast.mentee,
        owner=stories.membership(relationship, "mentor"),
        words="Introduce me to Anh",
    )
    assert Relationship.objects.get().open_actions == 1
    notes.set_done(action=action, by=cast.mentee, done=True)
    assert Relationship.objects.get().open_actions == 0


def test_a_session_cannot_be_logged_before_it_begins(cast: Cast) -> None:
    session = stories.planned(cast, stories.started(cast))
    with pytest.raises(DomainError) as error:
        meetings.log(session=session, by=cast.mentor)
    assert error.value.code == "in_the_future"


def letter_of(kind: str, relationship: Relationship, cast: Cast) -> object:
    context = {"relationship": str(relationship.pk)}
    return kinds.get(kind).compose(Message(kind=kind, recipient=cast.mentee, context=context))


@pytest.mark.parametrize(
    ("kind", "settle"),
    [
        ("sessions.schedule_next", lambda cast, pair: stories.planned(cast, pair)),
        ("sessions.first_meeting_late", lambda cast, pair: stories.held(cast, pair, days_ago=1)),
        ("sessions.agreement_status", lambda cast, pair: stories.agreed(cast, pair)),
        ("sessions.goals_status", lambda cast, pair: stories.goal(cast, pair)),
        ("sessions.book_closing", lambda cast, pair: closing_planned(cast, pair)),
    ],
)
def test_a_reminder_of_what_was_settled_overnight_is_not_sent(
    cast: Cast, kind: str, settle: Callable[[Cast, Relationship], object]
) -> None:
    relationship = stories.started(cast)
    assert letter_of(kind, relationship, cast) is not None
    settle(cast, relationship)
    assert letter_of(kind, relationship, cast) is None


def closing_planned(cast: Cast, relationship: Relationship) -> MentoringSession:
    plan = SessionPlan(clock.now() + timedelta(days=9), minutes=60, mode="video", kind="closing")
    return meetings.plan(relationship=relationship, by=cast.mentee, plan=plan)
