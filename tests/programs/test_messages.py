"""What a program sends: every touchpoint in words, switched off or moved, previewed, and obeyed."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEvent
from core import clock
from core.errors import DomainError
from notifications import kinds
from notifications.models import Message
from programs import actions, touchpoints
from programs import queries as program_queries
from programs.actions import TouchpointSetting
from programs.models import Format, Program, TouchpointChoice
from programs.touchpoints import TOUCHPOINTS, SentWhen
from relationships.models import Relationship
from sessions import previews
from sessions import rules as session_rules
from sessions.actions import touchpoints as actions_touchpoints
from sessions.models import CheckIn
from tests import stories
from tests.cast import Cast, SignIn


def url(cast: Cast) -> str:
    return reverse("program_messages", args=[cast.program.pk])


def typed(program: Program, **changes: object) -> dict[str, object]:
    """The form as it stands, with ``changes``; None takes a field away."""
    timing, usual = program_queries.timing(program), program_queries.usual_days(program)
    values: dict[str, object] = {}
    for point in TOUCHPOINTS:
        if point.key in timing:
            values[f"{point.key}_on"] = "on"
        if point.has_day:
            values[f"{point.key}_day"] = timing.get(point.key, usual[point.key])
    return {key: value for key, value in {**values, **changes}.items() if value is not None}


def choose(cast: Cast, *wanted: TouchpointSetting) -> None:
    actions.change_messages(program=cast.program, wanted=wanted, by=cast.hr)


def planned_kinds(days: int) -> set[str]:
    """What is written to a pair that has just started, ``days`` later."""
    with time_machine.travel(clock.now() + timedelta(days=days, hours=1), tick=False):
        actions_touchpoints.plan_due(now=clock.now())
    asked = set(CheckIn.objects.values_list("kind", flat=True))
    letters = Message.objects.filter(dedupe_key__startswith="check-in:")
    return asked | {
        kind.removeprefix("sessions.") for kind in letters.values_list("kind", flat=True)
    }


# The days ------------------------------------------------------------------------------------


def test_every_touchpoint_with_a_day_has_a_condition_and_every_condition_a_rule() -> None:
    with_condition = {point.key for point in TOUCHPOINTS if isinstance(point.when, SentWhen)}
    assert with_condition == {point.key for point in TOUCHPOINTS if point.has_day}
    assert {*session_rules.CONDITIONS} == {*SentWhen}


def test_a_classic_year_has_the_days_of_the_handbook() -> None:
    days = touchpoints.CLASSIC
    assert [days["first_meeting"], days["first_meeting_late"], days["mid_point"]] == [3, 14, 180]
    assert [days["ending_well"], days["propose_separation"], days["book_closing"]] == [95, 65, 30]


def test_the_later_days_shrink_with_a_shorter_program() -> None:
    days = touchpoints.usual(Format.BUDDY, 91)
    assert [days["agreement_status"], days["mid_point"]] == [14, 45]
    assert [days["ending_well"], days["propose_separation"], days["book_closing"]] == [24, 16, 7]


def test_a_pair_of_three_months_is_not_told_about_the_end_at_its_start(cast: Cast) -> None:
    Program.objects.filter(pk=cast.program.pk).update(ends_on=None, months=3)
    cast.program.refresh_from_db()
    stories.started(cast)
    assert planned_kinds(2) == set()


# What is sent --------------------------------------------------------------------------------


def test_a_touchpoint_comes_on_the_day_of_the_program(cast: Cast) -> None:
    choose(cast, TouchpointSetting("first_meeting", is_on=True, day=6))
    stories.started(cast)
    assert "first_meeting" not in planned_kinds(5)
    assert "first_meeting" in planned_kinds(6)


def test_what_is_switched_off_is_not_sent(cast: Cast) -> None:
    stories.started(cast)
    assert "first_meeting" in planned_kinds(3)
    CheckIn.objects.all().delete()
    choose(cast, TouchpointSetting("first_meeting", is_on=False))
    assert "first_meeting" not in planned_kinds(3)


def test_other_programs_keep_their_days(cast: Cast) -> None:
    choose(cast, TouchpointSetting("first_meeting", is_on=False))
    assert program_queries.sends(cast.other_program, "first_meeting")


def test_a_day_moved_after_the_letter_went_out_sends_it_no_second_time(cast: Cast) -> None:
    stories.started(cast)
    planned_kinds(3)
    choose(cast, TouchpointSetting("first_meeting", is_on=True, day=6))
    planned_kinds(6)
    assert CheckIn.objects.filter(kind="first_meeting").count() == 2


def test_the_end_is_prepared_once_more_after_an_extension() -> None:
    start = clock.now() - timedelta(days=300)
    pulse = session_rules.Pulse(started_at=start, phase="cultivation")
    later = session_rules.Pulse(
        started_at=start,
        phase="cultivation",
        planned_end_at=clock.now() + timedelta(days=65),
        extensions=1,
    )
    assert {d.occasion for d in session_rules.due_touchpoints(pulse, clock.now())} == {"once"}
    assert {d.occasion for d in session_rules.due_touchpoints(later, clock.now())} == {"again1"}


def test_no_question_about_a_session_where_it_is_switched_off(cast: Cast) -> None:
    choose(cast, TouchpointSetting("held", is_on=False), TouchpointSetting("fit", is_on=False))
    relationship = stories.started(cast)
    stories.planned(cast, relationship)
    stories.held(cast, relationship, 2)
    assert not CheckIn.objects.exists()


def test_a_letter_that_waits_is_not_sent_once_it_is_switched_off(cast: Cast) -> None:
    stories.started(cast)
    planned_kinds(14)
    letter = Message.objects.filter(kind="sessions.first_meeting_late").first()
    assert letter
    assert kinds.get(letter.kind).compose(letter)
    choose(cast, TouchpointSetting("first_meeting_late", is_on=False))
    assert kinds.get(letter.kind).compose(letter) is None


def test_the_welcome_names_the_coordinator(cast: Cast) -> None:
    stories.started(cast)
    planned_kinds(7)
    letter = Message.objects.filter(kind="sessions.welcome", recipient=cast.mentee).get()
    words = kinds.get(letter.kind).compose(letter)
    assert words
    assert "coordinator@example.org" in words.paragraphs[1]


def test_the_two_are_asked_once_more_some_weeks_after_the_closing() -> None:
    now = clock.now()
    pulse = session_rules.Pulse(
        started_at=now - timedelta(days=380),
        phase="redefinition",
        planned_end_at=now - timedelta(days=15),
        closing_at=now - timedelta(days=35),
        closing_held=True,
    )
    assert [due.key for due in session_rules.due_touchpoints(pulse, now)] == ["redefinition_talk"]
    meeting = replace(pulse, next_session_at=now + timedelta(days=2))
    assert session_rules.due_touchpoints(meeting, now) == []
    assert session_rules.due_touchpoints(replace(pulse, closing_at=None), now) == []


def look_back(cast: Cast) -> list[Message]:
    """What is written on the day the two chose when they completed their mentoring."""
    day = clock.now() + timedelta(days=180, hours=1)
    with time_machine.travel(day, tick=False):
        actions_touchpoints.plan_due(now=clock.now())
        actions_touchpoints.plan_due(now=clock.now())
    return list(Message.objects.filter(kind="sessions.follow_up"))


def completed(cast: Cast) -> None:
    stories.started(cast)
    Relationship.objects.update(
        status="concluded",
        concluded_kind="completed",
        concluded_at=clock.now(),
        follow_up_on=clock.today() + timedelta(days=180),
    )


def test_the_day_chosen_for_looking_back_brings_each_one_letter(cast: Cast) -> None:
    completed(cast)
    written = look_back(cast)
    assert {message.recipient for message in written} == {cast.mentor, cast.mentee}
    assert len(written) == 2
    letter = kinds.get("sessions.follow_up").compose(written[0])
    assert letter
    assert "look back" in letter.paragraphs[0]


def test_nobody_looks_back_where_it_is_switched_off_or_where_it_ended_otherwise(cast: Cast) -> None:
    completed(cast)
    Relationship.objects.update(concluded_kind="no_fault")
    assert look_back(cast) == []
    Relationship.objects.update(concluded_kind="completed")
    choose(cast, TouchpointSetting("follow_up", is_on=False))
    assert look_back(cast) == []


# The page ------------------------------------------------------------------------------------


def test_the_page_lists_every_touchpoint_with_its_letter(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.coordinator).get(url(cast)).text
    for point in TOUCHPOINTS:
        assert reverse("program_message", args=[cast.program.pk, point.key]) in page


def test_days_are_changed_and_what_is_as_usual_is_not_kept(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.coordinator)
    client.post(url(cast), typed(cast.program, welcome_on=None, goals_status_day=60))
    kept = set(TouchpointChoice.objects.values_list("key", "is_on", "day"))
    assert kept == {("welcome", False, 7), ("goals_status", True, 60)}
    event = AuditEvent.objects.get(verb="program.messages_changed")
    assert event.details == {"changed": ["goals_status", "welcome"]}
    assert "(usually 45)" in client.get(url(cast)).text
    client.post(url(cast), typed(cast.program, welcome_on="on", goals_status_day=45))
    assert not TouchpointChoice.objects.exists()


@pytest.mark.parametrize("day", ["0", "13", "121", "x", "", "\0", "9" * 30, "٤٥٠"])
def test_a_day_out_of_its_limits_is_explained_at_its_field(
    cast: Cast, sign_in: SignIn, day: str
) -> None:
    answer = sign_in(cast.hr).post(url(cast), typed(cast.program, goals_status_day=day))
    assert list(answer.context["form"].errors) == ["goals_status_day"]
    assert answer.context["form"]["goals_status_day"].value() == day
    assert not TouchpointChoice.objects.exists()


def test_a_day_after_the_end_of_a_short_relationship_is_refused(
    cast: Cast, sign_in: SignIn
) -> None:
    Program.objects.filter(pk=cast.program.pk).update(ends_on=None, months=2)
    program = Program.objects.get(pk=cast.program.pk)
    form = sign_in(cast.hr).post(url(cast), typed(program, goals_status_day=90)).context["form"]
    assert "choose a day within it" in form.errors["goals_status_day"][0]


def test_the_day_of_a_letter_that_is_off_does_not_matter(cast: Cast, sign_in: SignIn) -> None:
    data = typed(cast.program, goals_status_on=None, goals_status_day="x")
    assert sign_in(cast.hr).post(url(cast), data).status_code == 302
    assert not program_queries.sends(cast.program, "goals_status")


def test_an_empty_form_switches_everything_off(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.hr).post(url(cast), {}).status_code == 302
    assert program_queries.timing(cast.program) == {}


def test_a_closed_program_keeps_its_messages(cast: Cast) -> None:
    actions.close_program(program=cast.program, by=cast.hr)
    with pytest.raises(DomainError, match="closed"):
        choose(cast, TouchpointSetting("welcome", is_on=False))


def test_a_clone_sends_the_same(cast: Cast) -> None:
    choose(cast, TouchpointSetting("welcome", is_on=False))
    copy = actions.clone(
        program=cast.program,
        name="Again",
        starts_on=clock.today(),
        with_coordinators=False,
        by=cast.hr,
    )
    assert not program_queries.sends(copy, "welcome")


# The letters ---------------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(previews.KEYS))
def test_every_letter_can_be_read_before_it_is_sent(cast: Cast, sign_in: SignIn, key: str) -> None:
    address = reverse("program_message", args=[cast.program.pk, key])
    page = sign_in(cast.coordinator).get(address)
    assert page.status_code == 200
    assert not Message.objects.exists()
    assert "<form" not in page.text.split("<main")[1]


def test_an_unknown_letter_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    address = reverse("program_message", args=[cast.program.pk, "nonsense"])
    assert sign_in(cast.hr).get(address).status_code == 404


def test_who_reads_another_text_is_named(cast: Cast) -> None:
    readers = [row.reader for row in previews.of(cast.program, "introduction")]
    assert readers == ["Mentee", "Mentor"]
    assert "planned" not in previews.of(cast.program, "first_meeting")[0].reader
