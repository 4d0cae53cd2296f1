"""What a whole run of the matching costs, from the database to the database: people are read,
matched and explained, and the draft is kept."""

import random
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db import connection, transaction

from accounts.models import User
from benchmarks.dashboard import make_program
from core import clock
from matching import pool
from matching.actions.runs import run as run_matching
from matching.engine.model import CRITERIA
from profiles.models import (
    Avoid,
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
AVOIDED = 2
# Their clocks change on four different days, in half of the world in the other direction, or never.
ZONES = (
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "America/Santiago",
    "Europe/Oslo",
    "Europe/Warsaw",
    "Africa/Cairo",
    "Asia/Ho_Chi_Minh",
    "Australia/Sydney",
    "Pacific/Auckland",
)


def run() -> Iterator[dict[str, object]]:
    """One result for each size, in one place and with nobody to avoid; then for the largest, in ten
    time zones and with two names on each list of people to avoid. The rows are gone afterwards."""
    lines = [*((size, ("",), 0) for size in SIZES), (SIZES[-1], ZONES, AVOIDED)]
    for mentees, zones, avoided in lines:
        with transaction.atomic():
            yield _measure(mentees, zones, avoided)
            transaction.set_rollback(True)


def _measure(mentees: int, zones: Sequence[str], avoided: int) -> dict[str, object]:
    coordinator = User.objects.create_user("benchmark@example.org", full_name="A Coordinator")
    program = make_program(coordinator)
    MatchCriterion.objects.bulk_create(
        MatchCriterion(program=program, key=key, weight=10) for key in CRITERIA
    )
    mentors = round(mentees * MENTORS_EACH)
    _avoid(_enroll(program, mentees, mentors, zones), avoided)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    loading = time.process_time()
    pool.load(program)
    loading = time.process_time() - loading
    cpu, wall = time.process_time(), time.perf_counter()
    made = run_matching(program=program, by=coordinator)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    spread = f", {len(zones)} zones, {avoided} avoided by each" if avoided else ""
    return {
        "name": f"{mentees:,} x {mentors:,} from database to database{spread}",
        "wall_s": round(wall, 2),
        "cpu_s": round(cpu, 2),
        "of it loading": round(loading, 2),
        "pairs": made.proposals.count(),
    }


def _avoid(people: list[Enrollment], avoided: int) -> None:
    chance = random.Random(7)  # noqa: S311 - the same people each time, not secrets
    rows: list[Avoid] = []
    for person in people if avoided else ():
        others = chance.sample(people, avoided)
        rows += [Avoid(enrollment=person, person=str(other.user_id)) for other in others]
    Avoid.objects.bulk_create(rows, BATCH)


def _enroll(program: Program, mentees: int, mentors: int, zones: Sequence[str]) -> list[Enrollment]:
    chance = random.Random(7)  # noqa: S311 - the same people each time, not secrets
    skills = Skill.objects.bulk_create(
        Skill(name=f"Benchmark {number:02}", area="Benchmark") for number in range(SKILLS)
    )
    everybody = []
    for role, count in ((Side.MENTEE, mentees), (Side.MENTOR, mentors)):
        users = User.objects.bulk_create(
            [_user(chance, f"{role}{number:05}", zones) for number in range(count)], BATCH
        )
        people = Enrollment.objects.bulk_create(
            [_enrollment(chance, program, role, user) for user in users], BATCH
        )
        named = [row for person in people for row in _skills(chance, person, skills)]
        EnrollmentSkill.objects.bulk_create(named, BATCH)
        everybody += people
    return everybody


def _user(chance: random.Random, name: str, zones: Sequence[str]) -> User:
    function, zone = chance.choice(("law", "research", "sales", "")), chance.choice(zones)
    email = f"{name}@example.org"
    return User(email=email, full_name=name, function=function, time_zone=zone)


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
