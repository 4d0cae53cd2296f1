"""Putting a gentle signal aside."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.web import attempt
from relationships.actions import dismissed_signals
from relationships.permissions import phased_membership_or_refusal


@require_POST
def signal_aside(request: HttpRequest, relationship: uuid.UUID, signal: str) -> HttpResponse:
    mine = phased_membership_or_refusal(request.user, relationship)
    attempt(
        request,
        lambda: dismissed_signals.put_aside(
            relationship=mine.relationship, by=mine.user, key=signal
        ),
        _("Hidden for eight weeks, for you only."),
    )
    return redirect("relationship_detail", relationship)
