"""Suggested dates: plan one or all, move one, skip one."""

import uuid
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.web import attempt, submit
from relationships.models import Membership
from relationships.permissions import phased_membership_or_refusal
from sessions import suggested_dates
from sessions.actions import suggestions
from sessions.forms import MomentForm, start_of
from sessions.models import MentoringSession
from sessions.planning_page import tell_about_time
from sessions.suggested_dates import DateLine


@require_POST
def ahead_plan(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """Plan the dates of the button that was pressed: one, or all that are shown."""
    mine = phased_membership_or_refusal(request.user, relationship)
    days = [day for typed in request.POST.getlist("day") if (day := _day(typed))]
    planned: list[MentoringSession] = []
    attempt(
        request,
        lambda: planned.extend(
            suggestions.plan_dates(relationship=mine.relationship, by=mine.user, days=days)
        ),
        _planned_words(mine, len(days)),
    )
    if suggested_dates.clashes(mine.user, planned):
        messages.warning(request, _("You meet somebody else at that time. Move one of the two."))
    return redirect("relationship_detail", relationship)


def _planned_words(mine: Membership, days: int) -> str:
    if mine.relationship.is_many:
        return ngettext(
            "Planned. All of you get an email with a calendar file.",
            "All planned. All of you get one email with a calendar file.",
            days,
        )
    return ngettext(
        "Planned. Both of you get an email with a calendar file.",
        "All planned. Both of you get one email with a calendar file.",
        days,
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def ahead_date(request: HttpRequest, relationship: uuid.UUID, day: str) -> HttpResponse:
    """Propose one date for another time, without booking it."""
    mine = phased_membership_or_refusal(request.user, relationship)
    line = _line(mine, day)
    if line is None:
        messages.info(request, _("This date has already been decided. Here are the current dates."))
        return redirect("relationship_detail", relationship)
    start = {**start_of(line.turn.starts_at), "starts_at": line.turn.starts_at}
    typed = request.POST if request.method == "POST" else None
    form = MomentForm(typed, initial=start, record=mine.relationship)
    if request.method == "POST" and submit(form, lambda: _move(mine, line, form)):
        messages.success(request, _("Moved. It is a proposal until one of you plans it."))
        tell_about_time(request, form)
        return redirect("relationship_detail", relationship)
    context = {"form": form, "mine": mine, "line": line}
    return render(request, "sessions/ahead_date.html", context)


def _line(mine: Membership, typed: str) -> DateLine | None:
    """The date laid out on this day. Http404 for what is no day."""
    day = _day(typed)
    if day is None:
        raise Http404
    laid_out = suggested_dates.of(mine.relationship, clock.now())
    turn = laid_out.find(day)
    return next((line for line in suggested_dates.lines(laid_out, mine) if line.turn == turn), None)


def _move(mine: Membership, line: DateLine, form: MomentForm) -> None:
    suggestions.move(
        relationship=mine.relationship,
        by=mine.user,
        day=line.turn.day,
        starts_at=form.cleaned_data["starts_at"],
    )


@require_POST
def ahead_skip(request: HttpRequest, relationship: uuid.UUID, day: str) -> HttpResponse:
    """Leave one date out, or bring it back."""
    mine = phased_membership_or_refusal(request.user, relationship)
    found = _day(day)
    if found is None:
        raise Http404
    undo = "undo" in request.POST
    change = suggestions.bring_back if undo else suggestions.skip
    done = _("It is proposed again.") if undo else _("Skipped. You can bring it back at any time.")
    attempt(request, lambda: change(relationship=mine.relationship, by=mine.user, day=found), done)
    return redirect("relationship_detail", relationship)
