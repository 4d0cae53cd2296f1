"""A session that was logged by mistake: correct it, remove it, put it back."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.confirmation import Confirmation, asks_first, confirmed
from core.web import attempt, submit
from relationships.models import Membership
from sessions import edit_conflict
from sessions.actions import corrections
from sessions.edit_conflict import show_newer
from sessions.forms import CorrectExchangeForm, CorrectForm, start_from
from sessions.models import MentoringSession, SessionStatus
from sessions.permissions import own_session
from sessions.wording import fitted, not_logged


@require_http_methods(["GET", "HEAD", "POST"])
def session_correct(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """How a session that was held really was."""
    mine, found = own_session(request, session)
    if found.status != SessionStatus.HELD:
        messages.info(request, not_logged(found.status))
        return redirect("session_detail", session)
    form_of = CorrectExchangeForm if found.is_exchange else CorrectForm
    typed = request.POST if request.method == "POST" else None
    form = form_of(typed, initial=start_from(found), record=mine.relationship)
    if request.method == "POST" and submit(form, lambda: _correct(mine, found, form)):
        return redirect("session_detail", session)
    found = MentoringSession.objects.get(pk=session)
    changed = request.method == "POST" and show_newer(
        form, request.POST, edit_conflict.of_session(found)
    )
    context = {
        "form": fitted(form, mine.relationship),
        "mine": mine,
        "session": found,
        "changed": changed,
    }
    return render(request, "sessions/session_correct.html", context)


def _correct(
    mine: Membership, session: MentoringSession, form: CorrectForm | CorrectExchangeForm
) -> None:
    seen = form.cleaned_data["seen"]
    corrections.correct(session=session, by=mine.user, plan=form.plan(), seen=seen)


@require_POST
@asks_first
def session_remove(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """Take a session out that never was; nobody's words about it are lost."""
    mine, found = own_session(request, session)
    question = Confirmation(
        title=_("Remove this session from your record?"),
        button=_("Remove the session"),
        back=reverse("session_detail", args=[session]),
        undo=_("You can put it back at any time, on its own page."),
    )
    remove = confirmed(request, question, lambda: corrections.remove(session=found, by=mine.user))
    attempt(request, remove, _("The session has been removed. It no longer counts."))
    return redirect("session_detail", session)


@require_POST
def session_put_back(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    mine, found = own_session(request, session)
    attempt(
        request,
        lambda: corrections.put_back(session=found, by=mine.user),
        _("The session counts again."),
    )
    return redirect("session_detail", session)
