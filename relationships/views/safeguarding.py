"""The page of the safeguarding contact: find a relationship, hold it, release it, end it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import search
from core.confirmation import Confirmation, asks_first, confirmed
from core.web import attempt
from programs.permissions import safeguarded_by, signed_in
from relationships.actions import safeguarding
from relationships.models import RUNNING_STATUSES, Relationship
from relationships.safeguarding_page import found_in


def _scope(request: HttpRequest) -> QuerySet[Relationship]:
    """The relationships this contact may hold: of all programs, or of those they are named for."""
    person = signed_in(request)
    programs = safeguarded_by(person)
    if not person.is_safeguarding_contact and not programs.exists():
        raise PermissionDenied
    return Relationship.objects.filter(program__in=programs)


@require_http_methods(["GET", "HEAD", "POST"])
def safeguarding_room(request: HttpRequest) -> HttpResponse:
    """The relationships on hold, and those of the person who is looked for.

    A search is a post that shows a page: it writes an audit row, and no name stands in an address.
    """
    everything = _scope(request)
    scope = _running(everything)
    words = search.typed(request.POST.get("q", ""))
    looked_for = "" if search.refusal(words) else words
    found = safeguarding.search(among=scope, words=looked_for, by=signed_in(request))
    context = {
        "q": words,
        "looked_for": looked_for,
        "held": found_in(scope.exclude(held_at=None).order_by("held_at")),
        "over": found_in(_with_people(safeguarding.ended_on_hold(everything))),
        "found": found_in(found),
    }
    return render(request, "relationships/safeguarding.html", context)


def _running(scope: QuerySet[Relationship]) -> QuerySet[Relationship]:
    return _with_people(scope.filter(status__in=RUNNING_STATUSES))


def _with_people(rows: QuerySet[Relationship]) -> QuerySet[Relationship]:
    return rows.select_related("program").prefetch_related("memberships__user")


@require_POST
def safeguarding_hold(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    done = _(
        "On hold. The only email takes planned sessions out of their calendars. Nothing else is"
        " sent to them until you release it, and they can still end it themselves."
    )
    return _do(request, relationship, safeguarding.hold, done)


@require_POST
def safeguarding_release(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    done = _("Released. Everybody gets an email that they can continue where they left off.")
    return _do(request, relationship, safeguarding.release, done)


@require_POST
@asks_first
def safeguarding_end(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    done = _("Ended. Everybody else sees an administrative ending.")
    question = Confirmation(
        title=_("End this relationship for good?"),
        button=_("End this relationship"),
        back=reverse("safeguarding_room"),
    )

    def end(**about: Any) -> Relationship:
        return confirmed(request, question, lambda: safeguarding.end(**about))()

    return _do(request, relationship, end, done)


def _do(
    request: HttpRequest,
    relationship: uuid.UUID,
    action: Callable[..., Relationship],
    done: str,
) -> HttpResponse:
    found, by = get_object_or_404(_scope(request), pk=relationship), signed_in(request)
    attempt(request, lambda: action(relationship=found, by=by), done)
    return redirect("safeguarding_room")
