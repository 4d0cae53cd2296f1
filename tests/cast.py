"""One cast for the whole suite: everybody a test needs, in two programs of one organization."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.test import Client

from accounts.models import Role, RoleGrant, Unit, User
from core import clock
from profiles.models import Enrollment, EnrollmentStatus
from programs.models import (
    CriterionKey,
    MatchCriterion,
    Phase,
    PhasePlan,
    Program,
    ProgramStatus,
    Side,
    Staff,
)
from skills.models import Skill

SignIn = Callable[[User], Client]
"""The fixture ``sign_in``: the client of a person."""

PASSWORD = "a-long-test-password"


@dataclass
class Cast:
    """People by the part they play; ``mentor`` and ``mentee`` are enrolled, not yet paired."""

    hr: User
    safeguarding: User
    coordinator: User
    other_coordinator: User
    line_manager: User
    mentor: User
    mentee: User
    second_mentee: User
    outsider: User
    unit: Unit
    program: Program
    other_program: Program
    mentor_enrollment: Enrollment
    mentee_enrollment: Enrollment
    second_mentee_enrollment: Enrollment

    def users(self) -> dict[str, User]:
        return {name: value for name, value in vars(self).items() if isinstance(value, User)}


def build_cast() -> Cast:
    unit = Unit.objects.create(name="Research")
    line_manager = make_user("line-manager", unit=unit)
    places: dict[str, dict[str, Any]] = {
        "hr": {"unit": unit},
        "safeguarding": {"unit": unit},
        "coordinator": {"unit": unit},
        "other_coordinator": {"unit": unit},
        "mentor": {"unit": unit, "function": "Engineering"},
        "mentee": {"unit": unit, "function": "Engineering", "manager": line_manager},
        "second_mentee": {"unit": unit},
        "outsider": {},
    }
    users = make_users({name.replace("_", "-"): fields for name, fields in places.items()})
    people = dict(zip(places, users, strict=True)) | {"line_manager": line_manager}
    RoleGrant.objects.bulk_create(
        [
            RoleGrant(user=people["hr"], role=Role.HR_ADMIN),
            RoleGrant(user=people["safeguarding"], role=Role.SAFEGUARDING),
        ]
    )
    program = make_program("Leadership", coordinator=people["coordinator"])
    return Cast(
        **people,
        unit=unit,
        program=program,
        other_program=make_program("Engineering", coordinator=people["other_coordinator"]),
        mentor_enrollment=enroll(people["mentor"], program, Side.MENTOR, capacity=2),
        mentee_enrollment=enroll(people["mentee"], program, Side.MENTEE),
        second_mentee_enrollment=enroll(people["second_mentee"], program, Side.MENTEE),
    )


def make_user(name: str, **fields: Any) -> User:
    (user,) = make_users({name: fields})
    return user


def make_users(people: dict[str, dict[str, Any]]) -> list[User]:
    """Somebody for each name, with a confirmed address; all have the same password."""
    password = hashed(PASSWORD)
    users = [
        User(
            email=f"{name}@example.org",
            password=password,
            **{"full_name": name.replace("-", " ").title(), "time_zone": "Europe/Oslo", **fields},
        )
        for name, fields in people.items()
    ]
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users]
    )
    return users


hashed = functools.cache(make_password)


def make_program(name: str, *, coordinator: User | None = None, **fields: Any) -> Program:
    today = clock.today()
    values = {
        "status": ProgramStatus.OPEN,
        "starts_on": today - timedelta(days=30),
        "ends_on": today + timedelta(days=335),
        "join_token": f"join-{name.lower()}",
        **fields,
    }
    program = Program.objects.create(name=name, **values)
    PhasePlan.objects.bulk_create(
        PhasePlan(
            program=program,
            phase=phase,
            cadence_days=cadence,
            amber_gap_days=45,
            red_gap_days=60,
            expected_weeks=8,
            warn_weeks=12,
        )
        for phase, cadence in zip(Phase, (7, 30, 30, 60), strict=True)
    )
    MatchCriterion.objects.bulk_create(
        MatchCriterion(program=program, key=key, weight=10) for key in CriterionKey
    )
    if coordinator:
        Staff.objects.create(program=program, user=coordinator)
    return program


def enroll(user: User, program: Program, role: str, **fields: Any) -> Enrollment:
    """An approved enrollment with an ordinary profile."""
    now = clock.now()
    values = {
        "status": EnrollmentStatus.APPROVED,
        "submitted_at": now,
        "decided_at": now,
        "decided_by": user,
        "languages": ["en"],
        "channels": ["video"],
        "availability": ["mon_am", "tue_pm"],
        "learning_focus": ["leadership"],
        **fields,
    }
    return Enrollment.objects.create(user=user, program=program, role=role, **values)


def make_skill(name: str, area: str = "Leadership") -> Skill:
    skill, _created = Skill.objects.get_or_create(name=name, defaults={"area": area})
    return skill
