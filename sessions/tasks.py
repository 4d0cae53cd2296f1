"""What is done for all pairs at their time: check-ins and reminders, and letting go of files."""

from celery import shared_task

from core import clock
from sessions.actions import files, touchpoints


@shared_task
def plan_check_ins() -> int:
    """Safe to run at any time and twice: every occasion is asked once."""
    return touchpoints.plan_due(now=clock.now())


@shared_task
def let_go_of_files() -> int:
    """Safe to run at any time and twice: what is deleted is gone."""
    return files.let_go(now=clock.now())
