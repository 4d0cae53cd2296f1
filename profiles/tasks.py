"""What moves without anybody's click: mentees are let in when enough mentors are there."""

from celery import shared_task

from profiles.joining import mentors_first
from programs.models import MentorsFirst, Program, ProgramStatus


@shared_task
def keep_joining_moving() -> int:
    """Safe to run at any time and twice; how many programs let their mentees in."""
    waiting = Program.objects.filter(
        status__in=[ProgramStatus.OPEN, ProgramStatus.RUNNING], mentees_open_at__isnull=True
    ).exclude(mentors_first=MentorsFirst.NOTHING)
    return sum(mentors_first.open_if_ready(program) for program in waiting)
