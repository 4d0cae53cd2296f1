"""Who looks after which program: HR admins all of them, coordinators their own."""

import uuid
from typing import NoReturn

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from accounts.models import User
from core.effects import EffectKind
from programs.middleware import look
from programs.models import Duty, Program, ProgramQuerySet, Staff


def signed_in(request: HttpRequest) -> User:
    """The person who is signed in. Raises PermissionDenied when nobody is."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def programs_of(user: User) -> ProgramQuerySet:
    """The programs ``user`` looks after."""
    return ProgramQuerySet(Program).for_staff(user)


def coordinates(user: User, program: Program) -> bool:
    """Whether ``user`` is named as coordinator of ``program``."""
    return Staff.objects.filter(user=user, program=program).exists()


def untold_to(user: User, program: Program) -> frozenset[EffectKind]:
    """What ``user`` may not learn before something final: HR admins who do not coordinate the
    program would read who is in it."""
    return frozenset() if coordinates(user, program) else frozenset(EffectKind)


def safeguarded_by(user: User) -> ProgramQuerySet:
    """The programs in which ``user`` is the safeguarding contact: all for the organization's."""
    if user.is_safeguarding_contact:
        return ProgramQuerySet(Program)
    return _appointed(user, Duty.SAFEGUARDING)


def sponsored_by(user: User) -> ProgramQuerySet:
    """The programs whose figures, and nothing else, ``user`` may see as their sponsor."""
    return _appointed(user, Duty.SPONSOR)


def _appointed(user: User, duty: Duty) -> ProgramQuerySet:
    return ProgramQuerySet(Program).filter(appointments__user=user, appointments__duty=duty)


def looks_after_programs(user: User) -> bool:
    """Whether the pages about setting up programs are for ``user`` at all."""
    return user.is_hr_admin or Staff.objects.filter(user=user).exists()


def require_program(request: HttpRequest, program_id: uuid.UUID) -> Program:
    """The program, when the person looks after it. Raises Http404 for everybody else."""
    program = programs_of(signed_in(request)).filter(pk=program_id).first()
    if program is None:
        raise Http404
    return look(request, program)


def require_coordinated(request: HttpRequest, program_id: uuid.UUID) -> Program:
    """The same for pages about its people: HR admins who do not coordinate it get
    PermissionDenied, because what people tell a program serves its coordinators."""
    own = ProgramQuerySet(Program).coordinated_by(signed_in(request))
    return look(request, own.filter(pk=program_id).first() or _refuse(request, program_id))


def _refuse(request: HttpRequest, program_id: uuid.UUID) -> NoReturn:
    require_program(request, program_id)
    raise PermissionDenied


def require_hr_program(request: HttpRequest, program_id: uuid.UUID) -> Program:
    """The same for what only HR admins do: its coordinators get PermissionDenied."""
    program = require_program(request, program_id)
    if not signed_in(request).is_hr_admin:
        raise PermissionDenied
    return program
