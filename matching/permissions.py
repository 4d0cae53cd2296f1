"""Who may choose and who may be asked, and who may open a run."""

import uuid
from typing import NoReturn

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from core.web import stand_below
from matching.actions.guard import CHOOSING
from matching.models.runs import IntroTalk, MatchRun, MentorRequest
from profiles.models import Enrollment
from programs.middleware import look
from programs.models import Program, Side
from programs.permissions import programs_of, require_coordinated, signed_in


def require_chooser(request: HttpRequest, program_id: uuid.UUID) -> Enrollment:
    """The person's approved enrollment as a mentee of a program whose mentees choose.

    Raises PermissionDenied for mentors and staff of the program, Http404 for everybody else.
    """
    return _require_part(request, program_id, Side.MENTEE)


def require_mentor(request: HttpRequest, program_id: uuid.UUID) -> Enrollment:
    """The same for the mentors of the program; mentees and staff get PermissionDenied."""
    return _require_part(request, program_id, Side.MENTOR)


def _require_part(request: HttpRequest, program_id: uuid.UUID, role: Side) -> Enrollment:
    own = Enrollment.objects.approved().filter(
        program=program_id, program__choice__in=CHOOSING, user=signed_in(request)
    )
    parts = {row.role: row for row in own.select_related("program", "user")}
    return parts.get(role) or _refuse(request, program_id, is_inside=bool(parts))


def require_request(request: HttpRequest, request_id: uuid.UUID) -> tuple[MentorRequest, str]:
    """One of the person's own requests, and on which side (``Side``) of it the person is.

    Raises PermissionDenied for staff of the program, Http404 for everybody else.
    """
    people = MentorRequest.objects.select_related("mentor__user", "mentor__program")
    asked = people.select_related("mentee__user", "mentee__program").filter(pk=request_id).first()
    if asked is None:
        raise Http404
    return asked, _side_of(request, asked)


def require_talk(request: HttpRequest, talk_id: uuid.UUID) -> tuple[IntroTalk, str]:
    """The same for an introductory talk."""
    people = IntroTalk.objects.select_related("mentor__user", "mentor__program")
    talk = people.select_related("mentee__user").filter(pk=talk_id).first()
    if talk is None:
        raise Http404
    return talk, _side_of(request, talk)


def _side_of(request: HttpRequest, asked: MentorRequest | IntroTalk) -> str:
    sides = {asked.mentee.user_id: Side.MENTEE, asked.mentor.user_id: Side.MENTOR}
    side = sides.get(signed_in(request).pk)
    return side or _refuse(request, asked.mentor.program_id, is_inside=False)


def _refuse(request: HttpRequest, program_id: uuid.UUID, *, is_inside: bool) -> NoReturn:
    """Insiders lack the right; outsiders do not learn that there is anything."""
    if is_inside or programs_of(signed_in(request)).filter(pk=program_id).exists():
        raise PermissionDenied
    raise Http404


def require_run(request: HttpRequest, run_id: uuid.UUID) -> MatchRun:
    """The run, for coordinators of its program; HR admins are told that it is not for them."""
    runs = MatchRun.objects.select_related("program", "published_by")
    mine = Program.objects.coordinated_by(signed_in(request))
    found = runs.filter(pk=run_id, program__in=mine).first()
    if found:
        look(request, found.program)
        stand_below(request, found.program_id, "matching_room")
    return found or _refuse_run(request, get_object_or_404(runs, pk=run_id))


def _refuse_run(request: HttpRequest, run: MatchRun) -> NoReturn:
    require_coordinated(request, run.program_id)
    raise Http404
