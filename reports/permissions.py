"""Who may look at a program from above: its coordinators at pairs, HR admins at figures only."""

import uuid
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest

from accounts.models import User
from programs import formats
from programs.format_words import Nouns
from programs.middleware import look
from programs.models import Program, ProgramQuerySet
from programs.permissions import programs_of, signed_in, sponsored_by


@dataclass(frozen=True)
class ProgramAccess:
    """A program as ``user`` may see it. Names and pairs are for those who coordinate it."""

    program: Program
    user: User
    coordinates: bool

    @property
    def nouns(self) -> Nouns:
        """What the format calls what it brings together."""
        return formats.of(self.program.format).nouns


def require_figures(request: HttpRequest, program_id: uuid.UUID) -> ProgramAccess:
    """The program's figures, for its coordinators and HR admins. Raises Http404 for others."""
    user = signed_in(request)
    own = Exists(ProgramQuerySet(Program).coordinated_by(user).filter(pk=OuterRef("pk")))
    programs = programs_of(user).annotate(is_own=own).prefetch_related("phase_plans")
    program = programs.filter(pk=program_id).first()
    if program is None:
        raise Http404
    return ProgramAccess(look(request, program), user, coordinates=vars(program)["is_own"])


def require_pairs(request: HttpRequest, program_id: uuid.UUID) -> ProgramAccess:
    """The same for what names people: an HR admin who does not coordinate the program gets
    PermissionDenied."""
    room = require_figures(request, program_id)
    if not room.coordinates:
        raise PermissionDenied
    return room


def require_aggregates(request: HttpRequest, program_id: uuid.UUID) -> ProgramAccess:
    """A program in groups of people: for its sponsors, and for who may see its figures anyway.
    Raises Http404 for others."""
    user = signed_in(request)
    program = sponsored_by(user).prefetch_related("phase_plans").filter(pk=program_id).first()
    if program is None:
        return require_figures(request, program_id)
    return ProgramAccess(program, user, coordinates=False)
