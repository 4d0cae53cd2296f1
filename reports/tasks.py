"""Counting the figures at night."""

import logging

from celery import shared_task

from programs.models import Program
from reports import released
from reports.facts import organization_now

logger = logging.getLogger(__name__)


@shared_task
def renew_figures() -> int:
    """Count every program that is not archived; how many. Safe to run twice."""
    now, done = organization_now(), 0
    for program in Program.objects.filter(archived_at__isnull=True).iterator():
        try:
            released.renew(program, now)
            done += 1
        except Exception:
            logger.exception("The figures of program %s were not counted", program.pk)
    return done
