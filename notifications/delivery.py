"""Sending one message: claim it, look at the world again, send, and say what became of it.

The claim is one conditional update, so of any number of workers one wins. A worker that dies
leaves a lease, after which the message is claimed again; the mail keeps its Message-ID.
"""

import logging
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.models import F, Q
from django.utils import timezone, translation

from core import clock
from notifications import kinds, mail
from notifications.models import Message, MessageStatus

logger = logging.getLogger(__name__)

ATTEMPTS = 6
BACKOFF_SECONDS = (10, 60, 300, 900, 1800, 1800)
# So long the mail server may be away without anybody having to send again by hand.
OUTAGE_LASTS = timedelta(hours=48)
WORKER_LOST = "WorkerLost"
ASK_THE_DATABASE_AGAIN_AFTER = 1.0


def claimable(now: datetime) -> Q:
    """The rows somebody may claim: due, or left by a worker whose lease has passed."""
    waiting = Q(status=MessageStatus.DUE) & (Q(next_try_at=None) | Q(next_try_at__lte=now))
    abandoned = Q(status=MessageStatus.SENDING, lease_until__lt=now)
    abandoned &= ~Q(kind__in=kinds.sent_at_most_once())
    return Q(due_at__lte=now, attempts__lt=ATTEMPTS) & (waiting | abandoned)


def deliver(message_id: uuid.UUID | str) -> str:
    """Send one message if it is to be sent now; its status afterwards, "" when it was not ours."""
    message = _claim(message_id)
    if message is None:
        return ""
    try:
        outcome = _send(message)
    except Exception as error:
        failure = error
        return _written(message, lambda: _failed(message, failure))
    return _written(message, lambda: _settle(message, outcome))


def _written(message: Message, settle: Callable[[], str]) -> str:
    """Write the outcome, if need be when the database is back: while the lease lasts nobody else
    sends the message, and after it somebody would send it a second time.
    """
    while True:
        try:
            return settle()
        except (OperationalError, InterfaceError):
            is_ours = message.lease_until is not None and clock.now() < message.lease_until
            if connection.in_atomic_block or not is_ours:
                raise
        connection.close()
        time.sleep(ASK_THE_DATABASE_AGAIN_AFTER)


def _claim(message_id: uuid.UUID | str) -> Message | None:
    now = clock.now()
    lease = now + timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)
    ours = Message.objects.filter(claimable(now), pk=message_id).update(
        status=MessageStatus.SENDING, lease_until=lease, hinted_at=None, attempts=F("attempts") + 1
    )
    return Message.objects.select_related("recipient").get(pk=message_id) if ours else None


def _send(message: Message) -> MessageStatus:
    """Compose the letter in the recipient's language and zone, and send it if still wanted."""
    if _is_too_late(message) or not message.recipient.is_active:
        return MessageStatus.CANCELLED
    person = message.recipient
    with translation.override(person.page_language), timezone.override(ZoneInfo(person.zone)):
        letter = kinds.get(message.kind).compose(message)
        if letter is None:
            return MessageStatus.CANCELLED
        mail.send(message, letter)
    return MessageStatus.SENT


def _is_too_late(message: Message) -> bool:
    return message.expires_at is not None and message.expires_at <= clock.now()


def _settle(message: Message, status: MessageStatus, **fields: object) -> str:
    """Write what became of the message, unless its lease has passed and it is another's now."""
    sent_at = clock.now() if status == MessageStatus.SENT else None
    ours = Message.objects.filter(
        pk=message.pk, status=MessageStatus.SENDING, attempts=message.attempts
    ).update(status=status, lease_until=None, sent_at=sent_at, **fields)
    return status.value if ours else ""


def _failed(message: Message, error: Exception) -> str:
    """Try again later, or give up after the last attempt; others are not held up.

    While the mail server is away no attempt is the last one, for two days.
    """
    logger.warning("Message %s (%s) was not sent", message.pk, message.kind, exc_info=error)
    words = _describe(error)
    if _perhaps_sent(message, error):
        return _settle(message, MessageStatus.UNKNOWN, last_error=words)
    now = clock.now()
    away = is_outage(error) and now - message.due_at < OUTAGE_LASTS
    if message.attempts >= ATTEMPTS and not away:
        return _settle(message, MessageStatus.FAILED, last_error=words)
    return _settle(
        message,
        MessageStatus.DUE,
        last_error=words,
        next_try_at=now + _pause(message),
        attempts=min(message.attempts, ATTEMPTS - 1) if away else message.attempts,
    )


def is_outage(error: Exception) -> bool:
    """Does the error say that the mail server is away or set up wrongly, not that it refuses this
    message?"""
    if isinstance(error, SMTPRecipientsRefused):
        return all(_is_temporary(code) for code, _words in error.recipients.values())
    if isinstance(error, SMTPAuthenticationError | SMTPSenderRefused | SMTPConnectError):
        return True
    if isinstance(error, SMTPResponseException):
        return _is_temporary(error.smtp_code)
    return isinstance(error, OSError)


def _is_temporary(code: int) -> bool:
    return 400 <= code < 500


def _perhaps_sent(message: Message, error: Exception) -> bool:
    """Must it not go out twice, and did the mail server fall silent before it had answered?"""
    silent = isinstance(error, TimeoutError | SMTPServerDisconnected)
    return silent and message.kind in kinds.sent_at_most_once()


def _pause(message: Message) -> timedelta:
    """How long to wait: longer each time, and spread, so that an outage ends without a rush."""
    spread = 0.8 + message.pk.int % 41 / 100
    return timedelta(seconds=BACKOFF_SECONDS[message.attempts - 1] * spread)


def _describe(error: Exception) -> str:
    """The kind of error; never its words, which might quote somebody."""
    code = f" {error.smtp_code}" if isinstance(error, SMTPResponseException) else ""
    return f"{type(error).__name__}{code}"
