"""What the product does by itself: proposals lapse, pauses end, redefinitions complete."""

from collections.abc import Callable, Iterable
from typing import Any

from celery import shared_task

from core import clock, sweeps
from programs.models import Phase, Shape
from programs.queries import today_here
from relationships import rules
from relationships.actions import endings, phases, proposals, talks
from relationships.models import Relationship, Status


@shared_task
def keep_moving() -> int:
    """Safe to run at any time and twice; how many relationships moved."""
    now = clock.now()
    proposed = Relationship.objects.filter(status=Status.PROPOSED, answer_by__lte=now)
    paused = Relationship.objects.filter(status=Status.PAUSED, resume_on__lte=today_here())
    redefined = Relationship.objects.filter(
        status=Status.ACTIVE,
        phase=Phase.REDEFINITION,
        phase_since__lte=now - rules.REDEFINITION_LASTS,
    )
    talked = Relationship.objects.filter(
        shape=Shape.TALK,
        status=Status.ACTIVE,
        last_session_at__lte=now - rules.TALK_IS_OVER_AFTER,
    )
    return (
        _each("lapse", proposed, proposals.lapse)
        + _each("resume", paused, endings.resume, by=None)
        + _each("complete", redefined, phases.complete_by_time)
        + _each("thank", talked, talks.thank_by_time)
    )


def _each(
    what: str, rows: Iterable[Relationship], act: Callable[..., Relationship], **extra: Any
) -> int:
    work = f"relationships.keep_moving: {what}"
    return sweeps.each(work, rows, lambda row: bool(act(relationship=row, **extra)))
