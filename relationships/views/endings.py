"""Pausing, going on, and ending without fault."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from mentoring.lib.confirming import Question, asks_first, confirmed
from mentoring.lib.web import attempt, submit
from programs import facts
from relationships import rules
from relationships.actions import endings
from relationships.forms import PauseForm
from relationships.models import Relationship
from relationships.permissions import phased_membership_or_refusal


@require_http_methods(["GET", "HEAD", "POST"])
@asks_first
def ending(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """How ending works, what else might help, and the button."""
    mine = phased_membership_or_refusal(request.user, relationship)
    record = mine.relationship
    goes_on = endings.goes_on_without(record, mine)
    if request.method == "POST":
        end = confirmed(
            request,
            _question(record, goes_on=goes_on),
            lambda: endings.end_no_fault(relationship=record, by=mine.user),
        )
        done = _("It has ended without blame. A short email goes out that names nobody.")
        attempt(request, end, done)
        return redirect("relationship_detail", relationship)
    possible = rules.allows("end_no_fault", record.status, record.phase, record.shape)
    context = {
        "mine": mine,
        "possible": possible,
        "goes_on": goes_on,
        "contacts": _contacts(record),
    }
    return render(request, "relationships/ending.html", context)


def _question(record: Relationship, *, goes_on: bool) -> Question:
    return Question(
        title=_("Leave this group?") if goes_on else _("End this mentoring relationship?"),
        button=_("Leave this group") if goes_on else _("End this mentoring relationship"),
        back=reverse("ending", args=[record.pk]),
        sentences=[]
        if goes_on
        else [_("No reason is asked, and nothing anywhere says who ended it.")],
    )


def _contacts(record: Relationship) -> list[User]:
    """Whom to turn to with a concern: nobody who is part of the relationship."""
    members = set(record.memberships.values_list("user_id", flat=True))
    contacts = facts.safeguarding_contacts(record.program)
    return [contact for contact in contacts if contact.pk not in members]


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = phased_membership_or_refusal(request.user, relationship)
    form = PauseForm(request.POST or None)
    if request.method == "POST" and submit(
        form,
        lambda: endings.pause(
            relationship=mine.relationship,
            by=mine.user,
            resume_on=form.cleaned_data["resume_on"],
        ),
    ):
        return redirect("relationship_detail", relationship)
    return render(request, "relationships/pause.html", {"form": form, "mine": mine})


@require_POST
def resume(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = phased_membership_or_refusal(request.user, relationship)
    attempt(
        request,
        lambda: endings.resume(relationship=mine.relationship, by=mine.user),
        _("You go on."),
    )
    return redirect("relationship_detail", relationship)
