"""A single session: thanks and a wish once it was held, or calling it off before."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from drafts.keeping import kept
from mentoring.lib.web import attempt, submit
from relationships.actions import talks
from relationships.models import Membership
from relationships.permissions import membership_or_refusal
from sessions.forms import TalkThanksForm
from sessions.record import Record
from sessions.talk import Talk


def show_talk(
    request: HttpRequest, mine: Membership, form: TalkThanksForm | None = None
) -> HttpResponse:
    record = Record(mine)
    form = form or kept(request, TalkThanksForm(), _("Thanks"))
    context = {"record": record, "talk": Talk(record), "form": form}
    return render(request, "sessions/talk.html", context)


def _own_talk(request: HttpRequest, relationship: uuid.UUID) -> Membership:
    mine = membership_or_refusal(request.user, relationship)
    if not mine.relationship.is_talk:
        raise Http404
    return mine


@require_POST
def talk_thank(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """Say thanks, and for oneself alone whether to go on."""
    mine = _own_talk(request, relationship)
    form = kept(request, TalkThanksForm(request.POST), _("Thanks"))
    if submit(
        form,
        lambda: talks.thank(relationship=mine.relationship, by=mine.user, **form.choices()),
    ):
        return redirect("relationship_detail", relationship)
    return show_talk(request, mine, form)


@require_POST
def talk_call_off(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = _own_talk(request, relationship)
    attempt(
        request,
        lambda: talks.call_off(relationship=mine.relationship, by=mine.user),
        _("Called off. Both of you get the same short note."),
    )
    return redirect("relationship_detail", relationship)
