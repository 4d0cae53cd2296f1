"""What the gentle signals look at, gathered from what the record's page has read already."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import takewhile

from relationships.models import Goal, Membership
from relationships.signals import Situation
from sessions.models import CALLED_OFF_WITH, MentoringSession, SessionKind, SessionStatus

SETTLED = (SessionStatus.HELD, SessionStatus.CANCELLED)


def situation(
    mine: Membership, goals: Sequence[Goal], sessions: Sequence[MentoringSession], now: datetime
) -> Situation | None:
    """Where ``mine`` stands at ``now``; None before the start. ``sessions``: the latest first."""
    pair = mine.relationship
    if pair.started_at is None or pair.phase_since is None:
        return None
    planned = [one for one in sessions if one.status == SessionStatus.PLANNED]
    theirs = [one for one in sessions if one.not_held_reason not in CALLED_OFF_WITH]
    settled = [one for one in theirs if one.status in SETTLED]
    held = [one.starts_at.date() for one in settled if one.status == SessionStatus.HELD]
    called_off = takewhile(lambda one: one.status == SessionStatus.CANCELLED, settled)
    working_on = [goal for goal in goals if goal.is_confirmed and not goal.closed_at]
    return Situation(
        today=now.date(),
        phase=pair.phase,
        phase_since=pair.phase_since.date(),
        started_on=pair.started_at.date(),
        planned_end_on=pair.planned_end_on,
        fit=mine.fit,
        goals_moved_on=tuple((one.moved_at or one.proposed_at).date() for one in working_on),
        met_on=tuple(reversed(held)),
        called_off=len(list(called_off)),
        reviews_on=tuple(_reviews(sessions)),
        has_next=any(one.ends_at > now for one in planned),
        extension_count=pair.extension_count,
    )


def _reviews(sessions: Sequence[MentoringSession]) -> Iterator[date]:
    for one in sessions:
        lasting = one.status in (SessionStatus.PLANNED, SessionStatus.HELD)
        if one.kind == SessionKind.REVIEW and lasting:
            yield one.starts_at.date()
