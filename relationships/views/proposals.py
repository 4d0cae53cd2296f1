"""Answering a proposal, and what one wishes after an ending."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.confirmation import Confirmation, asks_first, confirmed
from core.web import attempt
from relationships.actions import endings, proposals
from relationships.forms import WishForm
from relationships.member_loss import what_next
from relationships.permissions import former_membership_or_refusal, membership_or_refusal


@require_POST
def accept(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = membership_or_refusal(request.user, relationship)
    attempt(
        request,
        lambda: proposals.accept(relationship=mine.relationship, by=mine.user),
        _("You have said yes."),
    )
    return redirect("relationship_detail", relationship)


@require_POST
@asks_first
def decline(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = membership_or_refusal(request.user, relationship)
    question = Confirmation(
        title=_("Decline this proposal?"),
        button=_("Decline the proposal"),
        back=reverse("relationship_detail", args=[relationship]),
    )
    say_no = confirmed(
        request, question, lambda: proposals.decline(relationship=mine.relationship, by=mine.user)
    )
    attempt(request, say_no, f"{_('You have said no.')} {what_next(mine)}")
    return redirect("relationship_list")


@require_POST
def wish(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = former_membership_or_refusal(request.user, relationship)
    form = WishForm(request.POST)
    if form.is_valid():
        attempt(
            request,
            lambda: endings.wish(
                relationship=mine.relationship, by=mine.user, wish=form.cleaned_data["wish"]
            ),
            _("Thank you. Your coordinator sees what you would like next."),
        )
    return redirect("relationship_detail", relationship)
