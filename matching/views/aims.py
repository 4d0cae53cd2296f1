"""Other weights, or fewer weak matches: what they would change, before anything is saved."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.web import submit
from matching import actions
from matching.actions.run_requests import is_large, run_or_order
from matching.forms import AimsForm
from matching.task import task_of
from matching.weight_preview import outlook, settings_of
from programs.models import Program
from programs.permissions import require_coordinated, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def matching_aims(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """GET tries what the address says; POST saves it and runs the matching."""
    found = require_coordinated(request, program)
    task = task_of(found)
    tried = request.POST if request.method == "POST" else request.GET
    data = tried if "aim" in tried or request.method == "POST" else None
    form = AimsForm(data, settings_of(task), found)
    if request.method == "POST" and submit(form, lambda: _save(request, found, form)):
        messages.success(request, _said(found))
        return redirect("matching_room", found.pk)
    is_tried = form.is_bound and form.is_valid()
    context = {
        "program": found,
        "form": form,
        "outlook": outlook(found, task, form.settings()) if is_tried else None,
        "is_saved": is_tried and form.settings() == settings_of(task),
    }
    return render(request, "matching/aims.html", context)


def _said(program: Program) -> str:
    if is_large(program):
        return _("Saved. A new run with these settings will start soon; nobody has been told.")
    return _("Saved, and run again with it. Nobody has been told.")


def _save(request: HttpRequest, program: Program, form: AimsForm) -> None:
    by, chosen = signed_in(request), form.settings()
    actions.change_aims(program=program, weights=chosen.weights, least=chosen.least, by=by)
    run_or_order(program=program, by=by)
