"""A single session: thanks and a wish once it was held, or calling it off before."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.confirmation import Confirmation, asks_first, confirmed
from core.effects import EffectKind
from core.web import attempt, submit
from drafts.kept_forms import kept
from relationships.actions import talks
from relationships.models import Membership
from relationships.permissions import membership_or_refusal
from sessions.forms import TalkThanksForm
from workspace.record import RelationshipRecord
from workspace.talk import Talk
from workspace.talk_page import show_talk


def _own_talk(request: HttpRequest, relationship: uuid.UUID) -> Membership:
    mine = membership_or_refusal(request.user, relationship)
    if not mine.relationship.is_talk:
        raise Http404
    return mine


@require_POST
@asks_first
def talk_thank(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """Say thanks, and for oneself alone whether to go on."""
    mine = _own_talk(request, relationship)
    form = kept(request, TalkThanksForm(request.POST), _("Thanks"))
    thank = confirmed(
        request,
        _question(mine, form),
        lambda: talks.thank(relationship=mine.relationship, by=mine.user, **form.choices()),
    )
    if submit(form, thank):
        return redirect("relationship_detail", relationship)
    return show_talk(request, mine, form)


def _question(mine: Membership, form: TalkThanksForm) -> Confirmation:
    """What is sent to whom, in words of its own: the effects would tell what the other said."""
    talk = Talk(RelationshipRecord(mine))
    return Confirmation(
        title=_("Send your answer?"),
        button=_("Send my answer"),
        back=reverse("relationship_detail", args=[mine.relationship_id]),
        sentences=list(talk.announced(**form.choices())) if form.is_valid() else (),
        undo=talk.how_long,
        untold=frozenset(EffectKind),
        has_form=True,
        is_harmless=True,
    )


@require_POST
@asks_first
def talk_call_off(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = _own_talk(request, relationship)
    question = Confirmation(
        title=_("Call this talk off?"),
        button=_("Call it off"),
        back=reverse("relationship_detail", args=[relationship]),
    )
    call_off = confirmed(
        request, question, lambda: talks.call_off(relationship=mine.relationship, by=mine.user)
    )
    attempt(
        request, call_off, _("The talk has been called off. You both get the same short email.")
    )
    return redirect("relationship_detail", relationship)
