"""The two organizations of the pictures, and who stands for each role in them."""

from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command

from accounts.models import Role, RoleGrant, User
from core import clock
from demo.seed import wipe
from programs import actions
from programs.models import Duty
from programs.program_templates.formats import TEMPLATES
from skills.seed import ensure_skills

ROLES = ("anonymous", "hr", "coordinator", "mentor", "mentee", "manager", "sponsor", "safeguarding")
FIRST_DAY = ("hr", "coordinator", "mentor", "mentee")


def demo() -> None:
    """The demo organization, as ``./dev run`` shows it."""
    call_command("prepare_demo", "--fresh")


def first_day() -> None:
    """Four people and one open program that nobody has joined: what empty pages look like."""
    call_command("migrate", interactive=False, verbosity=0)
    wipe()
    ensure_skills()
    people = {role: _listed(role) for role in FIRST_DAY}
    RoleGrant.objects.create(user=people["hr"], role=Role.HR_ADMIN)
    _open_program(people["hr"], people["coordinator"])


def _listed(role: str) -> User:
    return User.objects.create_user(f"{role}@example.org", full_name=f"{role.title()} Example")


def _open_program(hr: User, coordinator: User) -> None:
    starts_on = clock.today() + timedelta(days=21)
    template = next(iter(TEMPLATES.values()))
    program = actions.create_from_template(
        template=template, name="Our first program", starts_on=starts_on, by=hr
    )
    actions.name_coordinator(program=program, user=coordinator, by=hr)
    actions.open_enrollment(program=program, by=hr)


ORGANIZATIONS: dict[str, Callable[[], None]] = {"demo": demo, "empty": first_day}


def person(role: str) -> User | None:
    """Somebody with ``role``; None where the organization has nobody, and for "anonymous"."""
    named = User.objects.filter(email=f"{role}@example.org").first()
    return named or _OTHERS.get(role, lambda: None)()


def _manager() -> User | None:
    people = User.objects.filter(reports__isnull=False, role_grants=None, coordinates=None)
    return people.order_by("email").first()


def _safeguarding() -> User | None:
    return User.objects.filter(role_grants__role=Role.SAFEGUARDING).first()


def _sponsor() -> User | None:
    return User.objects.filter(appointments__duty=Duty.SPONSOR).order_by("email").first()


_OTHERS: dict[str, Callable[[], User | None]] = {
    "manager": _manager,
    "sponsor": _sponsor,
    "safeguarding": _safeguarding,
}
