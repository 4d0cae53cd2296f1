"""How the program works: its phases, and what the matching weighs."""

import uuid

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.percents import percents
from core.web import submit
from drafts.kept_forms import kept
from programs import actions, formats
from programs.forms import CriteriaForm, PhasePlansForm
from programs.models import Program
from programs.permissions import require_program, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def program_phases(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """The four phases, each with its rhythm and length."""
    row = require_program(request, program)
    form = PhasePlansForm(request.POST if request.method == "POST" else None, program=row)
    form = kept(request, form, _("Phases and rhythm"), as_typed=False, changes_record=True)
    if request.method == "POST" and submit(
        form,
        lambda: actions.change_phase_plan(program=row, plans=form.plans(), by=signed_in(request)),
    ):
        messages.success(request, _("The phases are saved."))
        return redirect("program_setup", program)
    context = {"program": row, "traits": formats.of(row.format), "form": form}
    return render(request, "programs/phases.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def program_criteria(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """The weights, and what each means in percent of the whole."""
    row = require_program(request, program)
    prefetch_related_objects([row], "criteria")
    form = CriteriaForm(request.POST if request.method == "POST" else None, program=row)
    form = kept(request, form, _("What matching weighs"), as_typed=False, changes_record=True)
    if request.method == "POST" and submit(
        form,
        lambda: actions.change_criteria(program=row, weights=form.weights(), by=signed_in(request)),
    ):
        messages.success(request, _("The weights are saved; the next matching uses them."))
        return redirect("program_setup", program)
    context = {"program": row, "form": form, "shares": _shares(row)}
    return render(request, "programs/criteria.html", context)


def _shares(program: Program) -> list[dict[str, object]]:
    """What each weight means in percent of the whole, as bars, the longest first."""
    weighed = [criterion for criterion in program.criteria.all() if criterion.weight]
    shares = percents([criterion.weight for criterion in weighed])
    rows = [
        (share, formats.criterion(program.format, one.key))
        for share, one in zip(shares, weighed, strict=True)
    ]
    return [
        {"label": label, "value": _("%(share)s%%") % {"share": share}, "share": share}
        for share, label in sorted(rows, reverse=True)
    ]
