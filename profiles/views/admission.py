"""How people join a program: the settings, for those who look after it; waiting, for mentees."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.confirmation import Confirmation, asks_first, confirmed
from core.web import attempt, submit
from drafts.kept_forms import kept
from profiles import format_words
from profiles.admission import actions, mentors_first
from profiles.admission.forms import JoiningForm
from programs.models import Program
from programs.permissions import coordinates, require_program, signed_in, untold_to


@require_http_methods(["GET", "HEAD", "POST"])
def program_joining(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Who joins first, and how far that is."""
    row, by = require_program(request, program), signed_in(request)
    form = JoiningForm(request.POST if request.method == "POST" else None, program=row)
    form = kept(request, form, _("Joining"), as_typed=False, changes_record=True)
    if submit(form, lambda: actions.change(program=row, rule=form.rule(), by=by)):
        messages.success(request, _("Saved."))
        return redirect("program_setup", program)
    context = {"program": row, "form": form, "progress": mentors_first.progress(row)}
    context["sees_people"] = coordinates(by, row)
    context["joining"] = format_words.of(row.format)
    return render(request, "profiles/admission.html", context)


@require_POST
@asks_first
def program_mentees_open(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Let mentees in now."""
    row, by = require_program(request, program), signed_in(request)
    done = _("Nobody has to wait any more. Those who asked to be told will get an email.")
    question = Confirmation(
        title=_("Let everybody join now?"),
        button=_("Let everybody join"),
        back=reverse("program_joining", args=[program]),
        sentences=[_("Everybody can join from now on, whether or not enough people have joined.")],
        untold=untold_to(by, row),
    )
    open_now = confirmed(request, question, lambda: mentors_first.open_now(program=row, by=by))
    attempt(request, open_now, done)
    return redirect("program_joining", program)


@require_POST
def join_tell_me(request: HttpRequest, token: str) -> HttpResponse:
    """The person wants a letter as soon as mentees can join."""
    if "\0" in token:
        return redirect("home")
    row = get_object_or_404(Program, join_token=token)
    done = _("We will email you as soon as you can join.")
    attempt(request, lambda: mentors_first.ask_to_be_told(program=row, by=signed_in(request)), done)
    return redirect("join", token)
