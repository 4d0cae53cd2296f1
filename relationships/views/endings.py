"""Pausing, resuming, and ending without fault."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from core import clock
from core.confirmation import Confirmation, asks_first, confirmed
from core.web import attempt, submit
from programs import queries as program_queries
from relationships import consequences, rules
from relationships.actions import endings, pause_requests
from relationships.forms import PauseForm
from relationships.models import Membership, Relationship, Status
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
        attempt(request, end, _done(goes_on=goes_on))
        return redirect("relationship_detail", relationship)
    possible = rules.allows("end_no_fault", record.status, record.phase, record.shape)
    context = {
        "mine": mine,
        "possible": possible,
        "goes_on": goes_on,
        "contacts": _contacts(record),
    }
    return render(request, "relationships/ending.html", context)


def _done(*, goes_on: bool) -> str:
    """What is said afterwards to whoever has ended it, or has left those who continue."""
    if goes_on:
        return _("You have left. The others are told that a member has left, without a reason.")
    return _("It has ended without blame. A short email goes out that names nobody.")


def _question(record: Relationship, *, goes_on: bool) -> Confirmation:
    title, button = _words_of_question(record, goes_on=goes_on)
    return Confirmation(
        title=title,
        button=button,
        back=reverse("ending", args=[record.pk]),
        sentences=[]
        if goes_on
        else [_("No reason is asked, and nothing anywhere says who ended it.")],
    )


def _words_of_question(record: Relationship, *, goes_on: bool) -> tuple[str, str]:
    if not goes_on:
        return _("End this mentoring relationship?"), _("End this mentoring relationship")
    if record.is_circle:
        return _("Leave this circle?"), _("Leave this circle")
    return _("Leave this group?"), _("Leave this group")


def _contacts(record: Relationship) -> list[User]:
    """Whom to turn to with a concern: nobody who is part of the relationship."""
    members = set(record.memberships.values_list("user_id", flat=True))
    contacts = program_queries.safeguarding_contacts(record.program)
    return [contact for contact in contacts if contact.pk not in members]


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """Pause, after a look at what that calls off; or ask the coordinator for a longer pause."""
    mine = phased_membership_or_refusal(request.user, relationship)
    form = PauseForm(request.POST or None)
    if request.method == "POST" and _is_done(request, mine, form):
        return redirect("relationship_detail", relationship)
    return render(request, "relationships/pause.html", _pause_page(mine, form))


def _is_done(request: HttpRequest, mine: Membership, form: PauseForm) -> bool:
    """Whether the button did what it says; otherwise the page says what is in the way."""
    if "longer" not in request.POST:
        told = not _has_to_be_told(request, mine, form)
        return told and submit(form, lambda: _pause(mine, form))
    asked = submit(form, lambda: _ask_longer(mine, form))
    if asked:
        messages.success(request, _("Your coordinator has been asked. Nothing changes yet."))
    return asked


def _pause(mine: Membership, form: PauseForm) -> None:
    resume_on = form.cleaned_data["resume_on"]
    endings.pause(relationship=mine.relationship, by=mine.user, resume_on=resume_on)


def _ask_longer(mine: Membership, form: PauseForm) -> None:
    resume_on = form.cleaned_data["resume_on"]
    pause_requests.ask_longer(relationship=mine.relationship, by=mine.user, resume_on=resume_on)


def _has_to_be_told(request: HttpRequest, mine: Membership, form: PauseForm) -> bool:
    """Whether sessions would be called off that this person has not read about yet."""
    return "sure" not in request.POST and bool(_called_off(mine, form))


def _called_off(mine: Membership, form: PauseForm) -> list[str]:
    """The sessions inside the pause of the form; none for a day on which no pause can end."""
    until = form.cleaned_data.get("resume_on") if form.is_bound and form.is_valid() else None
    if until is None or not rules.may_pause_until(until, clock.local_today()):
        return []
    return consequences.before_pause(mine.relationship, until)


def _pause_page(mine: Membership, form: PauseForm) -> dict[str, object]:
    record, latest = mine.relationship, clock.local_today() + rules.LONGEST_PAUSE
    is_active = record.status == Status.ACTIVE
    return {
        "form": form,
        "mine": mine,
        "called_off": _called_off(mine, form),
        "planned": consequences.before_pause(record, latest) if is_active else [],
        "may_pause": is_active and record.pause_count < rules.PAUSES_ALLOWED,
        "asked": record.pause_requests.waiting().first(),
    }


@require_POST
def pause_request_withdraw(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """Take back one's own request for a longer pause."""
    mine = phased_membership_or_refusal(request.user, relationship)
    attempt(
        request,
        lambda: pause_requests.withdraw(relationship=mine.relationship, by=mine.user),
        _("You have withdrawn the request. Nothing has changed."),
    )
    return redirect("relationship_detail", relationship)


@require_POST
def resume(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = phased_membership_or_refusal(request.user, relationship)
    attempt(
        request,
        lambda: endings.resume(relationship=mine.relationship, by=mine.user),
        _("Your mentoring continues."),
    )
    return redirect("relationship_detail", relationship)
