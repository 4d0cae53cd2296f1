"""The outbox as HR admins see it: what failed, how late the oldest is, and figures of the night."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import current_user, hr_admin_required
from core import clock
from core.web import attempt
from notifications import actions, figures, health, listing, wording
from notifications.models import TROUBLED, Message, MessageStatus


@dataclass(frozen=True)
class Counts:
    """How many messages need help."""

    failed: int
    unknown: int


@require_safe
@hr_admin_required
def outbox(request: HttpRequest) -> HttpResponse:
    """What needs help now, and how many messages were planned and sent as of the last night; never
    a word of them, and never for whom."""
    context = {
        "counts": _counts(),
        "troubles": listing.troubles(),
        "refused": list(listing.refused()),
        "figures": figures.sheet(),
        **_signs(),
    }
    return render(request, "notifications/outbox.html", context)


def _counts() -> Counts:
    failed = Q(status=MessageStatus.FAILED)
    troubled = Message.objects.filter(status__in=TROUBLED)
    return Counts(
        **troubled.aggregate(failed=Count("pk", filter=failed), unknown=Count("pk", filter=~failed))
    )


def _signs() -> dict[str, object]:
    """Is the worker alive, and is anything late?"""
    seconds = health.lag_seconds()
    age = health.last_sweep_age()
    return {
        "silent": health.is_silent(age),
        "sweep_age": age,
        "silent_for": timesince(clock.now() - timedelta(seconds=age or 0)),
        "late": health.is_late(seconds),
        "in_trouble": health.records_in_trouble(),
        "lag": timesince(clock.now() - timedelta(seconds=seconds)),
    }


@require_POST
@hr_admin_required
def outbox_retry(request: HttpRequest) -> HttpResponse:
    """Try again all messages of one row: of a sort, a state and a reason, or to one address."""
    attempt(
        request,
        lambda: actions.retry(messages=_chosen(request), by=current_user(request)),
        _("They are tried again within a minute."),
    )
    return redirect("outbox")


def _chosen(request: HttpRequest) -> Q:
    person = request.POST.get("person", "")
    if person:
        known = int(person) if person.isascii() and person.isdigit() and len(person) < 10 else 0
        return listing.of_the_address() & Q(recipient=known)
    state, error = (request.POST.get(name, "").replace("\0", "") for name in ("state", "error"))
    sort = request.POST.get("sort", "")
    row = listing.FailureRow(sort, state, error, 0)
    return row.messages if sort in wording.SORTS and state in TROUBLED else Q(pk__in=[])
