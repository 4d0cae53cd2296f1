"""Finding what is due. The sweep may run at any time, twice at once, or from the command line."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mentoring.lib import clock
from notifications import hints, kinds
from notifications.delivery import ATTEMPTS, WORKER_LOST, claimable
from notifications.models import Message, Status, Sweep

BATCH = 1000
# More in one sweep would only be hinted at again by the next, before the workers came to it.
BATCHES = 5


def sweep() -> int:
    """Hint at the messages that are due, oldest first, some thousands at most; how many.

    When the broker is away it stops at the first; the next sweep finds them all again.
    """
    _settle_abandoned()
    hinted = 0
    for message in _due():
        if not hints.send_soon(message.pk):
            break
        hinted += 1
    Sweep.objects.update_or_create(id=1, defaults={"at": clock.now()})
    return hinted


def _due() -> Iterator[Message]:
    """What may be claimed now, batch by batch."""
    now, after = clock.now(), Q()
    for _number in range(BATCHES):
        batch = _batch(now, after)
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1]
        after = Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, pk__gt=last.pk)


@transaction.atomic
def _batch(now: datetime, after: Q) -> list[Message]:
    """The oldest rows beyond ``after`` that no worker is claiming at this moment."""
    due = Message.objects.filter(claimable(now) & after).order_by("due_at", "pk")
    return list(due.only("pk", "due_at").select_for_update(skip_locked=True)[:BATCH])


def _settle_abandoned() -> None:
    """What a dead worker left: unknown if it must not go out twice, failed after the last try."""
    abandoned = Message.objects.filter(status=Status.SENDING, lease_until__lt=clock.now())
    once = abandoned.filter(kind__in=kinds.sent_at_most_once())
    once.update(status=Status.UNKNOWN, lease_until=None, last_error=WORKER_LOST)
    tried = abandoned.filter(attempts__gte=ATTEMPTS)
    tried.update(status=Status.FAILED, lease_until=None, last_error=WORKER_LOST)
