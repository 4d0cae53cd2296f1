"""Finding what is due. The sweep may run at any time, twice at once, or from the command line."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import takewhile

from django.db import transaction
from django.db.models import Q

from core import clock
from notifications import hints, kinds
from notifications.delivery import ATTEMPTS, WORKER_LOST, claimable
from notifications.models import Lane, Message, MessageStatus, Sweep

# So many hints are given before the lanes ahead are looked at again.
BATCH = 200
# More in one sweep would only be hinted at again by the next, before the workers came to it.
BATCHES = 25
# For so long a sweep keeps others from hinting at all lanes, should it die meanwhile.
TURN = timedelta(seconds=30)
HINT_IS_LOST_AFTER = timedelta(minutes=10)


def sweep() -> int:
    """Hint at the messages that are due, lane by lane, oldest first, some thousands at most; how
    many.

    When the broker is away it stops at the first; the next sweep finds them all again. While
    another sweep is at it, this one looks at the first lane alone: two at once would keep two
    workers from sending what they hint at.
    """
    _settle_abandoned()
    if not _takes_its_turn():
        return _hint_at(Lane.URGENT)
    try:
        hinted = sum(_hint_at(lane) for lane in Lane)
        Sweep.objects.update(at=clock.now())
    finally:
        Sweep.objects.update(busy_until=None)
    return hinted


def _takes_its_turn() -> bool:
    """Whether no other sweep is at it; from now on this one is."""
    now = clock.now()
    Sweep.objects.get_or_create(id=1, defaults={"at": now})
    free = Sweep.objects.filter(Q(busy_until=None) | Q(busy_until__lte=now))
    return bool(free.update(busy_until=now + TURN))


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
    return sum(_hint(batch) + _hint_ahead_of(lane) for batch in _due(wanted))


def _hint_ahead_of(lane: Lane) -> int:
    """Hint at what has become due in the lanes before this one while its own rows were hinted at;
    how many."""
    return _hint(_batch(clock.now(), Q(lane__lt=lane, hinted_at=None)))


def _hint(batch: list[Message]) -> int:
    """Hint at each, until the broker is away; how many."""
    told = list(takewhile(lambda row: hints.send_soon(row.pk, lane=Lane(row.lane)), batch))
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
    return list(due.only("pk", "due_at", "lane").select_for_update(skip_locked=True)[:BATCH])


def _settle_abandoned() -> None:
    """What a dead worker left: unknown if it must not go out twice, failed after the last try."""
    abandoned = Message.objects.filter(status=MessageStatus.SENDING, lease_until__lt=clock.now())
    once = abandoned.filter(kind__in=kinds.sent_at_most_once())
    once.update(status=MessageStatus.UNKNOWN, lease_until=None, last_error=WORKER_LOST)
    tried = abandoned.filter(attempts__gte=ATTEMPTS)
    tried.update(status=MessageStatus.FAILED, lease_until=None, last_error=WORKER_LOST)
