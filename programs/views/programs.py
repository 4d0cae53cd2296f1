"""The programs somebody looks after, and a new one."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import hr_admin_required
from core.confirmation import Confirmation, asks_first, confirmed
from core.web import attempt, submit
from drafts.kept_forms import kept
from programs import actions
from programs.forms import CloneForm, NewProgramForm
from programs.models import Program, ProgramStatus, Staff
from programs.permissions import (
    looks_after_programs,
    programs_of,
    require_hr_program,
    signed_in,
)
from programs.program_templates.formats import TEMPLATES


@require_safe
def program_list(request: HttpRequest) -> HttpResponse:
    """Every program the person looks after, the newest first."""
    user = signed_in(request)
    if not looks_after_programs(user):
        raise PermissionDenied
    active = Q(enrollments__user__is_active=True)
    people = "enrollments__user"
    sent = active & Q(enrollments__status="submitted") & ~Q(status=ProgramStatus.CLOSED)
    waiting = Count(people, distinct=True, filter=sent)
    taking_part = active & Q(enrollments__status="approved")
    approved = Count(people, distinct=True, filter=taking_part)
    own = Exists(Staff.objects.filter(program=OuterRef("pk"), user=user))
    programs = programs_of(user).annotate(waiting=waiting, approved=approved, sees_people=own)
    programs = programs.order_by("-starts_on", "name")
    archived = request.GET.get("show") == "archived"
    context = {
        "programs": programs.filter(archived_at__isnull=not archived),
        "archived": archived,
        "has_archived": programs_of(user).filter(archived_at__isnull=False).exists(),
    }
    return render(request, "programs/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def program_clone(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """The next run: the same set-up with a new name and a new start."""
    row, by = require_hr_program(request, program), signed_in(request)
    form = CloneForm(request.POST if request.method == "POST" else None)
    form = kept(request, form, _("The next round"), as_typed=False)
    made: list[Program] = []
    if submit(form, lambda: made.append(actions.clone(program=row, by=by, **form.cleaned_data))):
        messages.success(request, _("The draft is ready. Nobody can see it yet."))
        return redirect("program_setup", made[0].pk)
    return render(request, "programs/clone.html", {"program": row, "form": form})


@require_POST
@asks_first
def program_archive(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    row, by = require_hr_program(request, program), signed_in(request)
    done = _("“%(name)s” is archived: you find it under “Archived”.") % {"name": row}
    shown = request.POST.get("shown")
    question = Confirmation(
        title=_("Archive “%(name)s”?") % {"name": row},
        button=_("Archive it"),
        back=reverse("program_setup", args=[program]),
        sentences=[
            _("It leaves the list of programs for everybody who looks after it."),
            _("You can still read everything, under “Archived”."),
        ],
        undo=_("You can bring it back to the list."),
        is_harmless=True,
    )
    archive = confirmed(request, question, lambda: actions.archive(program=row, by=by, shown=shown))
    attempt(request, archive, done)
    return redirect("program_setup", program)


@require_POST
def program_unarchive(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    row, by = require_hr_program(request, program), signed_in(request)
    done = _("“%(name)s” is back on the list.") % {"name": row}
    shown = request.POST.get("shown")
    attempt(request, lambda: actions.unarchive(program=row, by=by, shown=shown), done)
    return redirect("program_setup", program)


@require_http_methods(["GET", "HEAD", "POST"])
@hr_admin_required
def program_new(request: HttpRequest) -> HttpResponse:
    """Three answers, then a draft to complete; ``template`` of the address is chosen already."""
    asked = request.GET.get("template", "")
    form = NewProgramForm(
        request.POST if request.method == "POST" else None,
        initial={"template": asked if asked in TEMPLATES else next(iter(TEMPLATES))},
    )
    form = kept(request, form, _("A new program"), as_typed=False)
    made: list[Program] = []
    if request.method == "POST" and submit(form, lambda: made.append(_create(request, form))):
        messages.success(request, _("The draft is ready. Nobody can see it yet."))
        return redirect("program_setup", made[0].pk)
    context = {"form": form, "ends": _ends(form)}
    return render(request, "programs/new.html", context)


def _create(request: HttpRequest, form: NewProgramForm) -> Program:
    return actions.create_from_template(
        template=form.chosen_template(),
        name=form.cleaned_data["name"],
        starts_on=form.cleaned_data["starts_on"],
        by=signed_in(request),
    )


def _ends(form: NewProgramForm) -> object:
    """The last day, once a start and a template that is not rolling are known; None else."""
    cleaned = getattr(form, "cleaned_data", {})
    if not {"template", "starts_on"} <= cleaned.keys():
        return None
    return form.chosen_template().ends_on(cleaned["starts_on"])
