"""A deadline is the same day in its email and on its page, wherever the reader lives."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core import clock, dates, local_time
from devtools.wording import texts
from matching.models.runs import IntroTalk, MentorRequest
from notifications import kinds
from notifications.models import Message
from profiles.models import ManagerAnswer
from relationships import rules
from relationships.models import Closing, PauseRequest, Relationship
from tests import stories
from tests.cast import Cast, SignIn

Case = Callable[[Cast, datetime], tuple[str, User, dict[str, str], str]]
ZONES = ["Pacific/Auckland", "America/Los_Angeles"]


def asked(kind: str, to: str, route: str, status: str = "waiting") -> Case:
    """An email about a request."""

    def build(cast: Cast, by: datetime) -> tuple[str, User, dict[str, str], str]:
        stories.let_mentees(cast.program, "requests")
        row = stories.asked(cast)
        MentorRequest.objects.filter(pk=row.pk).update(answer_until=by, status=status)
        part = row.pk if route == "request_detail" else cast.program.pk
        return kind, getattr(cast, to), {"request": str(row.pk)}, reverse(route, args=[part])

    return build


def talk(cast: Cast, by: datetime) -> tuple[str, User, dict[str, str], str]:
    stories.let_mentees(cast.program, "requests")
    row = stories.talk(cast)
    IntroTalk.objects.filter(pk=row.pk).update(answer_until=by)
    page = reverse("request_list", args=[cast.program.pk])
    return "matching.talk", cast.mentor, {"talk": str(row.pk)}, page


def manager(cast: Cast, by: datetime) -> tuple[str, User, dict[str, str], str]:
    row = stories.manager_asked(cast)
    ManagerAnswer.objects.filter(pk=row.pk).update(answer_by=by)
    about = {"asked": str(row.pk)}
    return "profiles.manager_asked", cast.line_manager, about, reverse("team_answers")


def proposed(kind: str) -> Case:
    def build(cast: Cast, by: datetime) -> tuple[str, User, dict[str, str], str]:
        row = stories.proposed(cast)
        Relationship.objects.filter(pk=row.pk).update(answer_by=by)
        return kind, cast.mentee, *of_record(row)

    return build


def of_record(row: Relationship) -> tuple[dict[str, str], str]:
    return {"relationship": str(row.pk)}, reverse("relationship_detail", args=[row.pk])


def paused(kind: str) -> Case:
    def build(cast: Cast, by: datetime) -> tuple[str, User, dict[str, str], str]:
        row = stories.started(cast)
        until = by.date()
        Relationship.objects.filter(pk=row.pk).update(
            status="paused", paused_at=clock.now(), resume_on=until
        )
        return kind, cast.mentee, *of_record(row)

    return build


def longer_pause(cast: Cast, by: datetime) -> tuple[str, User, dict[str, str], str]:
    row = stories.started(cast)
    wish = PauseRequest.objects.create(
        relationship=row,
        asked_by=stories.membership(row, "mentee"),
        asked_at=clock.now(),
        resume_on=by.date(),
    )
    about = {"relationship": str(row.pk), "asked": str(wish.pk)}
    page = reverse("pair_detail", args=[row.program_id, row.pk])
    return "relationships.longer_pause_asked", cast.coordinator, about, page


def concluding(cast: Cast, by: datetime) -> tuple[str, User, dict[str, str], str]:
    row = stories.in_redefinition(cast)
    since = by - rules.REDEFINITION_LASTS
    Relationship.objects.filter(pk=row.pk).update(phase_since=since, started_at=since)
    mentor = row.memberships.get(role="mentor")
    Closing.objects.update_or_create(member=mentor, defaults={"concluded_at": clock.now()})
    about, page = of_record(row)
    return "relationships.concluding", cast.mentee, about, page


def ending(kind: str) -> Case:
    def build(cast: Cast, by: datetime) -> tuple[str, User, dict[str, str], str]:
        row = stories.in_cultivation(cast)
        Relationship.objects.filter(pk=row.pk).update(planned_end_on=by.date())
        return kind, cast.mentee, *of_record(row)

    return build


CASES: dict[str, Case] = {
    "answer by %(day)s: “yes”": asked("matching.request", "mentor", "request_list"),
    "will decide by %(day)s": asked("matching.request_talk", "mentee", "request_detail", "talking"),
    "is asked to answer by %(day)s": asked(
        "matching.request_passed_on", "mentee", "request_detail"
    ),
    "will answer by %(day)s": asked("matching.request_revived", "mentee", "request_detail"),
    "Say yes or no by %(day)s": talk,
    "say yes or no by %(day)s. Either": proposed("relationships.proposed"),
    "waits for your answer until %(day)s": proposed("relationships.proposal_reminder"),
    "is paused until %(day)s": paused("relationships.paused"),
    "asks to pause until %(day)s": longer_pause,
    "Without an answer by %(day)s": manager,
    "is completed by itself on %(day)s": concluding,
    "You plan to end on %(day)s. Talk": ending("sessions.ending_well"),
}
ALSO = {
    "You can join until %(day)s": "a day of the program, which is no moment",
    "You plan to end on %(day)s": "the day on which a record plans to end, as on its page",
}
"""Deadlines that are tested elsewhere, or that are days for everybody."""


def test_every_deadline_of_an_email_is_in_the_table() -> None:
    found = {
        one.words
        for one in texts()
        if "letters" in one.path and one.path.endswith(".py") and "%(day)s" in one.words
    }
    known = (*CASES, *ALSO)
    assert {words for words in found if not any(part in words for part in known)} == set()
    assert {part for part in known if not any(part in words for words in found)} == set()


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("case", CASES)
def test_the_email_and_the_page_name_the_same_day(
    cast: Cast, sign_in: SignIn, case: str, zone: str
) -> None:
    """At this moment it is evening in Auckland, and the day before in Los Angeles."""
    day = clock.today() + timedelta(days=20)
    by = local_time.moment_of(day, time(6), "UTC")
    kind, person, about, page = CASES[case](cast, by)
    User.objects.filter(pk=person.pk).update(time_zone=zone)
    person.refresh_from_db()
    message = Message(kind=kind, recipient=person, context=about)
    with timezone.override(ZoneInfo(zone)):
        letter = kinds.get(kind).compose(message)
        days = {dates.day(day + timedelta(days=shift)) for shift in (-1, 0, 1)}
    assert letter is not None
    told = " ".join(map(str, [*letter.paragraphs, letter.footnote]))
    (named,) = [one for one in days if one in told]
    html = sign_in(person).get(page, follow=True).content.decode()
    assert named in html
    assert [one for one in days if one in html] == [named]
