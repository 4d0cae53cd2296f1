"""What coordinators of a program will see, before there is anybody in it."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from programs import formats
from reports import sample
from reports.facts import organization_now
from reports.permissions import require_figures


@require_safe
def program_preview_coordinator(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """The attention list with pairs who do not exist, by the limits of this program."""
    room = require_figures(request, program)
    items = sample.items(room.program, organization_now())
    has_phases = formats.of(room.program.format).has_phases
    context = {"program": room.program, "items": items, "has_phases": has_phases}
    return render(request, "reports/preview.html", context)
