"""Sessions: plan, move, call off, log, and what comes of them."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.confirmation import Confirmation, asks_first, confirmed
from core.web import attempt, submit
from drafts.kept_forms import kept
from relationships.models import Membership, Relationship
from relationships.permissions import membership_or_refusal
from sessions import edit_conflict, planning_page
from sessions.actions import check_ins, meetings, notes, settlement
from sessions.actions.notes import keep_note
from sessions.edit_conflict import show_newer
from sessions.forms import (
    ActionForm,
    LogForm,
    NoteEditForm,
    NoteForm,
    PlanForm,
    start_from,
)
from sessions.models import Action, MentoringSession, Note, SessionStatus
from sessions.permissions import own_session
from sessions.planning_page import Planner, tell_about_time
from sessions.session_page import _kept_action, _kept_note, show_session
from sessions.wording import fitted, no_longer_planned


@require_http_methods(["GET", "HEAD", "POST"])
def session_plan(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = membership_or_refusal(request.user, relationship)
    minutes = mine.relationship.program.session_minutes
    form, saving = _plan_form(request, mine.relationship, {"minutes": minutes})
    if saving and submit(
        form,
        lambda: meetings.plan(relationship=mine.relationship, by=mine.user, plan=form.plan()),
    ):
        tell_about_time(request, form)
        return redirect("relationship_detail", relationship)
    fitted(form, mine.relationship)
    context = {"form": form, "mine": mine, "planner": Planner(mine, minutes)}
    return render(request, "sessions/session_plan.html", context)


def _plan_form(
    request: HttpRequest, record: Relationship, start: dict[str, Any]
) -> tuple[PlanForm, bool]:
    """The form of this request, and whether it is to be saved or was only filled in further."""
    typed, saving = None, False
    if request.method != "POST":
        start = {**start, **planning_page.from_link(request.GET)}
    elif planning_page.wants_filling_in(request.POST):
        start = {**start, **planning_page.filled_in(request.POST)}
    else:
        typed, saving = request.POST, True
    form = PlanForm(typed, initial=start, record=record)
    return kept(request, form, _("A session")), saving


@require_http_methods(["GET", "HEAD", "POST"])
def we_met(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """Log a session that was not planned here."""
    mine = membership_or_refusal(request.user, relationship)
    today = clock.local_today()
    form = LogForm(
        request.POST or None,
        initial={"day": today, "minutes": mine.relationship.program.session_minutes},
        record=mine.relationship,
    )
    form = kept(request, form, _("How a session was"))
    if request.method == "POST" and submit(form, lambda: _log_new(mine, form)):
        tell_about_time(request, form)
        return redirect("relationship_detail", relationship)
    context = {"form": fitted(form, mine.relationship), "mine": mine}
    return render(request, "sessions/we_met.html", context)


def _log_new(mine: Membership, form: LogForm) -> None:
    session = meetings.log_new(relationship=mine.relationship, by=mine.user, plan=form.plan())
    keep_note(mine, session, form.cleaned_data)


@require_safe
def session_detail(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """One session: agenda, notes this person may read, actions."""
    mine, found = own_session(request, session)
    return show_session(request, mine, found)


@require_http_methods(["GET", "HEAD", "POST"])
def session_edit(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    mine, found = own_session(request, session)
    if request.method != "POST" and found.status != SessionStatus.PLANNED:
        return _back_to_session(request, found)
    form, saving = _plan_form(request, mine.relationship, start_from(found))
    if saving and submit(form, lambda: _move(mine, found, form)):
        tell_about_time(request, form)
        return redirect("session_detail", session)
    found = MentoringSession.objects.get(pk=session)
    fitted(form, mine.relationship)
    context = {
        "changed": saving and show_newer(form, request.POST, edit_conflict.of_session(found)),
        "form": form,
        "mine": mine,
        "session": found,
        "planner": Planner(mine, found.minutes),
    }
    return render(request, "sessions/session_edit.html", context)


def _back_to_session(request: HttpRequest, session: MentoringSession) -> HttpResponse:
    """A form that can do nothing any more leads back and says why; what was sent is refused with
    its words kept."""
    messages.info(request, no_longer_planned(session.status))
    return redirect("session_detail", session.pk)


def _move(mine: Membership, session: MentoringSession, form: PlanForm) -> None:
    seen = form.cleaned_data["seen"]
    meetings.move(session=session, by=mine.user, plan=form.plan(), seen=seen)


@require_http_methods(["GET", "HEAD", "POST"])
def session_log(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """The planned session was held: how it really was, and a note."""
    mine, found = own_session(request, session)
    if request.method != "POST" and found.status != SessionStatus.PLANNED:
        return _back_to_session(request, found)
    form = LogForm(request.POST or None, initial=start_from(found), record=mine.relationship)
    form = kept(request, form, _("How a session was"))
    if request.method == "POST" and submit(form, lambda: _log(mine, found, form)):
        tell_about_time(request, form)
        return redirect("session_detail", session)
    context = {"form": fitted(form, mine.relationship), "mine": mine, "session": found}
    return render(request, "sessions/session_log.html", context)


def _log(mine: Membership, session: MentoringSession, form: LogForm) -> None:
    session = settlement.say(session=session, by=mine.user, met=True, plan=form.plan())
    keep_note(mine, session, form.cleaned_data)


@require_POST
@asks_first
def session_cancel(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    mine, found = own_session(request, session)
    question = Confirmation(
        title=_("Call this session off?"),
        button=_("Call it off"),
        back=reverse("session_detail", args=[session]),
        undo=_("This cannot be undone, but you can plan another session."),
    )
    call_off = confirmed(request, question, lambda: meetings.cancel(session=found, by=mine.user))
    attempt(request, call_off, _("The session has been called off. Everybody has been told."))
    return redirect("relationship_detail", found.relationship_id)


@require_POST
def session_useful(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """One tap: was it useful? Kept for its author alone."""
    mine, found = own_session(request, session)
    answer = request.POST.get("answer", "")
    attempt(
        request,
        lambda: check_ins.say_useful(membership=mine, session=found, answer=answer),
        _("Thank you. Only you see this answer."),
    )
    return redirect("session_detail", session)


@require_POST
def note_write(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    mine, found = own_session(request, session)
    form = _kept_note(request, found, NoteForm(request.POST, prefix="note"))
    if submit(form, lambda: notes.write(session=found, by=mine.user, **form.cleaned_data)):
        return redirect("session_detail", session)
    return show_session(request, mine, found, note_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def note_edit(request: HttpRequest, session: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    mine, found = _own_note(request, session, note)
    start = {
        "words": found.words,
        "visibility": found.visibility,
        "seen": edit_conflict.of_note(found),
    }
    form = kept(request, NoteEditForm(request.POST or None, initial=start), _("A note"))
    if request.method == "POST" and submit(
        form, lambda: notes.rewrite(note=found, by=mine.user, **form.cleaned_data)
    ):
        return redirect("session_detail", session)
    found = get_object_or_404(Note, pk=note)
    changed = request.method == "POST" and show_newer(
        form, request.POST, edit_conflict.of_note(found)
    )
    fitted(form, mine.relationship)
    context = {"form": form, "mine": mine, "note": found, "changed": changed}
    return render(request, "sessions/note_edit.html", context)


def _own_note(request: HttpRequest, session: uuid.UUID, note: uuid.UUID) -> tuple[Membership, Note]:
    """A note of one's own; the partner's notes do not exist here."""
    mine, found = own_session(request, session)
    own = Note.objects.select_related("author").filter(pk=note, session=found, author=mine)
    row = own.first()
    if row is None:
        raise Http404
    return mine, row


@require_POST
@asks_first
def note_remove(request: HttpRequest, session: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    mine, found = _own_note(request, session, note)
    question = Confirmation(
        title=_("Delete this note?"),
        button=_("Delete the note"),
        back=reverse("note_edit", args=[session, note]),
    )
    remove = confirmed(request, question, lambda: notes.remove(note=found, by=mine.user))
    attempt(request, remove, _("The note has been deleted."))
    return redirect("session_detail", session)


@require_POST
def action_add(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    mine, found = own_session(request, session)
    members = mine.relationship.memberships.select_related("user")
    form = _kept_action(request, found, ActionForm(request.POST, prefix="action", members=members))
    if submit(
        form,
        lambda: notes.promise(
            relationship=mine.relationship, by=mine.user, session=found, **form.cleaned_data
        ),
    ):
        return redirect("session_detail", session)
    return show_session(request, mine, found, action_form=form)


@require_POST
def action_done(request: HttpRequest, relationship: uuid.UUID, action: uuid.UUID) -> HttpResponse:
    """Tick an action off, or open it again."""
    mine = membership_or_refusal(request.user, relationship)
    found = Action.objects.filter(pk=action, relationship=mine.relationship).first()
    if found is None:
        raise Http404
    done = "undo" not in request.POST
    attempt(
        request,
        lambda: notes.set_done(action=found, by=mine.user, done=done),
        _("Done.") if done else _("Open again."),
    )
    return redirect("relationship_detail", relationship)
