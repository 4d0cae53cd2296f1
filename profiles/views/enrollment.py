"""A person's own enrollment: where it stands, changing it, leaving."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.confirmation import Confirmation, asks_first, confirmed
from core.web import attempt, submit
from drafts.kept_forms import kept
from profiles import (
    access_log,
    actions,
    format_words,
    ineligibility,
    program_exit,
    rules,
    summary,
    visibility_preview,
    waiting_list,
)
from profiles.enrollment_page import write
from profiles.forms import PracticalForm
from profiles.manager_approval import actions as manager_approval
from profiles.manager_approval import wording
from profiles.models import Enrollment, EnrollmentStatus
from programs.models import ProgramStatus
from programs.permissions import signed_in


@require_safe
def enrollment_detail(request: HttpRequest, enrollment: uuid.UUID) -> HttpResponse:
    """Where it stands in words, what happens next, and everything the person has told."""
    rows = summary.with_answers(Enrollment.objects.filter(user=signed_in(request)))
    rows = rows.select_related("manager_answer__manager")
    mine = get_object_or_404(rows, pk=enrollment)
    line = waiting_list.line_of(mine.program)
    found = line.standings.get(mine.pk)
    is_closed = mine.program.status == ProgramStatus.CLOSED
    obstacle = ineligibility.own_words(mine, found) if found and not is_closed else ""
    context = {
        "enrollment": mine,
        "is_closed": is_closed,
        "joining": format_words.of(mine.program.format),
        "sentence": obstacle or summary.status_sentence(mine),
        "ended": found.facts.ending if found and ineligibility.may_ask_again(found) else None,
        "unanswered": found.facts.ending if found and found.has_not_answered else None,
        "lines": summary.lines(mine),
        "staff": mine.program.staff.select_related("user"),
        "may_edit": not is_closed and mine.status != EnrollmentStatus.DECLINED,
        "may_withdraw": rules.after("withdraw", mine.status) is not None,
        "manager": wording.told(manager_approval.word_on(mine)),
        "waiting": line.place_of(mine),
        "choosing": {mine.pk} if found and found.may_choose else set(),
        "membership": mine.memberships.filter(is_open=True).order_by("-created_at").first(),
        "in_vain": waiting_list.was_in_vain(mine),
    }
    return render(request, "profiles/enrollment.html", context)


@require_safe
def enrollment_seen(request: HttpRequest, enrollment: uuid.UUID) -> HttpResponse:
    """What others can see of it, by who looks, from the person's own rows."""
    rows = summary.with_answers(Enrollment.objects.filter(user=signed_in(request)))
    mine = get_object_or_404(rows, pk=enrollment)
    context = {
        "enrollment": mine,
        "views": visibility_preview.views(mine),
        "looks": access_log.at(mine),
    }
    return render(request, "profiles/visibility_preview.html", context)


@require_safe
def partner_answers(request: HttpRequest, enrollment: uuid.UUID) -> HttpResponse:
    """What somebody wrote for their partner to read; only the partner of an accepted pair may, and
    in a group nobody who has left it."""
    accepted = Enrollment.objects.filter(
        memberships__left_at=None,
        memberships__relationship__status__in=["active", "paused"],
        memberships__relationship__memberships__user=signed_in(request),
        memberships__relationship__memberships__left_at=None,
    ).exclude(user=signed_in(request))
    theirs = get_object_or_404(summary.with_answers(accepted.distinct()), pk=enrollment)
    context = {
        "partner": theirs.user,
        "program": theirs.program,
        "lines": summary.for_partner(theirs),
    }
    return render(request, "profiles/partner_answers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enrollment_edit(request: HttpRequest, enrollment: uuid.UUID) -> HttpResponse:
    """The whole form until it is approved; then time, channels, capacity and the avoid list."""
    mine = _mine(request, enrollment)
    if mine.status != EnrollmentStatus.APPROVED:
        return write(request, mine.program, mine.role)
    if mine.program.status == ProgramStatus.CLOSED and request.method != "POST":
        messages.info(request, summary.status_sentence(mine))
        return redirect("enrollment_detail", mine.pk)
    form = PracticalForm(request.POST if request.method == "POST" else None, enrollment=mine)
    form = kept(request, form, _("Your time"), changes_record=True)
    if request.method == "POST" and submit(
        form,
        lambda: actions.change_practicalities(
            enrollment=mine, profile=form.profile(), by=signed_in(request)
        ),
    ):
        messages.success(
            request, _("Your changes are saved. They count for every match proposed from now on.")
        )
        return redirect("enrollment_detail", mine.pk)
    return render(request, "profiles/practical.html", {"enrollment": mine, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@asks_first
def enrollment_withdraw(request: HttpRequest, enrollment: uuid.UUID) -> HttpResponse:
    """What leaving would end, told first; then, on a press, done."""
    mine = _mine(request, enrollment)
    if rules.after("withdraw", mine.status) is None:
        return redirect("enrollment_detail", mine.pk)
    if request.method == "POST":
        done = _("You have left the program in this role. Nobody is told why.")
        question = Confirmation(
            title=_("Leave %(program)s?") % {"program": mine.program},
            button=_("Leave the program"),
            back=reverse("enrollment_withdraw", args=[enrollment]),
            undo=_("While enrollment is open you can join again; what has ended stays ended."),
        )
        leave = confirmed(
            request, question, lambda: program_exit.leave(enrollment=mine, by=signed_in(request))
        )
        attempt(request, leave, done)
        return redirect("enrollment_detail", mine.pk)
    context = {"enrollment": mine, "ends": program_exit.describe(mine)}
    return render(request, "profiles/leave.html", context)


def _mine(request: HttpRequest, enrollment_id: uuid.UUID) -> Enrollment:
    rows = Enrollment.objects.select_related("program", "user")
    return get_object_or_404(rows, pk=enrollment_id, user=signed_in(request))
