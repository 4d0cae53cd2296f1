"""The outbox as HR admins see it: what waits, what failed, and how late the oldest is."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import current_user, hr_admin_required
from mentoring.lib import clock
from mentoring.lib.web import attempt
from notifications import actions, health, kinds, wording
from notifications.models import OPEN, TROUBLED, Message, Status

ROWS = 50
LISTS = {"failed": TROUBLED, "waiting": OPEN}


@dataclass(frozen=True)
class Counts:
    """How many messages stand where."""

    now: int
    later: int
    failed: int
    unknown: int

    @property
    def waiting(self) -> int:
        return self.now + self.later

    @property
    def troubled(self) -> int:
        return self.failed + self.unknown


@dataclass(frozen=True)
class Row:
    """One message of a list: everything about it except its words."""

    message: Message

    @property
    def title(self) -> str:
        return kinds.title(self.message.kind)

    @property
    def reason(self) -> str:
        return wording.reason(self.message.last_error)

    @property
    def tag(self) -> str:
        """The state, where it says more than the list the message stands in."""
        return "" if self.message.status == Status.DUE else self.message.get_status_display()

    @property
    def tone(self) -> str:
        return {"failed": "bad", "unknown": "warn"}.get(self.message.status, "")

    @property
    def is_stuck(self) -> bool:
        return self.message.status in TROUBLED


@require_safe
@hr_admin_required
def outbox(request: HttpRequest) -> HttpResponse:
    """Kind, recipient and state of messages; never a word of them."""
    counts = _counts()
    asked = request.GET.get("show", "")
    shown = asked if asked in LISTS else "failed" if counts.troubled else "waiting"
    page = _page(request, shown)
    lists = {"shown": shown, "page": page, "rows": [Row(message) for message in page]}
    return render(
        request,
        "notifications/outbox.html",
        {"counts": counts, "failed": _failed() if counts.failed else [], **lists, **_signs()},
    )


def _failed() -> list[tuple[str, str, int]]:
    """Kind, what it is called, and how many have failed: what can be sent again at once."""
    rows = Message.objects.filter(status=Status.FAILED).order_by().values_list("kind")
    counted = rows.annotate(number=Count("pk"))
    return sorted((kind, kinds.title(kind), number) for kind, number in counted)


def _counts() -> Counts:
    due = Q(due_at__lte=clock.now())
    failed = Q(status=Status.FAILED)
    waiting = Message.objects.filter(status__in=OPEN)
    troubled = Message.objects.filter(status__in=TROUBLED)
    return Counts(
        **waiting.aggregate(now=Count("pk", filter=due), later=Count("pk", filter=~due)),
        **troubled.aggregate(
            failed=Count("pk", filter=failed), unknown=Count("pk", filter=~failed)
        ),
    )


def _page(request: HttpRequest, shown: str) -> "Page[Message]":
    messages = Message.objects.filter(status__in=LISTS[shown]).select_related("recipient")
    return Paginator(messages.order_by("due_at", "pk"), ROWS).get_page(request.GET.get("page"))


def _signs() -> dict[str, object]:
    """Is the worker alive, and is anything late?"""
    lag = timedelta(seconds=health.lag_seconds())
    age = health.last_sweep_age()
    return {
        "silent": health.is_silent(age),
        "sweep_age": age,
        "silent_for": timesince(clock.now() - timedelta(seconds=age or 0)),
        "late": lag > health.LATE,
        "in_trouble": health.records_in_trouble(),
        "lag": timesince(clock.now() - lag),
    }


@require_POST
@hr_admin_required
def outbox_retry_all(request: HttpRequest, kind: str) -> HttpResponse:
    """Send every failed message of one kind again, after an outage."""
    attempt(
        request,
        lambda: actions.retry_all(kind=kind, by=current_user(request)),
        _("They are tried again within a minute."),
    )
    return redirect("outbox")


@require_POST
@hr_admin_required
def outbox_retry(request: HttpRequest, message: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Message, pk=message)
    attempt(
        request,
        lambda: actions.retry(message=found, by=current_user(request)),
        _("It is tried again within a minute."),
    )
    return redirect("outbox")
