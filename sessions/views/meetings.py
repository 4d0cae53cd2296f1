"""Sessions: plan, move, call off, log, and what comes of them."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drafts.keeping import kept
from mentoring.lib import clock
from mentoring.lib.web import attempt, submit
from relationships.models import Membership
from relationships.permissions import membership_or_refusal
from relationships.wording import names_of
from sessions import planner, versions
from sessions.actions import asking, meetings, notes
from sessions.check_ins import USEFUL
from sessions.forms import (
    ActionForm,
    LogForm,
    NoteEditForm,
    NoteForm,
    NotHeldForm,
    PlanForm,
    start_from,
)
from sessions.models import Action, MentoringSession, Note
from sessions.planner import Planner


def own_session(request: HttpRequest, session: uuid.UUID) -> tuple[Membership, MentoringSession]:
    """The session and the person's place in its pair. Http404 or PermissionDenied otherwise."""
    found = MentoringSession.objects.select_related("relationship").filter(pk=session).first()
    if found is None:
        raise Http404
    return membership_or_refusal(request.user, found.relationship_id), found


@require_http_methods(["GET", "HEAD", "POST"])
def session_plan(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = membership_or_refusal(request.user, relationship)
    minutes = mine.relationship.program.session_minutes
    form, saving = _plan_form(request, {"minutes": minutes})
    if saving and submit(
        form,
        lambda: meetings.plan(relationship=mine.relationship, by=mine.user, plan=form.plan()),
    ):
        return redirect("relationship_detail", relationship)
    context = {"form": form, "mine": mine, "planner": Planner(mine, minutes)}
    return render(request, "sessions/session_plan.html", context)


def _plan_form(request: HttpRequest, start: dict[str, Any]) -> tuple[PlanForm, bool]:
    """The form of this request, and whether it is to be saved or was only filled in further."""
    form, saving = PlanForm(request.POST), True
    if request.method != "POST":
        form, saving = PlanForm(initial={**start, **planner.from_link(request.GET)}), False
    elif planner.wants_filling_in(request.POST):
        form, saving = PlanForm(initial={**start, **planner.filled_in(request.POST)}), False
    return kept(request, form, _("A session")), saving


@require_http_methods(["GET", "HEAD", "POST"])
def we_met(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """Log a session that was not planned here."""
    mine = membership_or_refusal(request.user, relationship)
    today = timezone.localdate()
    form = LogForm(
        request.POST or None,
        initial={"day": today, "minutes": mine.relationship.program.session_minutes},
    )
    form = kept(request, form, _("How was it?"))
    if request.method == "POST" and submit(form, lambda: _log_new(mine, form)):
        return redirect("relationship_detail", relationship)
    return render(request, "sessions/we_met.html", {"form": form, "mine": mine})


def _log_new(mine: Membership, form: LogForm) -> None:
    session = meetings.log_new(relationship=mine.relationship, by=mine.user, plan=form.plan())
    _keep_note(mine, session, form)


def _keep_note(mine: Membership, session: MentoringSession, form: LogForm) -> None:
    if form.cleaned_data["words"]:
        notes.write(
            session=session,
            by=mine.user,
            words=form.cleaned_data["words"],
            visibility=form.cleaned_data["visibility"],
        )


@require_safe
def session_detail(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """One session: agenda, notes this person may read, actions."""
    mine, found = own_session(request, session)
    return _show(request, mine, found)


def _show(
    request: HttpRequest,
    mine: Membership,
    session: MentoringSession,
    note_form: NoteForm | None = None,
    action_form: ActionForm | None = None,
) -> HttpResponse:
    readable = Note.objects.readable_by(mine).filter(session=session)
    members = mine.relationship.memberships.present().select_related("user")
    context = {
        "mine": mine,
        "partner": names_of([one.user for one in members if one.pk != mine.pk]),
        "session": session,
        "over": session.ends_at <= clock.now(),
        "useful": USEFUL if asking.asks_whether_useful(session) else (),
        "said": asking.useful_answer(mine, session),
        "notes": readable.select_related("author__user"),
        "actions": session.actions.select_related("owner__user"),
        "note_form": _kept_note(request, session, note_form or NoteForm(prefix="note")),
        "action_form": action_form or ActionForm(prefix="action", members=members),
    }
    return render(request, "sessions/session_detail.html", context)


def _kept_note(request: HttpRequest, session: MentoringSession, form: NoteForm) -> NoteForm:
    to, page = (reverse(name, args=[session.pk]) for name in ("note_write", "session_detail"))
    return kept(request, form, _("A note"), to=to, page=page)


@require_http_methods(["GET", "HEAD", "POST"])
def session_edit(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    mine, found = own_session(request, session)
    form, saving = _plan_form(request, start_from(found))
    if saving and submit(form, lambda: _move(mine, found, form)):
        return redirect("session_detail", session)
    found = MentoringSession.objects.get(pk=session)
    context = {
        "changed": saving and _show_newer(form, request.POST, versions.of_session(found)),
        "form": form,
        "mine": mine,
        "session": found,
        "planner": Planner(mine, found.minutes),
    }
    return render(request, "sessions/session_edit.html", context)


def _move(mine: Membership, session: MentoringSession, form: PlanForm) -> None:
    seen = form.cleaned_data["seen"]
    meetings.move(session=session, by=mine.user, plan=form.plan(), seen=seen)


def _show_newer(form: PlanForm | NoteForm, typed: QueryDict, now: str) -> bool:
    """Whether what stands ``now`` is newer than what ``form`` began with.

    The form then goes on from the newer one: saving it again replaces what its person has read.
    """
    if typed.get("seen", "") in {"", now}:
        return False
    newer = typed.copy()
    newer["seen"] = now
    form.data = newer
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def session_log(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """The planned session was held: how it really was, and a note."""
    mine, found = own_session(request, session)
    form = LogForm(request.POST or None, initial=start_from(found))
    form = kept(request, form, _("How was it?"))
    if request.method == "POST" and submit(form, lambda: _log(mine, found, form)):
        return redirect("session_detail", session)
    context = {"form": form, "mine": mine, "session": found}
    return render(request, "sessions/session_log.html", context)


def _log(mine: Membership, session: MentoringSession, form: LogForm) -> None:
    session = meetings.log(session=session, by=mine.user, plan=form.plan())
    _keep_note(mine, session, form)


@require_POST
def session_cancel(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    mine, found = own_session(request, session)
    attempt(
        request,
        lambda: meetings.cancel(session=found, by=mine.user),
        _("Called off. The other one of you is told."),
    )
    return redirect("relationship_detail", found.relationship_id)


@require_http_methods(["GET", "HEAD", "POST"])
def session_not_held(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """The planned session did not happen: why, for who wants to say."""
    mine, found = own_session(request, session)
    form = NotHeldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and submit(
        form,
        lambda: meetings.not_held(session=found, by=mine.user, reason=form.cleaned_data["reason"]),
    ):
        return redirect("session_detail", session)
    context = {"form": form, "mine": mine, "session": found}
    return render(request, "sessions/session_not_held.html", context)


@require_POST
def session_useful(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """One tap: was it useful? Kept for its author alone."""
    mine, found = own_session(request, session)
    answer = request.POST.get("answer", "")
    attempt(
        request,
        lambda: asking.say_useful(membership=mine, session=found, answer=answer),
        _("Thank you. Only you see this answer."),
    )
    return redirect("session_detail", session)


@require_POST
def note_write(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    mine, found = own_session(request, session)
    form = _kept_note(request, found, NoteForm(request.POST, prefix="note"))
    if submit(form, lambda: notes.write(session=found, by=mine.user, **form.cleaned_data)):
        return redirect("session_detail", session)
    return _show(request, mine, found, note_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def note_edit(request: HttpRequest, session: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    mine, found = _own_note(request, session, note)
    start = {
        "words": found.words,
        "visibility": found.visibility,
        "seen": versions.of_note(found),
    }
    form = kept(request, NoteEditForm(request.POST or None, initial=start), _("A note"))
    if request.method == "POST" and submit(
        form, lambda: notes.rewrite(note=found, by=mine.user, **form.cleaned_data)
    ):
        return redirect("session_detail", session)
    found = get_object_or_404(Note, pk=note)
    changed = request.method == "POST" and _show_newer(form, request.POST, versions.of_note(found))
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
def note_remove(request: HttpRequest, session: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    mine, found = _own_note(request, session, note)
    attempt(request, lambda: notes.remove(note=found, by=mine.user), _("The note is gone."))
    return redirect("session_detail", session)


@require_POST
def action_add(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    mine, found = own_session(request, session)
    members = mine.relationship.memberships.select_related("user")
    form = ActionForm(request.POST, prefix="action", members=members)
    if submit(
        form,
        lambda: notes.promise(
            relationship=mine.relationship, by=mine.user, session=found, **form.cleaned_data
        ),
    ):
        return redirect("session_detail", session)
    return _show(request, mine, found, action_form=form)


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
