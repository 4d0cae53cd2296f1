"""The figures of a program for its sponsors: groups of people, never a person or a pair."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.web import stand_below
from programs.permissions import signed_in, sponsored_by
from reports.from_above import from_above
from reports.permissions import require_aggregates


@require_safe
def figures_list(request: HttpRequest) -> HttpResponse:
    """The programs somebody sponsors; of one, its figures at once."""
    programs = list(sponsored_by(signed_in(request)).order_by("-starts_on", "name"))
    if not programs:
        raise PermissionDenied
    if len(programs) == 1:
        return redirect("program_figures", programs[0].pk)
    return render(request, "reports/figures_list.html", {"programs": programs})


@require_safe
def program_figures(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """How a program is doing, in groups of five and more."""
    room = require_aggregates(request, program)
    stand_below(request, program, "program_dashboard")
    return render(request, "reports/figures.html", from_above(room.program))
