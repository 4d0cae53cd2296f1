"""What moves without anybody's click: requests and talks lapse, requests go to the next wish, and
runs that were asked for are made."""

import logging
import uuid
from collections.abc import Callable, Iterable

from celery import shared_task

from matching.actions import requests
from matching.actions.ordering import carry_out
from matching.models import IntroTalk, MentorRequest, RunOrder
from matching.talks import actions as talks
from mentoring.lib import clock
from mentoring.lib.errors import DomainError

logger = logging.getLogger(__name__)


@shared_task
def keep_requests_moving() -> int:
    """Safe to run at any time and twice; how many requests moved."""
    rows = MentorRequest.objects.defer("words").select_related("mentor", "mentee")
    overdue = rows.open().filter(answer_until__lte=clock.now())
    overtaken = rows.open().filter(mentee__memberships__is_open=True)
    to_pass_on = rows.filter(then_next_wish=True, closed_at__isnull=False)
    people = IntroTalk.objects.select_related("mentor", "mentee")
    late_talks = people.waiting().filter(answer_until__lte=clock.now())
    return (
        _each(overtaken, requests.close_overtaken)
        + _each(overdue, requests.lapse)
        + _each(to_pass_on, requests.pass_on)
        + _each(late_talks, talks.lapse)
    )


@shared_task
def run_order(order_id: str) -> bool:
    """Make one run that was asked for; whether this call made it."""
    return carry_out(order_id=uuid.UUID(order_id))


@shared_task
def run_waiting_orders() -> int:
    """Make the runs nobody has begun, should a hint be lost; how many."""
    waiting = RunOrder.objects.filter(started_at=None, finished_at=None).order_by("created_at")
    ids = waiting.values_list("pk", flat=True)
    return sum(carry_out(order_id=order_id) for order_id in ids)


def _each(rows: Iterable[MentorRequest] | Iterable[IntroTalk], act: Callable[..., object]) -> int:
    moved = 0
    for row in rows:
        try:
            moved += bool(act(request=row))
        except DomainError as refusal:
            logger.info("Request %s stays as it is: %s", row.pk, refusal.code)
    return moved
