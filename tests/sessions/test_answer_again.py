"""An answer link that is opened again, and what the page of an answer says."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from notifications.models import Message
from programs.models import Format
from relationships.actions import endings
from relationships.models import Membership, Relationship
from sessions import links
from sessions.actions import answers, check_ins, meetings
from sessions.actions.meetings import SessionPlan
from sessions.check_ins import QUESTIONS
from sessions.models import CheckIn, MentoringSession
from tests import gatherings, stories
from tests.cast import Cast


def asked(cast: Cast, record: Relationship, member: Membership, kind: str) -> CheckIn:
    occasion = "once"
    if kind == "held":
        session = stories.planned(cast, record)
        ended_at = clock.now() - timedelta(hours=1)
        MentoringSession.objects.filter(pk=session.pk).update(
            starts_at=ended_at - timedelta(hours=1), ends_at=ended_at
        )
        occasion = f"session:{session.pk}:v{session.schedule_version}"
        CheckIn.objects.filter(membership=member, kind="held").delete()
        Message.objects.filter(kind="sessions.check_in").delete()
    return check_ins.ask(member, kind, occasion, clock.now())


def opened(check_in: CheckIn, answer: str) -> str:
    return Client().get(reverse("answer", args=[links.token(check_in, answer)])).content.decode()


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_the_link_says_what_was_answered_and_that_it_can_be_changed(cast: Cast, kind: str) -> None:
    pair = stories.started(cast)
    check_in = asked(cast, pair, stories.membership(pair, "mentee"), kind)
    (first, words), (other, other_words), *_more = QUESTIONS[kind].answers
    assert "You answered:" not in opened(check_in, first)
    answers.answer(check_in=check_in, by=cast.mentee, answer=first)
    check_in.refresh_from_db()
    for link in (first, other):
        text = opened(check_in, link)
        assert f"You answered: <strong>{words}</strong>" in text
        assert "You can change your answer" in text
        assert text.count(f">{other_words}</button>") == 1
        assert f">{words}</button>" not in text


def test_after_the_end_it_says_what_was_answered_and_offers_nothing(cast: Cast) -> None:
    pair = stories.started(cast)
    check_in = asked(cast, pair, stories.membership(pair, "mentee"), "fit")
    answers.answer(check_in=check_in, by=cast.mentee, answer="good")
    endings.end_no_fault(relationship=pair, by=cast.mentor)
    text = opened(check_in, "good")
    assert "You answered:" in text
    assert "can change" not in text
    assert "<button" not in text[text.index("<h1") :]


def test_the_page_says_with_whom_and_so_does_the_one_after_it(cast: Cast) -> None:
    pair = stories.started(cast)
    check_in = asked(cast, pair, stories.membership(pair, "mentor"), "fit")
    about = f"About your mentoring with {cast.mentee} in {cast.program}"
    assert about in opened(check_in, "good")
    page = reverse("answer", args=[links.token(check_in, "good")])
    assert about in Client().post(page, follow=True).content.decode()


def test_in_a_group_it_names_the_group(cast: Cast) -> None:
    group = gatherings.started(cast, Format.GROUP)
    check_in = asked(cast, group, group.memberships.first(), "fit")
    assert "About your mentoring with “First-time leads” in" in opened(check_in, "good")


@pytest.mark.parametrize("format_key", [Format.CLASSIC, Format.GROUP])
def test_of_whether_they_met_the_coordinator_sees_that_it_was_held(
    cast: Cast, format_key: Format
) -> None:
    record = gatherings.started(cast, format_key)
    member = record.memberships.select_related("user").get(user=gatherings.who("ana"))
    plan = SessionPlan(starts_at=clock.now() + timedelta(days=3), minutes=60, mode="video")
    meetings.plan(relationship=record, by=member.user, plan=plan)
    check_in = CheckIn.objects.get(membership=member, kind="held")
    text = opened(check_in, "yes")
    assert "Your coordinator can see whether the session was held, not who answered what." in text
    assert "Only the two of you" not in text
    rows = Message.objects.filter(kind="sessions.check_in", recipient=member.user)
    letter = gatherings.composed(rows.get(context__check_in=str(check_in.pk)))
    assert letter is not None
    assert "Your coordinator can see whether the session was held" in str(letter.footnote)
