"""The set-up page of one program, and the buttons that open and close it."""

import uuid
from collections.abc import Callable

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.web import absolute_url, attempt, submit
from drafts.kept_forms import kept
from programs import actions, formats, overview, queries, rules, setup_steps
from programs.forms import BasicsForm
from programs.models import Program, Question
from programs.permissions import require_program, signed_in
from programs.setup_steps import State

PREFETCHED = (
    "staff__user",
    "appointments__user",
    "phase_plans",
    "criteria",
    "touchpoints",
    Prefetch("questions", Question.objects.current()),
)


@require_safe
def program_setup(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Where the set-up stands, section by section, and the one next step."""
    row = require_program(request, program)
    prefetch_related_objects([row], *PREFETCHED)
    checks = queries.checklist(row)
    sections = overview.sections(row, checks, setup_steps.settled(row))
    context = {
        "program": row,
        "shown": rules.state(row.status, archived=row.archived_at is not None),
        "parts": formats.of(row.format).parts,
        "sections": sections,
        "settled": sum(section.state == State.SETTLED for section in sections),
        "next_step": overview.next_step(row, sections),
        "moves": [move for move in rules.MOVES if rules.after(move, row.status)],
        "join_link": absolute_url("join", token=row.join_token) if row.join_token else "",
        "takes_enrollments": queries.takes_enrollments(row),
        "sees_people": signed_in(request) in [staff.user for staff in row.staff.all()],
    }
    return render(request, "programs/setup.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def program_dates(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Name, purpose, dates and pace."""
    row = require_program(request, program)
    form = BasicsForm(request.POST if request.method == "POST" else None, program=row)
    form = kept(request, form, _("Name and dates"), changes_record=True)
    if request.method == "POST" and submit(
        form,
        lambda: actions.change_basics(program=row, basics=form.basics(), by=signed_in(request)),
    ):
        return redirect("program_setup", program)
    return render(request, "programs/dates.html", {"form": form, "program": row})


Move = Callable[..., Program]
DONE: dict[str, tuple[Move, Promise]] = {
    "open": (
        actions.open_enrollment,
        _("Enrollment is open. People join through the join link on this page."),
    ),
    "close_enrollment": (
        actions.close_enrollment,
        _("Enrollment is closed. Everybody who is approved continues."),
    ),
    "reopen": (actions.reopen, _("The program is open again.")),
    "close": (actions.close_program, _("The program is closed.")),
}


@require_POST
def program_move(request: HttpRequest, program: uuid.UUID, move: str) -> HttpResponse:
    """Open or close the program; ``move`` is a key of ``DONE``, fixed by the address."""
    row = require_program(request, program)
    action, done = DONE[move]
    shown, by = request.POST.get("shown"), signed_in(request)
    attempt(request, lambda: action(program=row, by=by, shown=shown), done)
    return redirect("program_setup", program)
