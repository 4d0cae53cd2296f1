"""Sessions of records with more than two members: every page works for everybody in them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from notifications import kinds
from notifications.models import Message
from programs.models import Format
from relationships.models import Membership, Relationship
from sessions import suggested_dates
from sessions.actions import meetings, notes, suggestions
from sessions.actions.meetings import SessionPlan
from sessions.models import MentoringSession, Note
from tests import gatherings, stories
from tests.cast import Cast, SignIn

ALL = pytest.mark.parametrize("format_key", list(gatherings.SIDES))
MANY = pytest.mark.parametrize("format_key", [Format.GROUP, Format.CIRCLE])
OF_THE_RECORD = (
    *("relationship_detail", "session_plan", "we_met", "exchange_log", "file_list"),
    *("record_search", "record_whole"),
)


def members(relationship: Relationship) -> list[Membership]:
    return list(relationship.memberships.present().select_related("user"))


def held(relationship: Relationship) -> MentoringSession:
    plan = SessionPlan(
        starts_at=clock.now() - timedelta(days=2), minutes=60, mode="video", agenda="-"
    )
    by = members(relationship)[0].user
    return meetings.log_new(relationship=relationship, by=by, plan=plan)


def laid_out(relationship: Relationship) -> list[suggested_dates.Turn]:
    return suggested_dates.of(stories.again(relationship), clock.now()).turns


@ALL
def test_every_page_opens_for_every_member(cast: Cast, sign_in: SignIn, format_key: Format) -> None:
    relationship = gatherings.started(cast, format_key)
    past = held(relationship)
    soon = SessionPlan(starts_at=clock.now() + timedelta(days=2), minutes=60, mode="video")
    coming = meetings.plan(relationship=relationship, by=members(relationship)[-1].user, plan=soon)
    for member in members(relationship):
        client = sign_in(member.user)
        for name in OF_THE_RECORD:
            assert client.get(reverse(name, args=[relationship.pk])).status_code == 200, name
        for session in (past, coming):
            for name in ("session_detail", "session_calendar"):
                assert client.get(reverse(name, args=[session.pk])).status_code == 200, name
        assert client.post(reverse("record_copy", args=[relationship.pk])).status_code == 200


@MANY
def test_one_click_plans_the_dates_and_everybody_gets_one_letter(
    cast: Cast, format_key: Format
) -> None:
    relationship = gatherings.started(cast, format_key)
    turns = laid_out(relationship)
    everybody = members(relationship)
    suggestions.plan_dates(
        relationship=relationship, by=everybody[0].user, days=[turn.day for turn in turns]
    )
    letters = Message.objects.filter(kind="sessions.planned_ahead").select_related("recipient")
    assert {letter.recipient for letter in letters} == {member.user for member in everybody}
    assert all(kinds.get(letter.kind).compose(letter) for letter in letters)


@MANY
def test_a_date_suits_everybody_who_belongs_and_nobody_who_has_left(
    cast: Cast, format_key: Format
) -> None:
    relationship = gatherings.started(cast, format_key)
    *others, last = members(relationship)
    for member in others:
        member.enrollment.availability = ["wed_am", "thu_pm"]
        member.enrollment.save()
    last.enrollment.availability = ["thu_pm"]
    last.enrollment.save()
    assert {turn.starts_at.weekday() for turn in laid_out(relationship)} == {3}
    last.enrollment.availability = ["fri_pm"]
    last.enrollment.save()
    assert not any(turn.suits for turn in laid_out(relationship))
    last.left_at = clock.now()
    last.save()
    assert all(turn.suits for turn in laid_out(relationship))
    assert {turn.starts_at.weekday() for turn in laid_out(relationship)} <= {2, 3}


@MANY
def test_what_one_member_keeps_private_no_other_reads(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    relationship = gatherings.started(cast, format_key)
    session = held(relationship)
    author, *others = members(relationship)
    notes.write(session=session, by=author.user, words="MINE ALONE", visibility="private")
    notes.take_away(session=session, by=author.user, words="MINE TOO", visibility="private")
    notes.write(session=session, by=author.user, words="FOR ALL", visibility="shared")
    assert Note.objects.count() == 3
    for other in others:
        client = sign_in(other.user)
        for address in (
            reverse("session_detail", args=[session.pk]),
            reverse("record_whole", args=[relationship.pk]),
        ):
            page = client.get(address).text
            assert "FOR ALL" in page
            assert "MINE" not in page


@MANY
def test_words_on_the_pages_of_a_group_speak_of_all_members(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    relationship = gatherings.started(cast, format_key)
    session = held(relationship)
    client = sign_in(members(relationship)[0].user)
    for address in (
        reverse("session_detail", args=[session.pk]),
        *(reverse(name, args=[relationship.pk]) for name in OF_THE_RECORD[1:]),
    ):
        page = client.get(address).text
        for words in ("the two of you", "suits you both", "Both of us", "oth of you"):
            assert words not in page, (address, words)
