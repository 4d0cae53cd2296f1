"""Putting messages into the outbox, and taking back what is no longer wanted."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from mentoring.lib import clock
from notifications import hints
from notifications.models import Message, Status


def post(
    *,
    kind: str,
    to: User,
    key: str,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    **context: str,
) -> Message:
    """Write a message row once; the same ``key`` again changes nothing.

    Call it inside the transaction of the change the message is about. ``due_at`` (UTC) is now by
    default; after ``expires_at`` the message is not sent any more. ``context`` holds ids and plain
    words, never confidential ones.
    """
    values = {
        "kind": kind,
        "recipient": to,
        "context": context,
        "due_at": due_at or clock.now(),
        "expires_at": expires_at,
    }
    message, created = Message.objects.get_or_create(dedupe_key=key, defaults=values)
    if created and message.due_at <= clock.now():
        transaction.on_commit(lambda: hints.send_soon(message.pk))
    return message


def post_many(messages: Iterable[Message]) -> None:
    """Write many rows in a few statements; a key that is there already changes nothing.

    The sweep finds them within a minute: a hint for each would hold the page up.
    """
    Message.objects.bulk_create(messages, batch_size=500, ignore_conflicts=True)


def cancel(*, key_prefix: str) -> int:
    """Cancel the messages still due whose key starts with ``key_prefix``; how many."""
    due = Message.objects.filter(dedupe_key__startswith=key_prefix, status=Status.DUE)
    return due.update(status=Status.CANCELLED)
