"""Finding what is due. The sweep may run at any time, twice at once, or from the command line."""

from django.db import transaction

from mentoring.lib import clock
from notifications import hints, kinds
from notifications.delivery import ATTEMPTS, claimable
from notifications.models import Message, Status, Sweep

BATCH = 1000


def sweep() -> int:
    """Hint at every message that is due, at most 1000 at a time; how many."""
    _settle_abandoned()
    ids = _due_ids()
    for message_id in ids:
        if not hints.send_soon(message_id):
            break
    Sweep.objects.update_or_create(id=1, defaults={"at": clock.now()})
    return len(ids)


@transaction.atomic
def _due_ids() -> list[object]:
    due = Message.objects.filter(claimable(clock.now())).order_by("due_at")
    rows = due.select_for_update(skip_locked=True)[:BATCH]
    return [message.pk for message in rows.only("pk")]


def _settle_abandoned() -> None:
    """What a dead worker left: unknown if it must not go out twice, failed after the last try."""
    abandoned = Message.objects.filter(status=Status.SENDING, lease_until__lt=clock.now())
    once = abandoned.filter(kind__in=kinds.sent_at_most_once())
    once.update(status=Status.UNKNOWN, lease_until=None)
    abandoned.filter(attempts__gte=ATTEMPTS).update(
        status=Status.FAILED, lease_until=None, last_error="The worker stopped while sending."
    )
