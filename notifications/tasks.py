"""What workers do: sweep, and send one message."""

from celery import shared_task

from notifications import delivery
from notifications import sweep as sweeping


@shared_task
def sweep() -> int:
    return sweeping.sweep()


@shared_task
def send(message_id: str) -> str:
    return delivery.deliver(message_id)
