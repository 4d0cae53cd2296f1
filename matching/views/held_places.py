"""The two buttons of the waiting list for people of whom a request or a talk is live."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.web import attempt
from matching.actions import held_places
from profiles.models import Enrollment
from programs.permissions import require_coordinated, signed_in


@require_POST
def include(request: HttpRequest, program: uuid.UUID, enrollment: uuid.UUID) -> HttpResponse:
    """Match somebody anyway."""
    found, by = _enrollment(request, program, enrollment), signed_in(request)
    attempt(
        request,
        lambda: held_places.include(enrollment=found, by=by),
        _("The next run includes %(name)s. What is open stays open until a match is proposed.")
        % {"name": found.user},
    )
    return redirect("program_waiting", program)


@require_POST
def hold(request: HttpRequest, program: uuid.UUID, enrollment: uuid.UUID) -> HttpResponse:
    """Leave somebody out of the runs again."""
    found, by = _enrollment(request, program, enrollment), signed_in(request)
    attempt(
        request,
        lambda: held_places.hold(enrollment=found, by=by),
        _("The runs leave %(name)s out while a request or a talk is open.") % {"name": found.user},
    )
    return redirect("program_waiting", program)


def _enrollment(request: HttpRequest, program: uuid.UUID, enrollment: uuid.UUID) -> Enrollment:
    row = require_coordinated(request, program)
    people = Enrollment.objects.approved().select_related("user", "program")
    return get_object_or_404(people, program=row, pk=enrollment)
