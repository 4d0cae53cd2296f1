"""What the gentle signals look at, gathered from what the record's page has read already."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import takewhile

from core import local_time
from relationships.models import Goal, Membership
from relationships.signals import SignalFacts
from sessions.models import CALLED_OFF_WITH, MentoringSession, SessionKind, SessionStatus

SETTLED = (SessionStatus.HELD, SessionStatus.CANCELLED)


def situation(
    mine: Membership, goals: Sequence[Goal], sessions: Sequence[MentoringSession], now: datetime
) -> SignalFacts | None:
    """Where ``mine`` stands at ``now``; None before the start. ``sessions``: the latest first."""
    pair = mine.relationship
    if pair.started_at is None or pair.phase_since is None:
        return None
    day = partial(local_time.day_of, zone=mine.user.zone)
    planned = [one for one in sessions if one.status == SessionStatus.PLANNED]
    theirs = [one for one in sessions if one.not_held_reason not in CALLED_OFF_WITH]
    settled = [one for one in theirs if one.status in SETTLED]
    held = [day(one.starts_at) for one in settled if one.status == SessionStatus.HELD]
    called_off = takewhile(lambda one: one.status == SessionStatus.CANCELLED, settled)
    working_on = [goal for goal in goals if goal.is_confirmed and not goal.closed_at]
    return SignalFacts(
        today=day(now),
        phase=pair.phase,
        phase_since=day(pair.phase_since),
        started_on=day(pair.started_at),
        planned_end_on=pair.planned_end_on,
        fit=mine.fit,
        goals_moved_on=tuple(day(one.moved_at or one.proposed_at) for one in working_on),
        met_on=tuple(reversed(held)),
        called_off=len(list(called_off)),
        reviews_on=tuple(map(day, _reviews(sessions))),
        has_next=any(one.ends_at > now for one in planned),
        extension_count=pair.extension_count,
    )


def _reviews(sessions: Sequence[MentoringSession]) -> Iterator[datetime]:
    for one in sessions:
        lasting = one.status in (SessionStatus.PLANNED, SessionStatus.HELD)
        if one.kind == SessionKind.REVIEW and lasting:
            yield one.starts_at
