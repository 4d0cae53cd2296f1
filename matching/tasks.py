"""What moves without anybody's click: requests lapse, are overtaken, and pass to the next wish."""

import logging
from collections.abc import Callable, Iterable

from celery import shared_task

from matching.actions import requests
from matching.models import MentorRequest
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
    return (
        _each(overtaken, requests.close_overtaken)
        + _each(overdue, requests.lapse)
        + _each(to_pass_on, requests.pass_on)
    )


def _each(rows: Iterable[MentorRequest], act: Callable[..., object]) -> int:
    moved = 0
    for row in rows:
        try:
            moved += bool(act(request=row))
        except DomainError as refusal:
            logger.info("Request %s stays as it is: %s", row.pk, refusal.code)
    return moved
