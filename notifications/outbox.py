"""Putting messages into the outbox, and taking back what is no longer wanted."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import clock, effects
from notifications import hints, kinds
from notifications.models import Lane, Message, MessageStatus


def post(
    *,
    kind: str,
    to: User,
    key: str,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    sealed: str = "",
    **context: str,
) -> Message:
    """Write a message row once; the same ``key`` again changes nothing.

    Call it inside the transaction of the change the message is about. ``due_at`` (UTC) is now by
    default; after ``expires_at`` the message is not sent any more. ``context`` holds ids and plain
    words; what nobody may read at rest is ``sealed``.
    """
    now = clock.now()
    is_due = due_at is None or due_at <= now
    values = {
        "kind": kind,
        "recipient": to,
        "context": context,
        "sealed": sealed,
        "lane": kinds.lane(kind),
        "due_at": due_at or now,
        "expires_at": expires_at,
        "hinted_at": now if is_due else None,
    }
    message, created = Message.objects.get_or_create(dedupe_key=key, defaults=values)
    if created and is_due:
        effects.note(effects.EffectKind.EMAILED, to.pk, to)
        transaction.on_commit(lambda: _hint(message))
    return message


def _hint(message: Message) -> None:
    """Tell a worker; the sweep does so when the broker did not take it."""
    if not hints.send_soon(message.pk, lane=Lane(message.lane)):
        Message.objects.filter(pk=message.pk).update(hinted_at=None)


def post_many(messages: Iterable[Message]) -> None:
    """Write many rows in a few statements; a key that is there already changes nothing.

    The sweep finds them within a minute: a hint for each would hold the page up. They wait behind
    what is posted one by one.
    """
    rows = list(messages)
    for row in rows:
        row.lane = Lane.BULK
    Message.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def cancel(*, key_prefix: str) -> int:
    """Cancel the messages still due whose key starts with ``key_prefix``; how many."""
    due = Message.objects.filter(dedupe_key__startswith=key_prefix, status=MessageStatus.DUE)
    return due.update(status=MessageStatus.CANCELLED)


def cancel_about(
    about: Mapping[str, str],
    *,
    to: Collection[int],
    key_prefix: str = "",
    spare: Collection[str] = (),
) -> int:
    """Cancel the messages still due to these people (ids) whose context holds ``about``; how many.

    Messages of the kinds to ``spare`` are sent all the same.
    """
    due = Message.objects.filter(
        context__contains=dict(about),
        recipient__in=to,
        status=MessageStatus.DUE,
        dedupe_key__startswith=key_prefix,
    )
    return due.exclude(kind__in=spare).update(status=MessageStatus.CANCELLED)
