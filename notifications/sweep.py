"""Finding what is due. The sweep may run at any time, twice at once, or from the command line."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import takewhile

from django.db import transaction
from django.db.models import Q

from core import clock
from notifications import hints, kinds
from notifications.delivery import ATTEMPTS, WORKER_LOST, claimable
from notifications.models import Lane, Message, Status, Sweep

BATCH = 1000
# More in one sweep would only be hinted at again by the next, before the workers came to it.
BATCHES = 5
HINT_IS_LOST_AFTER = timedelta(minutes=10)


def sweep() -> int:
    """Hint at the messages that are due, lane by lane, oldest first, some thousands at most; how
    many.

    When the broker is away it stops at the first; the next sweep finds them all again.
    """
    _settle_abandoned()
    hinted = sum(_hint_at(lane) for lane in Lane)
    Sweep.objects.update_or_create(id=1, defaults={"at": clock.now()})
    return hinted


def _hint_at(lane: Lane) -> int:
    """Hint at what is due in one lane.

    A message whose hint still waits gets no second one. Where no hint waits, whatever was hinted
    at before has been taken by a worker, or lost by the broker.
    """
    before = hints.waiting(lane)
    if before is None:
        return 0
    wanted = Q(lane=lane)
    if before:
        wanted &= Q(hinted_at=None) | Q(hinted_at__lt=clock.now() - HINT_IS_LOST_AFTER)
    return sum(_hint(batch, lane) for batch in _due(wanted))


def _hint(batch: list[Message], lane: Lane) -> int:
    """Hint at each, until the broker is away; how many."""
    told = list(takewhile(lambda row: hints.send_soon(row.pk, lane=lane), batch))
    Message.objects.filter(pk__in=[row.pk for row in told]).update(hinted_at=clock.now())
    return len(told)


def _due(wanted: Q) -> Iterator[list[Message]]:
    """What may be claimed now, batch by batch."""
    now, after = clock.now(), Q()
    for _number in range(BATCHES):
        batch = _batch(now, wanted & after)
        yield batch
        if len(batch) < BATCH:
            return
        last = batch[-1]
        after = Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, pk__gt=last.pk)


@transaction.atomic
def _batch(now: datetime, wanted: Q) -> list[Message]:
    """The oldest of the ``wanted`` rows that no worker is claiming at this moment."""
    due = Message.objects.filter(claimable(now) & wanted).order_by("due_at", "pk")
    return list(due.only("pk", "due_at").select_for_update(skip_locked=True)[:BATCH])


def _settle_abandoned() -> None:
    """What a dead worker left: unknown if it must not go out twice, failed after the last try."""
    abandoned = Message.objects.filter(status=Status.SENDING, lease_until__lt=clock.now())
    once = abandoned.filter(kind__in=kinds.sent_at_most_once())
    once.update(status=Status.UNKNOWN, lease_until=None, last_error=WORKER_LOST)
    tried = abandoned.filter(attempts__gte=ATTEMPTS)
    tried.update(status=Status.FAILED, lease_until=None, last_error=WORKER_LOST)
