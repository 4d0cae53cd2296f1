"""What a whole run of the matching costs, from the database to the database: people are read,
matched and explained, and the draft is kept."""

import random
import time
from collections.abc import Iterator
from datetime import timedelta

from django.db import connection, transaction

from accounts.models import User
from benchmarks.dashboard import make_program
from core import clock
from matching import pool
from matching.actions.runs import run as run_matching
from matching.engine.model import CRITERIA
from profiles.models import (
    Direction,
    Enrollment,
    EnrollmentSkill,
    EnrollmentStatus,
    FieldPreference,
    Function,
    LearningFocus,
    PartOfWeek,
    Situation,
    SpokenLanguage,
    Style,
)
from profiles.models.enrollment import Channel
from programs.models import MatchCriterion, Program, Side
from skills.models import Skill

SIZES = (300, 1_000, 10_000)
MENTORS_EACH = 2 / 3
SKILLS = 40
BATCH = 5_000


def run() -> Iterator[dict[str, object]]:
    """One result for each size. The rows are gone afterwards."""
    for mentees in SIZES:
        with transaction.atomic():
            yield _measure(mentees)
            transaction.set_rollback(True)


def _measure(mentees: int) -> dict[str, object]:
    coordinator = User.objects.create_user("benchmark@example.org", full_name="A Coordinator")
    program = make_program(coordinator)
    MatchCriterion.objects.bulk_create(
        MatchCriterion(program=program, key=key, weight=10) for key in CRITERIA
    )
    mentors = round(mentees * MENTORS_EACH)
    _enroll(program, mentees, mentors)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    loading = time.process_time()
    pool.load(program)
    loading = time.process_time() - loading
    cpu, wall = time.process_time(), time.perf_counter()
    made = run_matching(program=program, by=coordinator)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {
        "name": f"{mentees:,} x {mentors:,} from database to database",
        "wall_s": round(wall, 2),
        "cpu_s": round(cpu, 2),
        "of it loading": round(loading, 2),
        "pairs": made.proposals.count(),
    }


def _enroll(program: Program, mentees: int, mentors: int) -> None:
    chance = random.Random(7)  # noqa: S311 - the same people each time, not secrets
    skills = Skill.objects.bulk_create(
        Skill(name=f"Benchmark {number:02}", area="Benchmark") for number in range(SKILLS)
    )
    for role, count in ((Side.MENTEE, mentees), (Side.MENTOR, mentors)):
        users = User.objects.bulk_create(
            [_user(chance, f"{role}{number:05}") for number in range(count)], BATCH
        )
        people = Enrollment.objects.bulk_create(
            [_enrollment(chance, program, role, user) for user in users], BATCH
        )
        named = [row for person in people for row in _skills(chance, person, skills)]
        EnrollmentSkill.objects.bulk_create(named, BATCH)


def _user(chance: random.Random, name: str) -> User:
    function = chance.choice(("law", "research", "sales", ""))
    return User(email=f"{name}@example.org", full_name=name, function=function)


def _enrollment(chance: random.Random, program: Program, role: Side, user: User) -> Enrollment:
    now = clock.now()
    return Enrollment(
        program=program,
        user=user,
        role=role,
        status=EnrollmentStatus.APPROVED,
        submitted_at=now - timedelta(days=3),
        decided_at=now,
        decided_by=user,
        capacity=chance.choice((1, 2, 3)) if role == Side.MENTOR else 1,
        situations=chance.sample(Situation.values, 2),
        learning_focus=chance.sample(LearningFocus.values, 3),
        functions=chance.sample(Function.values, 3),
        styles=chance.sample(Style.values, 2),
        field_preference=chance.choice(FieldPreference.values),
        languages=[SpokenLanguage.EN, chance.choice(SpokenLanguage.values[1:])],
        channels=chance.sample(Channel.values, 2),
        availability=chance.sample(PartOfWeek.values, 5),
        minutes_per_month=chance.choice((30, 60, 120)),
    )


def _skills(
    chance: random.Random, person: Enrollment, skills: list[Skill]
) -> Iterator[EnrollmentSkill]:
    for skill in chance.sample(skills, 5):
        yield EnrollmentSkill(
            enrollment=person, skill=skill, direction=Direction.OFFERED, level=chance.randint(1, 4)
        )
    for skill in chance.sample(skills, 3):
        yield EnrollmentSkill(
            enrollment=person, skill=skill, direction=Direction.WANTED, level=1, target=3
        )
