"""The format of a program, taking part in it, and steps of the set-up left as they are."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.web import absolute_url, attempt, submit
from drafts.kept_forms import kept
from programs import actions, formats
from programs.models import BriefingReaders, Format, ProgramStatus
from programs.participation_forms import FormatForm, TakingPartForm
from programs.permissions import require_program, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def program_format(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Which format the program has; to be changed as long as it is a draft."""
    row, by = require_program(request, program), signed_in(request)
    form = FormatForm(request.POST if request.method == "POST" else None, program=row)
    form = kept(request, form, _("Format"), as_typed=False, changes_record=True)
    if request.method == "POST" and submit(
        form, lambda: actions.change_format(program=row, format=form.chosen(), by=by)
    ):
        return redirect("program_setup", program)
    context = {
        "program": row,
        "form": form,
        "is_draft": row.status == ProgramStatus.DRAFT,
        "all_traits": [(Format(key).label, traits) for key, traits in formats.TRAITS.items()],
        "traits": formats.of(row.format),
    }
    return render(request, "programs/format.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def program_taking_part(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """What taking part asks of people."""
    row, by = require_program(request, program), signed_in(request)
    form = TakingPartForm(request.POST if request.method == "POST" else None, program=row)
    form = kept(request, form, _("Taking part"), as_typed=False, changes_record=True)
    if request.method == "POST" and submit(
        form, lambda: actions.change_taking_part(program=row, terms=form.terms(), by=by)
    ):
        messages.success(request, _("Saved; it holds from now on."))
        return redirect("program_setup", program)
    token = row.briefing_token if row.briefing_readers != BriefingReaders.NOBODY else None
    context = {
        "program": row,
        "form": form,
        "briefing_url": absolute_url("program_briefing", token=token) if token else "",
    }
    return render(request, "programs/taking_part.html", context)


@require_POST
def program_step_keep(request: HttpRequest, program: uuid.UUID, step: str) -> HttpResponse:
    """One step of the set-up is good as it is."""
    row, by = require_program(request, program), signed_in(request)
    done = _("Kept as it is.")
    attempt(request, lambda: actions.keep_step(program=row, step=step, by=by), done)
    return redirect("program_setup", program)
