"""Counting the figures at night."""

from celery import shared_task

from core import sweeps
from programs.models import Program
from reports import released
from reports.facts import organization_now


@shared_task
def renew_figures() -> int:
    """Count every program that is not archived; how many. Safe to run twice."""
    now = organization_now()

    def renew(program: Program) -> int:
        released.renew(program, now)
        return 1

    programs = Program.objects.filter(archived_at__isnull=True).iterator()
    return sweeps.each("reports.renew_figures", programs, renew)
