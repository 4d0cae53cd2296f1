"""Looks at every active pair and writes the check-ins and reminders that have fallen due."""

from celery import shared_task

from mentoring.lib import clock
from sessions.actions import planning


@shared_task
def plan_check_ins() -> int:
    """Safe to run at any time and twice: every occasion is asked once."""
    return planning.plan_due(now=clock.now())
