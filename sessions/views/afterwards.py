"""Around a session: topics before it, and what comes after it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.web import attempt, submit
from drafts.kept_forms import kept
from relationships.models import Membership
from relationships.permissions import membership_or_refusal
from sessions import edit_conflict
from sessions.actions import corrections, host_rotation, meetings, notes, settlement
from sessions.actions.notes import keep_note
from sessions.edit_conflict import show_newer
from sessions.forms import ExchangeForm, NotHeldForm, TakeawayForm, TopicForm
from sessions.models import MentoringSession, SessionStatus
from sessions.permissions import own_session
from sessions.session_page import kept_takeaway, kept_topic, show_session
from sessions.wording import fitted, no_longer_planned


@require_POST
def topic_add(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """Put a topic on the agenda; any member may."""
    mine, found = own_session(request, session)
    form = kept_topic(request, found, TopicForm(request.POST, prefix="agenda"))
    if submit(form, lambda: notes.add_topic(session=found, by=mine.user, **form.cleaned_data)):
        return redirect("session_detail", session)
    return show_session(request, mine, found, topic_form=form)


@require_POST
def session_held(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """One click: we met as planned."""
    mine, found = own_session(request, session)
    attempt(
        request,
        lambda: settlement.say(session=found, by=mine.user, met=True),
        _("Thank you. While it is fresh: what do you take away?"),
    )
    return redirect("session_detail", session)


@require_http_methods(["GET", "HEAD", "POST"])
def session_not_held(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """The planned session did not happen: why, for who wants to say, now or later."""
    mine, found = own_session(request, session)
    if request.method != "POST" and found.status == SessionStatus.REMOVED:
        messages.info(request, no_longer_planned(found.status))
        return redirect("session_detail", session)
    said = {"reason": found.not_held_reason, "words": found.not_held_words}
    form = NotHeldForm(request.POST if request.method == "POST" else None, initial=said)
    kept(request, form, _("What got in the way"), changes_record=True)
    if request.method == "POST" and submit(
        form, lambda: settlement.say(session=found, by=mine.user, met=False, **form.cleaned_data)
    ):
        return redirect("session_detail", session)
    context = {"form": fitted(form, mine.relationship), "mine": mine, "session": found}
    return render(request, "sessions/session_not_held.html", context)


@require_POST
def takeaway_write(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """Keep what this person takes away; of a newer version in another tab they are told."""
    mine, found = own_session(request, session)
    form = kept_takeaway(request, found, TakeawayForm(request.POST, prefix="takeaway"))
    if submit(form, lambda: notes.take_away(session=found, by=mine.user, **form.cleaned_data)):
        return redirect("session_detail", session)
    note = notes.takeaway(found, mine)
    changed = show_newer(form, request.POST, edit_conflict.of_note(note), name="takeaway-seen")
    context = {"takeaway_form": form, "takeaway_now": note if changed else None}
    return show_session(request, mine, found, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def exchange_log(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """Log mails or messages that were as good as a session."""
    mine = membership_or_refusal(request.user, relationship)
    start = {"day": clock.local_today()}
    typed = request.POST if request.method == "POST" else None
    form = ExchangeForm(typed, initial=start, record=mine.relationship)
    kept(request, form, _("What you wrote to each other"))
    if request.method == "POST" and submit(form, lambda: _log_exchange(mine, form)):
        return redirect("relationship_detail", relationship)
    context = {"form": fitted(form, mine.relationship), "mine": mine}
    return render(request, "sessions/exchange_log.html", context)


def _log_exchange(mine: Membership, form: ExchangeForm) -> MentoringSession:
    relationship = mine.relationship
    session = meetings.log_new(relationship=relationship, by=mine.user, plan=form.plan())
    keep_note(mine, session, form.cleaned_data)
    return session


@require_POST
def session_host(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """Hand the hosting of a planned session to somebody."""
    mine, found = own_session(request, session)
    to = request.POST.get("host", "")
    attempt(
        request,
        lambda: host_rotation.hand_over(session=found, by=mine.user, to=to),
        _("The host is changed. The new host gets an email, because it takes some preparation."),
    )
    return redirect("session_detail", session)


@require_POST
def session_attendance(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """Say who was there."""
    mine, found = own_session(request, session)
    there = set(request.POST.getlist("there"))
    attempt(
        request,
        lambda: corrections.correct_who_was_there(session=found, by=mine.user, there=there),
        _("Saved."),
    )
    return redirect("session_detail", session)
