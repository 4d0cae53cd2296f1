"""The demo organization: believable, consistent, quick, and quiet."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, F, Q
from django.test import Client
from django.urls import reverse

from accounts.directory import manager_map, managers_above
from accounts.models import Role, RoleGrant, Unit, User
from core import clock
from demo import people
from demo.seed import OWN_APPS
from matching.actions.runs import run
from matching.models.runs import MentorRequest, MentorWish
from notifications import kinds
from notifications.models import Message
from notifications.models import MessageStatus as MessageStatus
from profiles.models import Enrollment, EnrollmentStatus
from programs import queries as program_facts
from programs.models import Choice, Format, Phase, Program, ProgramStatus, Shape, Side
from relationships import rules
from relationships.models import (
    Agreement,
    Fit,
    Goal,
    HistoryEntry,
    Membership,
    PhaseProposal,
    Relationship,
    Status,
    Wish,
)
from relationships.tasks import keep_moving
from sessions.actions import counters
from sessions.models import Action, MentoringSession, Note, SessionStatus, Visibility
from sessions.tasks import plan_check_ins

PARTS = ("hr", "coordinator", "mentor", "mentee")


def rows_by_table() -> dict[str, int]:
    models = [model for label in OWN_APPS for model in apps.get_app_config(label).get_models()]
    return {model._meta.label: model._base_manager.count() for model in models}


def person(part: str) -> User:
    return User.objects.get(email=f"{part}@example.org")


def main_pair() -> Relationship:
    return Relationship.objects.of(person("mentor")).of(person("mentee")).get()


def test_preparing_twice_changes_nothing(now: datetime, settings: Any) -> None:
    settings.MENTORING_DEMO = True
    before = rows_by_table()
    call_command("prepare_demo", verbosity=0)
    assert rows_by_table() == before


# People -------------------------------------------------------------------------------------


def test_everybody_signs_in_with_a_confirmed_address(now: datetime) -> None:
    people = User.objects.count()
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == people
    assert EmailAddress.objects.filter(email=F("user__email")).count() == people
    [password] = User.objects.order_by().values_list("password", flat=True).distinct()
    assert check_password("mentoring-demo", password)


@pytest.mark.parametrize("part", PARTS)
def test_the_demo_accounts_sign_in(now: datetime, part: str) -> None:
    client = Client()
    typed = {"login": f"{part}@example.org", "password": "mentoring-demo"}
    assert client.post(reverse("account_login"), typed).status_code == 302
    assert client.get(reverse("home"), follow=True).status_code == 200


def test_the_parts_have_their_roles(now: datetime) -> None:
    roles = dict(RoleGrant.objects.values_list("role", "user__email"))
    assert roles == {
        Role.HR_ADMIN: "hr@example.org",
        Role.SAFEGUARDING: "safeguarding@example.org",
    }
    assert person("coordinator").coordinates.count() == Program.objects.count() == 6


def test_the_organization_is_a_tree(now: datetime) -> None:
    assert Unit.objects.count() == 8
    above = managers_above(manager_map())
    depths = Counter(len(managers) for managers in above.values())
    assert sorted(depths) == [0, 1, 2, 3, 4]
    assert depths[0] == 1
    assert User.objects.values("time_zone").distinct().count() == 6
    assert set(User.objects.values_list("language", flat=True)) == {"en", "vi", "it", "pl", "nb"}


def test_nobody_is_paired_in_the_reporting_line(now: datetime) -> None:
    above = managers_above(manager_map())
    two = Relationship.objects.exclude(shape=Shape.CIRCLE)
    for mentor, mentee in two.values_list("first_user", "second_user"):
        assert mentor not in above[mentee]
        assert mentee not in above[mentor]


# Programs -----------------------------------------------------------------------------------


def test_programs_stand_at_four_moments_of_their_lives(now: datetime) -> None:
    programs = Program.objects.filter(format=Format.CLASSIC).order_by("starts_on")
    assert [program.status for program in programs] == [
        ProgramStatus.CLOSED,
        ProgramStatus.RUNNING,
        ProgramStatus.RUNNING,
        ProgramStatus.OPEN,
    ]
    last, this, managers, borders = programs
    assert (clock.today() - this.starts_on).days // 7 == 26
    assert not last.relationships.open().exists()
    assert this.relationships.running().count() >= 40
    assert managers.relationships.filter(status=Status.PROPOSED).count() >= 3
    assert not borders.relationships.exists()


def test_every_phase_and_state_can_be_seen(now: datetime) -> None:
    this = Program.objects.order_by("starts_on")[1]
    seen = set(this.relationships.values_list("status", "phase"))
    assert {(Status.ACTIVE, phase) for phase in Phase.values} <= seen
    assert (Status.PAUSED, Phase.CULTIVATION) in seen
    kinds_of_ending = set(this.relationships.values_list("concluded_kind", flat=True))
    assert {"no_fault", "administrative", "completed"} <= kinds_of_ending
    waiting = PhaseProposal.objects.filter(confirmed_at=None, closed_at=None)
    assert waiting.count() == 3


def test_some_pairs_need_a_coordinator(now: datetime) -> None:
    active = Relationship.objects.filter(status=Status.ACTIVE)
    silent = active.filter(phase=Phase.CULTIVATION, next_session_at=None)
    assert silent.filter(last_session_at__lt=now - timedelta(days=60)).count() >= 3
    assert silent.filter(last_session_at__lt=now - timedelta(days=45)).count() >= 5
    assert Membership.objects.filter(is_open=True, fit=Fit.NOT_GOOD).exists()
    recently = Q(check_ins__kind="help", check_ins__asked_at__gt=now - timedelta(days=10))
    assert active.filter(recently).distinct().count() >= 2
    assert Membership.objects.filter(wish=Wish.REMATCH).exists()


def test_the_open_program_can_be_matched_and_leaves_some_over(now: datetime) -> None:
    program = Program.objects.get(status=ProgramStatus.OPEN)
    assert program_facts.takes_enrollments(program)
    assert program.enrollments.filter(status=EnrollmentStatus.SUBMITTED).count() >= 3
    found = run(program=program, by=person("coordinator"))
    assert found.proposals.count() >= 8
    codes = {
        reason["code"]
        for row in found.unmatched.filter(enrollment__role=Side.MENTEE)
        for reason in row.reasons
    }
    assert len(codes) >= 2


def test_runs_of_the_demo_look_like_runs_of_the_matching(now: datetime) -> None:
    program = Program.objects.get(status=ProgramStatus.OPEN)
    real = run(program=program, by=person("coordinator"))
    for past in type(real).objects.exclude(pk=real.pk):
        assert past.summary.keys() == real.summary.keys()
        assert past.parameters.keys() == real.parameters.keys()
        assert past.summary["refused_pins"] == []


# The record is consistent -------------------------------------------------------------------


def test_the_counted_contact_is_what_the_rows_say(now: datetime) -> None:
    for relationship in Relationship.objects.all():
        counted = vars(counters.count(relationship, now))
        assert {name: getattr(relationship, name) for name in counted} == counted


def test_the_record_stands_where_its_history_ends(now: datetime) -> None:
    for relationship in Relationship.objects.prefetch_related("history"):
        place = ("", "")
        for entry in relationship.history.all():
            assert (entry.from_status, entry.from_phase) == place
            place = entry.to_status, entry.to_phase
        assert (relationship.status, relationship.phase) == place


def test_every_step_is_one_the_table_allows(now: datetime) -> None:
    entries = HistoryEntry.objects.exclude(transition="propose").select_related("relationship")
    for entry in entries:
        shape = entry.relationship.shape
        assert rules.allows(entry.transition, entry.from_status, entry.from_phase, shape)
        row = rules.TRANSITIONS[entry.transition]
        assert entry.to_status == row.status
        assert entry.to_phase == (entry.from_phase if row.phase is None else row.phase)


def test_cultivation_began_when_everything_was_there(now: datetime) -> None:
    entries = HistoryEntry.objects.filter(transition="begin_cultivation")
    assert entries.count() > 50
    for entry in entries.select_related("relationship", "proposed_by"):
        relationship, at = entry.relationship, entry.created_at
        held = relationship.sessions.filter(status=SessionStatus.HELD, logged_at__lt=at)
        assert held.count() >= rules.SESSIONS_BEFORE_CULTIVATION
        assert relationship.agreements.filter(confirmed_at__lt=at).exists()
        assert relationship.goals.filter(confirmed_at__lt=at).exists()
        assert entry.proposed_by is not None
        assert entry.by_id != entry.proposed_by.user_id


def test_redefinition_began_when_everything_was_there(now: datetime) -> None:
    entries = HistoryEntry.objects.filter(transition="begin_redefinition")
    assert entries.count() > 10
    for entry in entries.select_related("relationship"):
        relationship, at = entry.relationship, entry.created_at
        assert relationship.closing_held_at is not None
        assert relationship.closing_held_at < at
        assert not relationship.goals.filter(closed_at=None, confirmed_at__isnull=False).exists()
        assert not relationship.actions.filter(Q(done_at=None) | Q(done_at__gt=at)).exists()
        assert not relationship.memberships.filter(outcome_choice="").exists()


def test_nobody_knows_who_ended_without_fault(now: datetime) -> None:
    endings = HistoryEntry.objects.filter(transition="end_no_fault")
    assert endings.count() >= 4
    assert not endings.filter(Q(by__isnull=False) | Q(proposed_by__isnull=False)).exists()


def test_every_step_is_in_the_audit_trail(now: datetime) -> None:
    audit = apps.get_model("accounts.AuditEvent").objects
    steps = HistoryEntry.objects.exclude(transition="propose").values_list(
        "relationship_id", "transition", "by_id", "created_at"
    )
    written = audit.filter(target_kind="relationships.relationship").values_list(
        "target_id", "verb", "actor_id", "created_at"
    )
    expected = {(str(key), f"relationship.{name}", by, at) for key, name, by, at in steps}
    assert set(written) == expected


def test_places_are_counted(now: datetime) -> None:
    taken = Count("memberships", filter=Q(memberships__is_open=True))
    over = Enrollment.objects.annotate(taken=taken).filter(taken__gt=F("capacity"))
    assert not over.exists()
    members = Membership.objects.filter(is_open=True)
    assert not members.filter(relationship__status=Status.CONCLUDED).exists()


def test_nothing_happened_in_the_future(now: datetime) -> None:
    for model in (Relationship, HistoryEntry, Note, Action, Goal, Agreement, MentoringSession):
        assert not model.objects.filter(created_at__gt=now).exists()
    assert not MentoringSession.objects.filter(logged_at__gt=now).exists()
    assert not MentoringSession.objects.filter(logged_at__lt=F("starts_at")).exists()
    assert not Action.objects.filter(done_at__lt=F("created_at")).exists()


def test_all_references_hold(now: datetime) -> None:
    connection.check_constraints()


def test_a_sample_of_every_table_is_valid(now: datetime) -> None:
    """Choices, lengths and formats; an empty value where the form asks for one is no fault.

    What the database itself refuses (constraints, references, doubles) is not asked again.
    """
    labels = [label for label in OWN_APPS if label != "reports"]
    for model in (model for label in labels for model in apps.get_app_config(label).get_models()):
        references = [field.name for field in model._meta.fields if field.is_relation]
        for row in model._base_manager.order_by("pk")[:40]:
            assert _faults(row, references) == []


def _faults(row: Any, references: list[str]) -> list[str]:
    try:
        row.full_clean(exclude=references, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        faults = [fault for found in error.error_dict.values() for fault in found]
        return [str(fault) for fault in faults if fault.code != "blank"]
    return []


# Letters ------------------------------------------------------------------------------------


def due_now(now: datetime) -> list[Message]:
    return list(Message.objects.filter(status=MessageStatus.DUE, due_at__lte=now))


def test_a_handful_of_letters_is_due_and_none_has_expired(now: datetime) -> None:
    letters = due_now(now)
    assert 8 <= len(letters) <= 40
    assert [letter for letter in letters if letter.expires_at and letter.expires_at <= now] == []


def test_every_letter_that_is_due_can_be_written(now: datetime) -> None:
    for message in due_now(now):
        assert kinds.get(message.kind).compose(message) is not None, message.kind


def test_the_demo_accounts_get_letters_at_once(now: datetime) -> None:
    letters = {
        part: {m.kind for m in due_now(now) if m.recipient == person(part)} for part in PARTS
    }
    assert letters["mentor"] >= {
        "sessions.check_in",
        "sessions.reminder",
        "relationships.proposal_reminder",
    }
    assert "sessions.check_in" in letters["mentee"]
    assert letters["coordinator"] == {"profiles.submitted"}
    asked = person("mentor").memberships.filter(check_ins__answered_at=None)
    assert {"fit", "held"} <= set(asked.values_list("check_ins__kind", flat=True))


def test_the_planners_do_not_flood(now: datetime) -> None:
    before = Message.objects.count()
    with time_machine.travel(now, tick=False):
        for _time in range(2):
            plan_check_ins()
            keep_moving()
    assert Message.objects.count() == before


def test_the_next_days_stay_calm(now: datetime) -> None:
    before = Message.objects.count()
    for number in (1, 2):
        with time_machine.travel(now + timedelta(days=number), tick=False):
            plan_check_ins()
            keep_moving()
    assert Message.objects.count() - before < 60


def test_no_confidential_word_stands_in_a_letter(now: datetime) -> None:
    words = {goal.title for goal in Goal.objects.all()} | {
        note.words for note in Note.objects.all()
    }
    for context in Message.objects.values_list("context", flat=True):
        assert not words & set(context.values())


# The pair a visitor meets -------------------------------------------------------------------


def test_mentor_and_mentee_have_a_rich_record(now: datetime) -> None:
    pair = main_pair()
    assert (pair.status, pair.phase) == (Status.ACTIVE, Phase.CULTIVATION)
    assert pair.sessions_held >= 8
    assert pair.next_session_at is not None
    assert timedelta(days=3) < pair.next_session_at - now < timedelta(days=8)
    assert pair.open_actions == 3
    assert pair.agreements.filter(confirmed_at__isnull=False).count() == 1
    assert set(pair.goals.values_list("result", flat=True)) == {"", "achieved"}
    assert pair.goals.filter(confirmed_at=None).count() == 1
    notes = Note.objects.filter(session__relationship=pair)
    by_reader = Counter(notes.values_list("visibility", "author__role"))
    assert set(by_reader) == {(v, side) for v in Visibility.values for side in ("mentor", "mentee")}


def test_a_session_of_theirs_waits_to_be_confirmed(now: datetime) -> None:
    planned = main_pair().sessions.filter(status=SessionStatus.PLANNED)
    assert planned.filter(ends_at__lt=now).count() == 1


def test_mentor_has_somebody_new_and_a_proposal(now: datetime) -> None:
    states = Relationship.objects.of(person("mentor")).values_list("status", "phase")
    assert sorted(states) == [
        (Status.ACTIVE, Phase.CULTIVATION),
        (Status.ACTIVE, Phase.INITIATION),
        (Status.PROPOSED, ""),
    ]


def test_their_pages_open(now: datetime, sign_in: Callable[[Any], Client]) -> None:
    for part in ("mentor", "mentee"):
        client = sign_in(person(part))
        for pair in Relationship.objects.of(person(part)):
            assert client.get(reverse("relationship_detail", args=[pair.pk])).status_code == 200


def test_the_mentee_hosts_with_others_in_a_circle_and_has_a_talk_to_be_thankful_for(
    now: datetime, sign_in: Callable[[Any], Client]
) -> None:
    mine = Relationship.objects.of(person("mentee"))
    circle, talk = mine.get(shape=Shape.CIRCLE), mine.get(shape=Shape.TALK)
    held, planned = circle.sessions.order_by("starts_at")
    assert (held.status, planned.status) == (SessionStatus.HELD, SessionStatus.PLANNED)
    assert None not in {held.host, planned.host}
    assert held.host != planned.host
    assert held.attendances.count() == circle.memberships.count() == 5
    assert (talk.status, talk.sessions_held) == (Status.ACTIVE, 1)
    page = sign_in(person("mentee")).get(reverse("relationship_detail", args=[talk.pk]))
    assert reverse("talk_thank", args=[talk.pk]) in page.text


# Choosing -----------------------------------------------------------------------------------


def test_mentees_rank_mentors_and_ask_some_where_they_may(now: datetime) -> None:
    program = Program.objects.get(choice=Choice.REQUESTS, status=ProgramStatus.OPEN)
    ranks: dict[object, list[int]] = {}
    for mentee, rank in MentorWish.objects.values_list("mentee", "rank"):
        ranks.setdefault(mentee, []).append(rank)
    assert len(ranks) > 5
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in ranks.values())
    requests = MentorRequest.objects.filter(mentor__program=program)
    assert {one.status for one in requests} == {"waiting", "talking", "declined"}
    assert requests.filter(answer_until__lte=now).open().count() == 0


@pytest.mark.parametrize(
    ("title", "expected"),
    [("HR partner", "HR partner"), ("Analyst", "analyst"), ("QA lead", "QA lead"), ("", "")],
)
def test_an_abbreviation_keeps_its_capitals_within_a_title(title: str, expected: str) -> None:
    assert people.within(title) == expected
