"""Telling a worker that a message is due. A hint may be lost: the sweep finds every row."""

import logging
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from kombu import pools

from core.breaker import Breaker
from mentoring.celery import app
from notifications.models import Lane

logger = logging.getLogger(__name__)

SEND = "notifications.tasks.send"
QUIET_SECONDS = 30
# Somebody waits for their page while a hint is given. Left alone, kombu tries for six seconds to
# reach an absent broker, and waits for ever for one that accepts and never answers.
IMPATIENT = {"max_retries": 0, "socket_connect_timeout": 1, "socket_timeout": 1}
QUEUES = {Lane.URGENT: "urgent", Lane.NORMAL: "messages", Lane.BULK: "bulk"}

Answer = TypeVar("Answer")
breaker = Breaker(QUIET_SECONDS)


def send_soon(row_id: uuid.UUID, task: str = SEND, lane: Lane = Lane.NORMAL) -> bool:
    """Hint at one message, or at another row that ``task`` takes care of. False when the broker
    cannot be reached, which is no harm.

    After a failure no hint is tried for half a minute, so that a page that writes many messages
    does not wait for an absent broker many times.
    """
    queue = QUEUES[lane] if task == SEND else None
    return _asked(lambda: _publish(task, str(row_id), queue), False)


def waiting(lane: Lane) -> int | None:
    """How many hints of a lane no worker has taken yet; None when the broker does not say."""
    return _asked(lambda: _count(QUEUES[lane]), None)


def _asked(call: Callable[[], Answer], otherwise: Answer) -> Answer:
    if not breaker.allows():
        return otherwise
    try:
        answer = call()
    except Exception as error:
        # The change is committed by now: whatever is wrong with the broker, the page is right.
        breaker.failed()
        logger.warning("The broker cannot be reached (%r); messages wait for the sweep.", error)
        return otherwise
    breaker.answered()
    return answer


def _publish(task: str, row_id: str, queue: str | None) -> bool:
    with _producers().acquire(block=True, timeout=1) as producer:
        app.send_task(task, [row_id], queue=queue, producer=producer, retry=False)
    return True


def _count(queue: str) -> int:
    with _producers().acquire(block=True, timeout=1) as producer:
        try:
            return int(producer.channel.queue_declare(queue, passive=True).message_count)
        except producer.channel.connection.channel_errors:
            return 0  # a queue that nobody has used yet


def _producers() -> Any:
    """Connections of our own, kept open, because the workers' are patient."""
    return pools.producers[app.connection_for_write(transport_options=IMPATIENT)]
