"""A session logged by mistake, and members who answer "did you meet?" differently."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import DomainError
from notifications.models import Message
from programs.models import Format
from relationships.models import Membership, Relationship
from sessions import answers, feeds, rules
from sessions.actions import answers as actions_answers
from sessions.actions import corrections, meetings, notes, settlement
from sessions.actions.meetings import SessionPlan
from sessions.models import CheckIn, MentoringSession, Note, SessionChange, SessionKind
from tests import confirming, gatherings, stories
from tests.cast import Cast, SignIn

FORMATS = pytest.mark.parametrize("format_key", list(gatherings.SIDES))


def members(relationship: Relationship) -> list[Membership]:
    return list(relationship.memberships.present().select_related("user").order_by("created_at"))


def held(relationship: Relationship, days_ago: int = 2, **plan: Any) -> MentoringSession:
    starts_at = clock.now() - timedelta(days=days_ago)
    return meetings.log_new(
        relationship=relationship,
        by=members(relationship)[0].user,
        plan=SessionPlan(starts_at=starts_at, minutes=60, mode="video", **plan),
    )


def again(session: MentoringSession) -> MentoringSession:
    return MentoringSession.objects.get(pk=session.pk)


def page(client: Client, name: str, row: Any) -> str:
    return " ".join(client.get(reverse(name, args=[row.pk])).text.split())


# What answers say together -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "two", "group"),
    [
        ([], None, None),
        ([True], True, True),
        ([False], False, False),
        ([True, True], True, True),
        ([True, False], None, None),
        ([False, False], False, False),
        ([True, True, False], None, True),
        ([True, False, False], None, False),
        ([True, True, False, False], None, None),
    ],
)
def test_one_word_is_enough_until_another_contradicts_it(
    said: list[bool], two: bool | None, group: bool | None
) -> None:
    assert rules.met(said, majority=False) is two
    assert rules.met(said, majority=True) is group


def over(relationship: Relationship) -> MentoringSession:
    """A planned session whose time has just passed."""
    with time_machine.travel(clock.now() - timedelta(days=1)):
        by = members(relationship)[0].user
        starts_at = clock.now() + timedelta(hours=2)
        plan = SessionPlan(starts_at=starts_at, minutes=60, mode="video")
        return meetings.plan(relationship=relationship, by=by, plan=plan)


@FORMATS
def test_answers_that_differ_count_for_nothing_until_they_are_settled(
    cast: Cast, format_key: Format
) -> None:
    relationship = gatherings.started(cast, format_key)
    session, (first, second, *_others) = over(relationship), members(relationship)
    settlement.say(session=session, by=first.user, met=True)
    assert again(session).status == "held"
    assert stories.again(relationship).sessions_held == 1
    settlement.say(session=session, by=second.user, met=False)
    assert again(session).status == "planned"
    assert stories.again(relationship).sessions_held == 0
    assert not CheckIn.objects.filter(kind="fit").exists()
    assert Message.objects.filter(kind="sessions.differ").count() == len(members(relationship))
    settlement.say(session=session, by=second.user, met=True)
    assert again(session).status == "held"
    settlement.say(session=session, by=first.user, met=False)
    settlement.say(session=session, by=second.user, met=False)
    assert again(session).status == "cancelled"
    settlement.say(session=session, by=first.user, met=True)
    assert again(session).status == "planned"


def test_in_a_group_more_than_half_of_the_answers_settle_it(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.GROUP)
    session, people = over(relationship), members(relationship)
    for one, met, status in [
        (people[0], True, "held"),
        (people[1], False, "planned"),
        (people[2], True, "held"),
        (people[3], False, "planned"),
        (people[4], False, "cancelled"),
    ]:
        settlement.say(session=session, by=one.user, met=met)
        assert again(session).status == status


def test_both_see_in_neutral_words_that_they_differ_and_nobody_else_does(
    cast: Cast, sign_in: SignIn
) -> None:
    relationship = stories.started(cast)
    session = over(relationship)
    settlement.say(session=session, by=cast.mentee, met=True)
    settlement.say(session=session, by=cast.mentor, met=False)
    for person, own in ((cast.mentee, "You said that you met."), (cast.mentor, "did not meet.")):
        for name, row in (("relationship_detail", relationship), ("session_detail", session)):
            found = page(sign_in(person), name, row)
            assert "You have answered differently:" in found
            assert "One of you says that you met on " in found
            assert ", the other that you did not." in found
            assert own in found
    coordinator = sign_in(cast.coordinator)
    url = reverse("pair_detail", args=[relationship.program_id, relationship.pk])
    for address in (url, reverse("program_attention", args=[relationship.program_id])):
        assert "differ" not in coordinator.get(address).text


def test_an_answer_from_the_email_can_contradict_the_record(cast: Cast) -> None:
    relationship = stories.started(cast)
    session = over(relationship)
    asked = {row.membership.user: row for row in CheckIn.objects.filter(kind="held")}
    actions_answers.answer(check_in=asked[cast.mentee], by=cast.mentee, answer="yes")
    actions_answers.answer(check_in=asked[cast.mentor], by=cast.mentor, answer="no")
    assert again(session).status == "planned"
    assert answers.difference(again(session), asked[cast.mentee].membership)
    actions_answers.answer(check_in=asked[cast.mentor], by=cast.mentor, answer="yes")
    assert again(session).status == "held"


def test_who_has_left_a_group_no_longer_counts(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.GROUP)
    session, people = over(relationship), members(relationship)
    settlement.say(session=session, by=people[1].user, met=False)
    people[1].is_open, people[1].left_at = False, clock.now()
    people[1].save()
    settlement.say(session=session, by=people[0].user, met=True)
    assert again(session).status == "held"


@pytest.mark.parametrize(("met", "code"), [(True, "in_the_future"), (False, "not_over")])
def test_nobody_says_so_before_the_time(cast: Cast, met: bool, code: str) -> None:
    relationship = stories.started(cast)
    session = stories.planned(cast, relationship)
    with pytest.raises(DomainError) as refusal:
        settlement.say(session=session, by=cast.mentee, met=met)
    assert refusal.value.code == code
    meetings.cancel(session=session, by=cast.mentee)
    with pytest.raises(DomainError) as refusal:
        settlement.say(session=session, by=cast.mentee, met=True)
    assert refusal.value.code == "not_planned"


# Corrected ---------------------------------------------------------------------------------------


@FORMATS
def test_every_member_may_correct_a_session_and_all_read_what_it_said_before(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    relationship = gatherings.started(cast, format_key)
    session = held(relationship, kind=SessionKind.CLOSING)
    for number, member in enumerate(members(relationship), start=1):
        client, url = sign_in(member.user), reverse("session_correct", args=[session.pk])
        typed = form_of(client.get(url)) | {"minutes": f"{60 + number}", "kind": "working"}
        assert client.post(url, typed).status_code == 302
        assert again(session).minutes == 60 + number
        assert again(session).changes.count() == number
    line = session.changes.first()
    assert line is not None
    assert (line.minutes, line.session_kind) == (60, "closing")
    assert stories.again(relationship).closing_held_at is None
    for member in members(relationship):
        found = page(sign_in(member.user), "session_detail", session)
        assert f"{members(relationship)[0].user} corrected it" in found
        assert "60 minutes · Video call · Closing conversation" in found


def form_of(response: Any) -> dict[str, str]:
    """What a form starts with, as its fields send it."""
    form = response.context["form"]
    return {name: str(form[name].value() or "") for name in form.fields} | times(form)


def times(form: Any) -> dict[str, str]:
    start = form["start"].value() if "start" in form.fields else None
    return {"start": f"{start:%H:%M}"} if start else {}


def test_the_counters_follow_a_correction(cast: Cast) -> None:
    relationship = stories.started(cast)
    session, later = held(relationship, 9), held(relationship, 2)
    moment = clock.now() - timedelta(days=20)
    plan = SessionPlan(starts_at=moment, minutes=30, mode="phone", kind=SessionKind.CLOSING)
    corrections.correct(session=later, by=cast.mentor, plan=plan)
    record = stories.again(relationship)
    assert record.first_session_at == moment
    assert record.last_session_at == session.starts_at
    assert record.closing_held_at == moment


def test_a_correction_is_refused_in_words_and_loses_nothing(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    begun = {"started_at": clock.now() - timedelta(days=20)}
    Relationship.objects.update(**begun, phase_since=begun["started_at"])
    session, other = held(relationship, 3), held(relationship, 9)
    client, url = sign_in(cast.mentor), reverse("session_correct", args=[session.pk])
    typed = form_of(client.get(url))
    local = other.starts_at.astimezone(ZoneInfo(cast.mentor.time_zone))
    with_overlap = typed | {"day": f"{local:%Y-%m-%d}", "start": f"{local:%H:%M}"}
    answer = client.post(url, with_overlap)
    assert "You already have a session at that time." in answer.text
    assert f'value="{local:%Y-%m-%d}"' in answer.text
    in_time_to_come = typed | {"day": f"{clock.now() + timedelta(days=9):%Y-%m-%d}"}
    assert "This time is still to come." in client.post(url, in_time_to_come).text
    corrections.correct(
        session=session,
        by=cast.mentee,
        plan=SessionPlan(starts_at=session.starts_at, minutes=15, mode="phone"),
    )
    assert "in the meantime" in client.post(url, typed | {"minutes": "90"}).text
    assert again(session).minutes == 15
    assert client.post(reverse("session_remove", args=[session.pk])).status_code != 302


def test_nothing_is_noted_when_nothing_changes(cast: Cast) -> None:
    relationship = gatherings.started(cast, Format.GROUP)
    session = held(relationship)
    plan = SessionPlan(starts_at=session.starts_at, minutes=60, mode="video")
    first, *others = members(relationship)
    corrections.correct(session=session, by=first.user, plan=plan)
    everybody = [str(one.pk) for one in (first, *others)]
    corrections.correct_who_was_there(session=session, by=first.user, there=everybody)
    assert not SessionChange.objects.exists()
    corrections.correct_who_was_there(session=session, by=first.user, there=everybody[:2])
    change = SessionChange.objects.get()
    assert sorted(change.there) == sorted(everybody)


# Removed -----------------------------------------------------------------------------------------


def test_removing_keeps_all_words_and_counts_no_more(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    session = held(relationship, kind=SessionKind.CLOSING)
    for person, words, visibility in (
        (cast.mentee, "my-own-word", "private"),
        (cast.mentor, "word-for-both", "shared"),
    ):
        notes.write(session=session, by=person, words=words, visibility=visibility)
    for person, words, visibility in (
        (cast.mentee, "my-takeaway", "private"),
        (cast.mentor, "takeaway-for-both", "shared"),
    ):
        notes.take_away(session=session, by=person, words=words, visibility=visibility)
    client, url = sign_in(cast.mentor), reverse("session_remove", args=[session.pk])
    lines = confirming.lines_of(client.post(url))
    assert "Your record then counts 0 sessions." in lines
    assert lines[-1] == "You can put it back at any time, on its own page."
    assert stories.again(relationship).sessions_held == 1
    assert confirming.press(client, url).status_code == 302
    record = stories.again(relationship)
    assert (record.sessions_held, record.first_session_at, record.closing_held_at) == (
        0,
        None,
        None,
    )
    assert not CheckIn.objects.filter(kind="fit").exists()
    assert feeds.entries(cast.mentee) == []
    assert Note.objects.count() == 4
    for person, own in ((cast.mentee, True), (cast.mentor, False)):
        found = page(sign_in(person), "session_detail", session)
        assert f"{cast.mentor} removed it" in found
        assert ("my-own-word" in found) is ("my-takeaway" in found) is own
        assert "word-for-both" in found
        assert "takeaway-for-both" in found
        assert "Removed sessions" in page(sign_in(person), "relationship_detail", relationship)
    notes.take_away(session=session, by=cast.mentee, words="", visibility="private")
    assert "my-takeaway" not in page(sign_in(cast.mentee), "session_detail", session)


def test_a_removal_says_the_same_whatever_the_other_has_written(
    cast: Cast, sign_in: SignIn
) -> None:
    """A private note of the partner must not show in what the page says is lost."""
    relationship = stories.started(cast)
    session = held(relationship)
    url = reverse("session_remove", args=[session.pk])
    before = confirming.lines_of(sign_in(cast.mentor).post(url))
    notes.write(session=session, by=cast.mentee, words="secret", visibility="private")
    assert confirming.lines_of(sign_in(cast.mentor).post(url)) == before


def test_a_removed_session_can_be_put_back_unless_its_time_is_taken(cast: Cast) -> None:
    relationship = stories.started(cast)
    session = held(relationship)
    corrections.remove(session=session, by=cast.mentee)
    corrections.put_back(session=session, by=cast.mentor)
    assert stories.again(relationship).sessions_held == 1
    assert CheckIn.objects.filter(kind="fit").count() == 2
    corrections.remove(session=session, by=cast.mentee)
    held(relationship)
    with pytest.raises(DomainError) as refusal:
        corrections.put_back(session=session, by=cast.mentor)
    assert refusal.value.code == "overlap"


@pytest.mark.parametrize("status", ["planned", "held", "cancelled", "removed"])
@pytest.mark.parametrize(
    ("action", "from_status"),
    [
        (corrections.remove, "held"),
        (corrections.put_back, "removed"),
    ],
)
def test_each_step_is_possible_from_one_status_only(
    cast: Cast, status: str, action: Callable[..., Any], from_status: str
) -> None:
    relationship = stories.started(cast)
    session = held(relationship)
    MentoringSession.objects.filter(pk=session.pk).update(status=status)
    for person, allowed in ((cast.outsider, False), (cast.coordinator, False), (cast.mentee, True)):
        if allowed and status == from_status:
            action(session=session, by=person)
        else:
            with pytest.raises(DomainError):
                action(session=session, by=person)


def test_the_conditions_of_the_next_phase_follow(cast: Cast) -> None:
    relationship = stories.ready_for_cultivation(cast)
    session = relationship.sessions.held().first()
    assert session is not None
    corrections.remove(session=session, by=cast.mentee)
    with pytest.raises(DomainError) as refusal:
        stories.move(cast, relationship, "begin_cultivation")
    assert refusal.value.code == "still_missing"


# Everything planned ------------------------------------------------------------------------------


def test_every_planned_session_can_be_reached_moved_and_called_off(
    cast: Cast, sign_in: SignIn
) -> None:
    relationship = stories.started(cast)
    rows = [stories.planned(cast, relationship, days) for days in (30, 3, 16, 40, 44, 50, 61)]
    rows.sort(key=lambda row: row.starts_at)
    for person in (cast.mentee, cast.mentor):
        found = sign_in(person).get(reverse("relationship_detail", args=[relationship.pk])).text
        section = found[found.index('aria-labelledby="next-session"') :]
        for name in ("session_detail", "session_edit", "session_cancel"):
            places = [section.index(reverse(name, args=[row.pk])) for row in rows]
            assert places == sorted(places), name
        assert "6 more planned" in found
        home = sign_in(person).get(reverse("relationship_list")).text
        assert [reverse("session_detail", args=[row.pk]) in home for row in rows].count(True) == 5
        assert "All 7 planned sessions" in home


def test_the_list_asks_as_much_for_one_session_as_for_thirty(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    stories.planned(cast, relationship, 1)
    client, url = sign_in(cast.mentee), reverse("relationship_detail", args=[relationship.pk])
    counted = queries(client, url)
    for days in range(2, 31):
        stories.planned(cast, relationship, days)
    assert queries(client, url) == counted


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        client.get(url)
    return len(found)


def test_an_hour_of_today_is_not_over(cast: Cast, sign_in: SignIn) -> None:
    relationship = stories.started(cast)
    session = stories.planned(cast, relationship, 1)
    middle: datetime = session.starts_at + timedelta(minutes=30)
    with time_machine.travel(middle):
        assert reverse("session_edit", args=[session.pk]) in page(
            sign_in(cast.mentee), "relationship_detail", relationship
        )
