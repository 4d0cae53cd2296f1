"""The way in: what the program is, and the form to take part."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from profiles import format_words
from profiles.enrollment_page import write
from profiles.models import Enrollment
from programs import formats
from programs import queries as program_queries
from programs.models import Phase, Program


@require_safe
@login_not_required
def join(request: HttpRequest, token: str) -> HttpResponse:
    """What the program is and what it asks of people, before anybody signs in."""
    program = _program(token)
    if program is None:
        return render(request, "profiles/join_unknown.html", status=404)
    mine = _by_role(request, program)
    plan = program.phase_plans.filter(phase=Phase.CULTIVATION).first()
    traits = formats.of(program.format)
    context = {
        "program": program,
        "traits": traits,
        "joining": format_words.of(program.format),
        "plan": plan,
        "open": program_queries.takes_enrollments(program),
        "mine": mine.values(),
        "told": _is_told(request, program),
        "parts": [(part, mine.get(part.side)) for part in traits.parts],
    }
    return render(request, "profiles/join.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enroll(request: HttpRequest, token: str, role: str) -> HttpResponse:
    """The enrollment form: "save" keeps a draft, "send" sends it."""
    program = _program(token)
    if program is None:
        return render(request, "profiles/join_unknown.html", status=404)
    if role not in formats.of(program.format).sides:
        raise Http404
    return write(request, program, role)


def _program(token: str) -> Program | None:
    """The program people join with ``token``; drafts have none."""
    if "\0" in token:
        return None
    return Program.objects.filter(join_token=token).first()


def _is_told(request: HttpRequest, program: Program) -> bool:
    """Whether the person gets a letter when mentees can join."""
    if program.mentees_join or not isinstance(request.user, User):
        return False
    return program.invitations.filter(user=request.user).exists()


def _by_role(request: HttpRequest, program: Program) -> dict[str, Enrollment]:
    """The enrollments the person has here already."""
    if not isinstance(request.user, User):
        return {}
    return {row.role: row for row in program.enrollments.filter(user=request.user)}
