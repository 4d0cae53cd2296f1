"""A line manager's word: by the signed link of a letter, or signed in on a page of one's own."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.middleware import write_for
from core.errors import DomainError
from core.web import attempt
from profiles.manager_approval import actions as manager_approval
from profiles.manager_approval import links
from profiles.models import Enrollment, EnrollmentStatus, ManagerAnswer, ManagerWord
from programs.permissions import require_coordinated, signed_in

SHOWN = 50


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def manager_answer(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the answer of the link with one button; only pressing it answers (decision 2)."""
    ticket = links.read(token)
    asked = _asked(ticket)
    if ticket is None or asked is None or asked.manager is None:
        return _gone(request)
    context = _context(asked, ticket.word)
    if request.method != "POST":
        return render(request, "profiles/manager_approval/answer.html", context)
    try:
        manager_approval.answer(asked=asked, word=ticket.word, by=asked.manager)
    except DomainError as refusal:
        context["refusal"] = refusal.message
        return render(request, "profiles/manager_approval/answer.html", context, status=409)
    return redirect("manager_answered", token)


@login_not_required
@require_safe
def manager_answered(request: HttpRequest, token: str) -> HttpResponse:
    """Thanks; and the other answer, for who clicked the wrong one."""
    asked = _asked(links.read(token))
    if asked is None:
        return _gone(request)
    return render(request, "profiles/manager_approval/answered.html", _context(asked, asked.word))


@require_safe
def team_answers(request: HttpRequest) -> HttpResponse:
    """Whom the person is asked about as a line manager: who waits first, then who was answered."""
    rows = ManagerAnswer.objects.filter(manager=signed_in(request))
    rows = rows.filter(enrollment__status=EnrollmentStatus.SUBMITTED)
    found = list(rows.select_related("enrollment__user", "enrollment__program")[:SHOWN])
    context = {
        "waiting": [row for row in found if row.answered_at is None],
        "answered": [row for row in found if row.answered_at is not None],
    }
    return render(request, "profiles/manager_approval/team.html", context)


@require_POST
def team_answer(request: HttpRequest, asked_manager: uuid.UUID, word: str) -> HttpResponse:
    by = signed_in(request)
    row = get_object_or_404(
        ManagerAnswer.objects.select_related("enrollment"), pk=asked_manager, manager=by
    )
    done = _("Thank you: your answer is kept. You can change it until the coordinators decide.")
    attempt(request, lambda: manager_approval.answer(asked=row, word=word, by=by), done)
    return redirect("team_answers")


@require_POST
def manager_ask_again(
    request: HttpRequest, program: uuid.UUID, enrollment: uuid.UUID
) -> HttpResponse:
    """A coordinator has the line manager, whoever it is now, asked once more."""
    row, by = require_coordinated(request, program), signed_in(request)
    found = get_object_or_404(
        Enrollment.objects.exclude(status=EnrollmentStatus.DRAFT), program=row, pk=enrollment
    )
    done = _("The line manager is asked again.")
    attempt(request, lambda: manager_approval.ask_again(enrollment=found, by=by), done)
    return redirect("enrollment_review", program, enrollment)


def _asked(ticket: links.ManagerTicket | None) -> ManagerAnswer | None:
    """The question of a link, while the same active manager is asked."""
    if ticket is None:
        return None
    rows = ManagerAnswer.objects.select_related(
        "manager", "enrollment__user", "enrollment__program"
    )
    return rows.filter(pk=ticket.asked, manager=ticket.manager, manager__is_active=True).first()


def _context(asked: ManagerAnswer, word: str) -> dict[str, object]:
    if asked.manager:
        write_for(asked.manager)
    other = ManagerWord.NO if word == ManagerWord.YES else ManagerWord.YES
    return {
        "asked": asked,
        "word": word,
        "program": asked.enrollment.program,
        "person": asked.enrollment.user,
        "other": other,
        "other_token": links.token(asked, other),
    }


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "profiles/manager_approval/gone.html", status=404)
