"""What the product does by itself: mentees are let in, and silence counts as an answer."""

from celery import shared_task

from core import clock, sweeps
from profiles.admission import mentors_first
from profiles.manager_approval import actions as manager_approval
from programs.models import MentorsFirst, Program, ProgramStatus


@shared_task
def keep_joining_moving() -> int:
    """Safe to run at any time and twice; how many programs and enrollments moved."""
    waiting = Program.objects.filter(
        status__in=[ProgramStatus.OPEN, ProgramStatus.RUNNING], mentees_open_at__isnull=True
    ).exclude(mentors_first=MentorsFirst.NOTHING)
    opened = sweeps.each("profiles.open_to_mentees", waiting, mentors_first.open_if_ready)
    return opened + manager_approval.settle_silence(clock.now())
