"""Forgets unsent words that nobody came back for."""

from celery import shared_task

from core import clock
from drafts import actions


@shared_task
def forget_old() -> int:
    """Safe to run at any time and twice."""
    return actions.forget_old(now=clock.now())
