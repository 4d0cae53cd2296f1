"""Keeping while somebody types, and the page with everything they have not sent."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.permissions import current_user
from core import clock, dates
from core.confirmation import Confirmation, asks_first, confirmed
from core.errors import DomainError
from core.web import attempt
from drafts import actions, form_data, tickets
from drafts.models import Draft
from drafts.tickets import FormTicket

STATUS = {"closed": 410, "too_long": 413}


# The ticket stands in for the token against forgery, which changes when somebody signs in again
# elsewhere; and for the sign-in, which may have run out while they wrote.
@csrf_exempt
@login_not_required
@require_POST
def unsent_keep(request: HttpRequest) -> HttpResponse:
    """Store what is typed so far. JSON: ``at``, the person's clock; ``signed_in``, whether still.

    410 with a new ``ticket`` when the text was sent or discarded meanwhile; 413 when it is too
    long; 400 for a ticket that does not hold.
    """
    ticket = tickets.sent_with(request)
    person = tickets.holder(ticket) if ticket else None
    if ticket is None or person is None:
        return JsonResponse({}, status=400)
    try:
        _keep(request, ticket, person)
    except DomainError as refusal:
        return JsonResponse({"ticket": str(ticket.again())}, status=STATUS[refusal.code])
    with timezone.override(person.zone):
        at = dates.hour(clock.now())
    return JsonResponse({"at": at, "signed_in": request.user == person})


def _keep(request: HttpRequest, ticket: FormTicket, person: User) -> None:
    content, turn = form_data.pack(request.POST), request.POST.get(form_data.TURN, "")
    if content:
        number = int(turn) if turn.isascii() and turn.isdigit() and len(turn) < 18 else 0
        actions.keep(ticket=ticket, content=content, turn=number, by=person)
    else:
        actions.nothing_typed(ticket=ticket, by=person)


@require_safe
def unsent_list(request: HttpRequest) -> HttpResponse:
    """Everything the person has typed and not sent, with its words."""
    drafts = Draft.objects.unsent_by(current_user(request))
    found = [(draft, form_data.words(draft.content)) for draft in drafts]
    return render(request, "drafts/list.html", {"drafts": found, "days": tickets.KEPT_FOR.days})


@require_POST
@asks_first
def unsent_discard(request: HttpRequest, unsent: uuid.UUID) -> HttpResponse:
    """Forget one of one's own, and go back to its page, or to the list it was read in."""
    person = current_user(request)
    draft = get_object_or_404(Draft.objects.unsent_by(person), pk=unsent)
    back = "" if "list" in request.POST else draft.page
    page = back or reverse("unsent_list")
    question = Confirmation(
        title=_("Delete your unsent text?"),
        button=_("Delete the text"),
        back=page,
        sentences=[_("What you have typed into “%(form)s” is deleted.") % {"form": draft.title}],
    )
    discard = confirmed(request, question, lambda: actions.discard(draft=draft, by=person))
    attempt(request, discard, _("The unsent text has been deleted."))
    return redirect(page)
