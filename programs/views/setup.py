"""The set-up page of one program, and the buttons that open and close it."""

import uuid
from collections.abc import Callable
from functools import partial

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from core.confirmation import Confirmation, asks_first, confirmed
from core.web import absolute_url, attempt, submit
from drafts.kept_forms import kept
from programs import actions, formats, overview, queries, rules, setup_steps
from programs.forms import BasicsForm
from programs.models import Program, Question
from programs.permissions import coordinates, require_program, signed_in, untold_to
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
@asks_first
def program_move(request: HttpRequest, program: uuid.UUID, move: str) -> HttpResponse:
    """Open or close the program; ``move`` is a key of ``DONE``, fixed by the address."""
    row = require_program(request, program)
    action, done = DONE[move]
    shown, by = request.POST.get("shown"), signed_in(request)
    run = partial(action, program=row, by=by, shown=shown)
    question = _question(row, move, by)
    attempt(request, confirmed(request, question, run) if question else run, done)
    return redirect("program_setup", program)


def _question(program: Program, move: str, by: User) -> Confirmation | None:
    """What is asked before the first opening and before the end; the rest is undone at once."""
    if move == "open":
        return Confirmation(
            title=gettext("Open enrollment of “%(program)s”?") % {"program": program},
            button=gettext("Open enrollment"),
            back=reverse("program_setup", args=[program.pk]),
            sentences=[
                gettext("People can enroll from now on with the join link."),
                gettext("The format stays “%(format)s” for good: people read it before they join.")
                % {"format": program.get_format_display()},
            ],
            undo=gettext("You can close enrollment again, but the format stays."),
            untold=untold_to(by, program),
            is_harmless=True,
        )
    if move == "close":
        return Confirmation(
            title=gettext("Close “%(program)s”?") % {"program": program},
            button=gettext("Close the program"),
            back=reverse("program_setup", args=[program.pk]),
            sentences=_closing(program, by),
            undo=gettext("You can reopen the program, but what waited in it does not come back."),
            untold=untold_to(by, program),
        )
    return None


def _closing(program: Program, by: User) -> list[str]:
    """What closing means; how many people it concerns is for coordinators (decision 4)."""
    meaning = [
        gettext("The program can be read from then on. Of its setup, only staff can be removed."),
        gettext("Whatever waits for an answer or a match ends, and those who wait get an email."),
    ]
    if not coordinates(by, program):
        return meaning
    counted = queries.people(program)
    return [
        ngettext(
            "%(count)d person takes part now.", "%(count)d people take part now.", counted.approved
        )
        % {"count": counted.approved},
        ngettext(
            "%(count)d person is waiting for approval.",
            "%(count)d people are waiting for approval.",
            counted.waiting,
        )
        % {"count": counted.waiting},
        *meaning,
    ]
