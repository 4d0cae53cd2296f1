"""Telling a worker that a message is due. A hint may be lost: the sweep finds every row."""

import logging
import time
import uuid

from kombu.exceptions import OperationalError

from mentoring.celery import app

logger = logging.getLogger(__name__)

SEND = "notifications.tasks.send"
QUIET_SECONDS = 30

_quiet_until = 0.0


def send_soon(message_id: uuid.UUID) -> bool:
    """Hint at one message. False when the broker cannot be reached, which is no harm.

    After a failure no hint is tried for half a minute, so that a page that writes many messages
    does not wait for an absent broker many times.
    """
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return False
    try:
        app.send_task(SEND, [str(message_id)], retry=False)
    except (OperationalError, OSError):
        _quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("The broker cannot be reached; messages wait for the next sweep.")
        return False
    return True
