"""What becomes of people's data without anybody's click."""

from celery import shared_task

from accounts.imports import actions


@shared_task
def forget_uploads() -> int:
    """Safe to run at any time and twice; how many uploaded files were deleted."""
    return actions.forget_old()
