"""The outbox as HR admins see it: what waits, what failed, and how late the oldest is."""

import uuid

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mentoring.lib.web import attempt
from notifications import actions, health
from notifications.models import Message, Status

TROUBLED = [Status.FAILED, Status.UNKNOWN]


def _hr_only(request: HttpRequest) -> None:
    if not request.user.is_hr_admin:
        raise PermissionDenied


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Kind, recipient and state of messages; never a word of them."""
    _hr_only(request)
    shown = request.GET.get("show", "")
    statuses = TROUBLED if shown == "failed" else [Status.DUE, Status.SENDING, *TROUBLED]
    rows = Message.objects.filter(status__in=statuses).select_related("recipient")
    context = {
        "page": Paginator(rows.order_by("due_at"), 50).get_page(request.GET.get("page")),
        "shown": shown,
        "lag": health.lag_seconds(),
        "sweep_age": health.last_sweep_age(),
        "late": health.LATE.total_seconds(),
    }
    return render(request, "notifications/outbox.html", context)


@require_POST
def outbox_retry(request: HttpRequest, message: uuid.UUID) -> HttpResponse:
    _hr_only(request)
    found = get_object_or_404(Message, pk=message)
    attempt(
        request,
        lambda: actions.retry(message=found, by=request.user),
        _("It is tried again within a minute."),
    )
    return redirect("outbox")
