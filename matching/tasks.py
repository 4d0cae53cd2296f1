"""What the product does by itself: requests and talks lapse, requests go to the next wish, and
runs that were asked for are made."""

import uuid
from collections.abc import Callable, Iterable

from celery import shared_task

from core import clock, sweeps
from matching.actions import requests
from matching.actions.run_requests import carry_out
from matching.models.runs import IntroTalk, MentorRequest, RunOrder
from matching.talks import actions as talks


@shared_task
def keep_requests_moving() -> int:
    """Safe to run at any time and twice; how many requests moved."""
    rows = MentorRequest.objects.defer("words").select_related("mentor", "mentee")
    overdue = rows.open().filter(answer_until__lte=clock.now())
    overtaken = rows.open().filter(mentee__memberships__is_open=True)
    to_pass_on = rows.filter(then_next_wish=True, closed_at__isnull=False)
    people = IntroTalk.objects.select_related("mentor", "mentee")
    late_talks = people.waiting().filter(answer_until__lte=clock.now())
    overtaken_talks = people.open().filter(mentee__memberships__is_open=True)
    return (
        _each("close", overtaken, requests.close_overtaken)
        + _each("close talk", overtaken_talks, talks.close_overtaken)
        + _each("lapse", overdue, requests.lapse)
        + _each("pass on", to_pass_on, requests.pass_on)
        + _each("lapse talk", late_talks, talks.lapse)
    )


@shared_task
def run_order(order_id: str) -> bool:
    """Make one run that was asked for; whether this call made it."""
    return carry_out(order_id=uuid.UUID(order_id))


@shared_task
def run_waiting_orders() -> int:
    """Make the runs nobody has begun, should a hint be lost; how many."""
    waiting = RunOrder.objects.filter(started_at=None, finished_at=None).order_by("created_at")
    return sweeps.each(
        "matching.run_waiting_orders",
        waiting,
        lambda order: carry_out(order_id=order.pk),
        savepoint=False,  # the page shows how far the run is
    )


def _each(
    what: str, rows: Iterable[MentorRequest] | Iterable[IntroTalk], act: Callable[..., object]
) -> int:
    work = f"matching.keep_requests_moving: {what}"
    return sweeps.each(work, rows, lambda row: bool(act(request=row)))
