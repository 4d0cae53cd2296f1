"""Asking a mentor, and the mentor's answer."""

import uuid
from collections.abc import Callable
from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from core import clock
from core.confirmation import Confirmation, asks_first, confirmed
from core.web import attempt, submit
from drafts.kept_forms import kept
from matching import format_words
from matching.actions import requests as actions
from matching.actions.away import set_away
from matching.forms import AnswerForm, AwayForm, RequestForm
from matching.models.runs import Away, MentorRequest, RequestStatus
from matching.permissions import require_chooser, require_mentor, require_request
from matching.queries import mentor_of, open_request, wishes_of
from profiles.models import Enrollment
from programs.models import Choice, Side
from programs.permissions import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, program: uuid.UUID, mentor: uuid.UUID) -> HttpResponse:
    """Write to one mentor; what was written stays in the form when it cannot be sent. Nobody begins
    to write to somebody who cannot be asked."""
    mentee = require_chooser(request, program)
    if mentee.program.choice != Choice.REQUESTS:
        raise Http404
    person = mentor_of(mentee, mentor)
    words = format_words.of(mentee.program.format)
    sent_form = request.POST if request.method == "POST" else None
    form = RequestForm(sent_form, format_key=mentee.program.format)
    form = kept(request, form, str(words.request))
    sent = request.method == "POST" and submit(form, lambda: _ask(mentee, person, form))
    if sent:
        return redirect("mentor_directory", mentee.program_id)
    context = {
        "program": mentee.program,
        "words": words,
        "mentor": person,
        "form": form,
        "refused": "" if request.method == "POST" else actions.why_not(mentee, person),
        "asked": open_request(mentee),
        "others": [wish for wish in wishes_of(mentee) if wish.mentor_id != person.pk],
    }
    return render(request, "matching/request_new.html", context)


def _ask(mentee: Enrollment, mentor: Enrollment, form: RequestForm) -> MentorRequest:
    return actions.ask(mentee=mentee, mentor=mentor, wording=form.wording(), by=mentee.user)


@require_safe
def detail(request: HttpRequest, asked: uuid.UUID) -> HttpResponse:
    """One request, for the two it is between."""
    found, side = require_request(request, asked)
    away = _away(found.mentor) if found.is_open else None
    is_mentor = side == Side.MENTOR
    context = {
        "asked": found,
        "program": found.mentor.program,
        "words": format_words.of(found.mentor.program.format),
        "is_mentor": is_mentor,
        "away": away if away and away.is_now else None,
        "may_revive": found.status == RequestStatus.LAPSED and is_mentor,
    }
    return render(request, "matching/request_detail.html", context)


@require_POST
@asks_first
def answer(request: HttpRequest, asked: uuid.UUID) -> HttpResponse:
    """Yes, no, or let us talk first."""
    found = _on_side(request, asked, Side.MENTOR)
    form = AnswerForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["answer"]
        reply: Callable[[], object] = partial(ANSWERS[chosen], request=found, by=signed_in(request))
        if chosen == "no":
            reply = confirmed(request, _declining(found), reply)
        done = attempt(request, reply, _done(chosen))
        found.refresh_from_db(fields=["relationship"])
        if done and found.relationship_id:
            return redirect("relationship_detail", found.relationship_id)
    return redirect("request_detail", found.pk)


def _declining(asked: MentorRequest) -> Confirmation:
    return Confirmation(
        title=_("Say no to this request?"),
        button=_("Say no"),
        back=reverse("request_detail", args=[asked.pk]),
    )


ANSWERS = {"yes": actions.accept, "no": actions.decline, "talk": actions.talk_first}


def _done(chosen: str) -> str:
    return {
        "yes": _("You are mentoring together now. You both get an email."),
        "no": _("Thank you for your answer. We will pass it on kindly, without a reason."),
        "talk": _("We have told them that you would like to talk first."),
    }[chosen]


@require_POST
@asks_first
def take_back(request: HttpRequest, asked: uuid.UUID) -> HttpResponse:
    found = _on_side(request, asked, Side.MENTEE)
    by = signed_in(request)
    question = Confirmation(
        title=_("Withdraw your request?"),
        button=_("Withdraw the request"),
        back=reverse("request_detail", args=[asked]),
    )
    take_it_back = confirmed(request, question, lambda: actions.take_back(request=found, by=by))
    attempt(request, take_it_back, _("You have withdrawn the request. You can ask somebody else."))
    return redirect("mentor_directory", found.mentor.program_id)


@require_POST
def revive(request: HttpRequest, asked: uuid.UUID) -> HttpResponse:
    """The mentor opens a request again that was not answered in time."""
    found = _on_side(request, asked, Side.MENTOR)
    by = signed_in(request)
    attempt(
        request,
        lambda: actions.revive(request=found, by=by),
        _("The request is open again, with a new deadline."),
    )
    return redirect("request_detail", found.pk)


def _on_side(request: HttpRequest, request_id: uuid.UUID, needed: Side) -> MentorRequest:
    found, side = require_request(request, request_id)
    if side != needed:
        raise PermissionDenied
    return found


@require_safe
def listing(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Who asks this mentor, and whether the mentor takes people at all."""
    mentor = require_mentor(request, program)
    away = _away(mentor)
    days = {"since": away.since, "until": away.until} if away else {}
    return _listing(request, mentor, AwayForm(initial=days))


def _listing(request: HttpRequest, mentor: Enrollment, form: AwayForm) -> HttpResponse:
    rows = mentor.requests_got.defer("words").select_related("mentee__user__unit")
    asked = list(rows[:100])
    taken = mentor.memberships.filter(is_open=True).count()
    context = {
        "program": mentor.program,
        "words": format_words.of(mentor.program.format),
        "enrollment_id": mentor.pk,
        "open_requests": [row for row in asked if row.is_open],
        "closed_requests": [row for row in asked if not row.is_open],
        "talks": list(mentor.talks_got.open().select_related("mentee__user__unit")[:100]),
        "places": max(0, mentor.capacity - taken),
        "away": _away(mentor),
        "form": form,
    }
    return render(request, "matching/request_list.html", context)


def _away(mentor: Enrollment) -> Away | None:
    return Away.objects.filter(enrollment=mentor, until__gt=clock.local_today()).first()


@require_POST
def away(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Take nobody new for a while, or take people again."""
    mentor = require_mentor(request, program)
    form = AwayForm(request.POST)
    if submit(form, lambda: _go_away(mentor, form, signed_in(request))):
        return redirect("request_list", mentor.program_id)
    return _listing(request, mentor, form)


def _go_away(mentor: Enrollment, form: AwayForm, by: User) -> None:
    days = form.cleaned_data
    set_away(mentor=mentor, since=days["since"], until=days["until"], by=by)
