"""Who coordinates the program: named by HR admins only."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentoring.lib.web import attempt, submit
from programs import actions
from programs.forms import CoordinatorForm
from programs.models import Staff
from programs.permissions import require_hr_program, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def program_staff(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """The coordinators, and one field to name another."""
    row = require_hr_program(request, program)
    form = CoordinatorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and submit(
        form,
        lambda: actions.name_coordinator(program=row, user=form.person(), by=signed_in(request)),
    ):
        messages.success(
            request, _("%(name)s coordinates the program now.") % {"name": form.person()}
        )
        return redirect("program_staff", program)
    staff = row.staff.select_related("user")
    return render(request, "programs/staff.html", {"program": row, "form": form, "staff": staff})


@require_POST
def program_staff_remove(
    request: HttpRequest, program: uuid.UUID, staff: uuid.UUID
) -> HttpResponse:
    row = require_hr_program(request, program)
    found = get_object_or_404(Staff.objects.select_related("user"), pk=staff, program=row)
    attempt(
        request,
        lambda: actions.remove_coordinator(staff=found, by=signed_in(request)),
        _("%(name)s does not coordinate the program any more.") % {"name": found.user},
    )
    return redirect("program_staff", program)
