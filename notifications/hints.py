"""Telling a worker that a message is due. A hint may be lost: the sweep finds every row."""

import logging
import time
import uuid
from typing import Any

from kombu import pools

from mentoring.celery import app

logger = logging.getLogger(__name__)

SEND = "notifications.tasks.send"
QUIET_SECONDS = 30
# Somebody waits for their page while a hint is given. Left alone, kombu tries for six seconds to
# reach an absent broker, and waits for ever for one that accepts and never answers.
IMPATIENT = {"max_retries": 0, "socket_connect_timeout": 1, "socket_timeout": 1}

_quiet_until = 0.0


def send_soon(row_id: uuid.UUID, task: str = SEND) -> bool:
    """Hint at one message, or at another row that ``task`` takes care of. False when the broker
    cannot be reached, which is no harm.

    After a failure no hint is tried for half a minute, so that a page that writes many messages
    does not wait for an absent broker many times.
    """
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return False
    try:
        _publish(task, str(row_id))
    except Exception as error:
        # The change is committed by now: whatever is wrong with the broker, the page is right.
        _quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("The broker cannot be reached (%r); messages wait for the sweep.", error)
        return False
    return True


def _publish(task: str, row_id: str) -> None:
    with _producers().acquire(block=True, timeout=1) as producer:
        app.send_task(task, [row_id], producer=producer, retry=False)


def _producers() -> Any:
    """Connections of our own, kept open, because the workers' are patient."""
    return pools.producers[app.connection_for_write(transport_options=IMPATIENT)]
