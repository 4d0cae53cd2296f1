"""The staff of a program: coordinators, sponsors and safeguarding contacts, named by HR admins."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions import other_hr_admins
from core.errors import DomainError
from programs import letters
from programs.actions.common import lock, note
from programs.models import Appointment, Duty, Program, ProgramStatus, Staff

NOBODY_NAMED = gettext_lazy(
    "This program is closed. You can still remove people, but nobody can be named any more."
)


@transaction.atomic
def name_coordinator(*, program: Program, user: User, by: User) -> Staff:
    """Let ``user`` look after the program; naming somebody twice changes nothing.

    HR admins name themselves only where there is no other HR admin. Of an HR admin, and once people
    can join, of everybody, those who watch over the program are told. Raises DomainError otherwise,
    for who may not sign in, for the program's safeguarding contact, and in a closed program.
    """
    _check_open(program)
    _check_active(user)
    if user == by and other_hr_admins(by).exists():
        raise DomainError(
            _("You cannot name yourself. Ask another HR admin to name you."), "names_oneself"
        )
    if program.appointments.filter(user=user, duty=Duty.SAFEGUARDING).exists():
        raise DomainError(_outside(user), "outside")
    staff, created = Staff.objects.get_or_create(program=program, user=user)
    if created:
        note(program, by, "program.coordinator_named", user=user.pk)
        letters.tell_named(program, user, letters.COORDINATOR, by)
        _tell_others(program, user, letters.COORDINATOR, by)
    return staff


@transaction.atomic
def remove_coordinator(*, staff: Staff, by: User) -> None:
    """Raises DomainError for the last coordinator of a program people take part in."""
    program = lock(staff.program)
    alone = program.staff.count() == 1
    if alone and program.status in (ProgramStatus.OPEN, ProgramStatus.RUNNING):
        raise DomainError(
            _("Somebody must look after an open program: name another coordinator first."),
            "last_coordinator",
        )
    note(program, by, "program.coordinator_removed", user=staff.user_id)
    staff.delete()


@transaction.atomic
def appoint(*, program: Program, user: User, duty: Duty, by: User) -> Appointment:
    """Give ``user`` a duty in the program; the same again changes nothing.

    Raises DomainError for who may not sign in, for a coordinator as safeguarding contact, for
    oneself in that duty (it opens pairs by name), and in a closed program.
    """
    _check_open(program)
    _check_active(user)
    if duty == Duty.SAFEGUARDING and user == by:
        raise DomainError(
            _("You cannot name yourself safeguarding contact. Ask another HR admin."),
            "names_oneself",
        )
    if duty == Duty.SAFEGUARDING and program.staff.filter(user=user).exists():
        raise DomainError(_outside(user), "outside")
    appointment, created = Appointment.objects.get_or_create(program=program, user=user, duty=duty)
    if created:
        note(program, by, f"program.{duty}_named", user=user.pk)
        letters.tell_named(program, user, duty, by)
        if duty == Duty.SAFEGUARDING:
            _tell_others(program, user, duty, by)
    return appointment


@transaction.atomic
def dismiss(*, appointment: Appointment, by: User) -> None:
    """End the duty of somebody in a program."""
    note(appointment.program, by, f"program.{appointment.duty}_removed", user=appointment.user_id)
    appointment.delete()


def _check_open(program: Program) -> None:
    """What has closed can only be read by fewer people, never by more."""
    if lock(program).status == ProgramStatus.CLOSED:
        raise DomainError(str(NOBODY_NAMED), "program_closed")


def _tell_others(program: Program, user: User, part: str, by: User) -> None:
    """A draft has no people yet whom somebody could see; an HR admin stays when it opens."""
    if user.is_hr_admin or program.status != ProgramStatus.DRAFT:
        letters.tell_staff(program, user, part, by)


def _check_active(user: User) -> None:
    if not user.is_active:
        raise DomainError(
            _("%(name)s may not sign in, so cannot stand for a program.") % {"name": user},
            "not_active",
        )


def _outside(user: User) -> str:
    return _(
        "%(name)s cannot be both: the safeguarding contact stands outside the program, the"
        " coordinator looks after it."
    ) % {"name": user}
