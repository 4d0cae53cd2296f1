"""What a coordinator's dashboard costs as a program grows: CPU, wall clock and queries a page."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core import clock
from profiles.models import Enrollment, EnrollmentStatus
from programs.models import Phase, PhasePlan, Program, ProgramStatus, Side, Staff
from relationships.models import Agreement, Goal, HistoryEntry, Membership, Relationship, Status
from sessions.models import MentoringSession, SessionStatus

SIZES = (30, 1000)
REQUESTS = 5
SESSIONS_EACH = 8


def run() -> Iterator[dict[str, object]]:
    """One result for each number of pairs. The rows are gone afterwards."""
    for pairs in SIZES:
        with transaction.atomic():
            yield _measure(pairs)
            transaction.set_rollback(True)


def _measure(pairs: int) -> dict[str, object]:
    coordinator = User.objects.create_user("benchmark@example.org", full_name="A Coordinator")
    program = make_program(coordinator)
    populate(program, pairs)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(coordinator)
    address = reverse("program_dashboard", kwargs={"program": program.pk})
    with CaptureQueriesContext(connection) as queries:
        size = len(client.get(address).content)
    asked = len(queries)
    cpu, wall = time.process_time(), time.perf_counter()
    for _number in range(REQUESTS):
        client.get(address)
    return {
        "name": f"dashboard of {pairs} pairs",
        "cpu_ms": round((time.process_time() - cpu) / REQUESTS * 1000, 1),
        "wall_ms": round((time.perf_counter() - wall) / REQUESTS * 1000, 1),
        "queries": asked,
        "bytes": size,
    }


def make_program(coordinator: User) -> Program:
    """A running program of a year, half over."""
    today = clock.today()
    program = Program.objects.create(
        name="Benchmark",
        status=ProgramStatus.RUNNING,
        starts_on=today - timedelta(days=180),
        ends_on=today + timedelta(days=185),
        join_token=uuid4().hex,
    )
    Staff.objects.create(program=program, user=coordinator)
    for phase, cadence in zip(Phase, (7, 30, 30, 60), strict=True):
        PhasePlan.objects.create(
            program=program,
            phase=phase,
            cadence_days=cadence,
            amber_gap_days=45,
            red_gap_days=60,
            expected_weeks=8,
            warn_weeks=44,
        )
    return program


def populate(program: Program, pairs: int) -> list[Relationship]:
    """That many running pairs with eight sessions each; every third one has not met for long."""
    mentors = enroll(program, Side.MENTOR, pairs)
    mentees = enroll(program, Side.MENTEE, pairs)
    relationships = Relationship.objects.bulk_create(
        _relationship(program, number, mentor, mentee)
        for number, (mentor, mentee) in enumerate(zip(mentors, mentees, strict=True))
    )
    members = [
        Membership(
            relationship=relationship,
            enrollment=enrollment,
            user_id=enrollment.user_id,
            role=enrollment.role,
            accepted=True,
            answered_at=relationship.started_at,
            fit="good",
            fit_at=relationship.started_at,
        )
        for people in (mentors, mentees)
        for relationship, enrollment in zip(relationships, people, strict=True)
    ]
    Membership.objects.bulk_create(members)
    _record(relationships, members)
    return relationships


def enroll(program: Program, role: Side, count: int) -> list[Enrollment]:
    now = clock.now()
    users = User.objects.bulk_create(
        User(email=f"{program.pk.hex}-{role}{number}@example.org", full_name=f"{role} {number:04}")
        for number in range(count)
    )
    return Enrollment.objects.bulk_create(
        Enrollment(
            program=program,
            user=user,
            role=role,
            status=EnrollmentStatus.APPROVED,
            submitted_at=now,
            decided_at=now,
            decided_by=user,
        )
        for user in users
    )


def _relationship(
    program: Program, number: int, mentor: Enrollment, mentee: Enrollment
) -> Relationship:
    now = clock.now()
    last = now - timedelta(days=70 if number % 3 == 0 else 12)
    phase = (Phase.CULTIVATION, Phase.INITIATION, Phase.CULTIVATION, Phase.SEPARATION)[number % 4]
    return Relationship(
        program=program,
        first_user_id=mentor.user_id,
        second_user_id=mentee.user_id,
        status=Status.ACTIVE,
        phase=phase,
        proposed_at=now - timedelta(days=175),
        answer_by=now - timedelta(days=165),
        started_at=now - timedelta(days=170),
        phase_since=now - timedelta(days=60),
        planned_end_on=program.ends_on,
        sessions_held=SESSIONS_EACH,
        first_session_at=last - timedelta(days=12 * (SESSIONS_EACH - 1)),
        last_session_at=last,
    )


def _record(relationships: list[Relationship], members: list[Membership]) -> None:
    MentoringSession.objects.bulk_create(
        _session(member, relationship.last_session_at - timedelta(days=12 * number))
        for relationship, member in zip(relationships, members[: len(relationships)], strict=True)
        for number in range(SESSIONS_EACH)
    )
    HistoryEntry.objects.bulk_create(
        HistoryEntry(
            relationship=relationship,
            transition=transition,
            to_status=Status.ACTIVE,
            to_phase=phase,
            created_at=at,
        )
        for relationship in relationships
        for transition, phase, at in (
            ("start", Phase.INITIATION, relationship.started_at),
            ("begin_cultivation", relationship.phase, relationship.phase_since),
        )
    )
    _agree(members, len(relationships))


def _session(member: Membership, starts_at: datetime) -> MentoringSession:
    return MentoringSession(
        relationship_id=member.relationship_id,
        status=SessionStatus.HELD,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        mode="video",
        planned_by=member,
        logged_by=member,
        logged_at=starts_at,
    )


def _agree(members: list[Membership], pairs: int) -> None:
    both = [
        {
            "relationship_id": mentor.relationship_id,
            "proposed_by": mentor,
            "proposed_at": mentor.answered_at,
            "confirmed_by": mentee,
            "confirmed_at": mentor.answered_at,
            "agreed": [mentor.pk, mentee.pk],
        }
        for mentor, mentee in zip(members[:pairs], members[pairs:], strict=True)
    ]
    today = clock.today()
    Agreement.objects.bulk_create(
        Agreement(version=1, cadence_days=30, session_minutes=60, ends_on=today, channels=[], **row)
        for row in both
    )
    Goal.objects.bulk_create(
        Goal(kind="skill", horizon="long_term", owner=row["confirmed_by"], **row) for row in both
    )
