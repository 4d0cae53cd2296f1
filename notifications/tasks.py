"""What workers do: sweep, and send one message."""

from celery import shared_task

from core import clock
from notifications import delivery, figures
from notifications import sweep as sweeping


@shared_task
def sweep() -> int:
    return sweeping.sweep()


@shared_task
def send(message_id: str) -> str:
    return delivery.deliver(message_id)


@shared_task
def renew_figures() -> None:
    """Count what HR admins are told of the outbox. Safe to run twice."""
    figures.renew(clock.now())
