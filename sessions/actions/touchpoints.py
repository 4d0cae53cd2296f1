"""Turns the touchpoints that are due into check-in and message rows."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta

from core import sweeps
from core.local_time import next_morning
from notifications import outbox
from programs import queries as program_queries
from programs.models import PhasePlan, Program, Shape
from programs.touchpoints import Timing
from relationships.facts import agreed_goals, confirmed_agreement
from relationships.models import ConcludedKind, Membership, Relationship, Status
from sessions.actions import check_ins
from sessions.check_ins import QUESTIONS
from sessions.rules import BOTH, LATE_BY, Due, Pulse, due_touchpoints


def plan_due(*, now: datetime) -> int:
    """Write what is due for every relationship, and for those whose look back has come; how many
    letters were considered.

    A pair that cannot be planned does not keep the others from being planned.
    """
    plans = {(plan.program_id, plan.phase): plan for plan in PhasePlan.objects.all()}
    timings = {
        program.pk: program_queries.timing(program)
        for program in Program.objects.prefetch_related("touchpoints")
    }
    return _look_back(timings, now) + sweeps.each(
        "sessions.plan_due",
        _active(),
        lambda relationship: _plan_pair(
            relationship,
            plans[relationship.program_id, relationship.phase],
            timings[relationship.program_id],
            now,
        ),
    )


def _look_back(timings: Mapping[uuid.UUID, Timing], now: datetime) -> int:
    """Write to those who completed their mentoring on the day they set for it."""
    today = program_queries.today_here()
    days = (today - LATE_BY, today)
    completed = Relationship.objects.filter(
        concluded_kind=ConcludedKind.COMPLETED, follow_up_on__range=days
    )
    return sweeps.each(
        "sessions.look_back",
        completed.prefetch_related("memberships__user"),
        lambda relationship: (
            _write_all(relationship, [Due("follow_up", "once", BOTH, now)], now)
            if "follow_up" in timings[relationship.program_id]
            else 0
        ),
    )


def _active() -> Iterable[Relationship]:
    """A single session has no touchpoints: its reminders are those of the session."""
    active = Relationship.objects.filter(status=Status.ACTIVE, held_at=None)
    active = active.exclude(shape=Shape.TALK)
    return active.prefetch_related("memberships__user", "agreements", "goals").iterator(500)


def _plan_pair(relationship: Relationship, plan: PhasePlan, timing: Timing, now: datetime) -> int:
    return _write_all(relationship, due_touchpoints(pulse(relationship, plan, timing), now), now)


def _write_all(relationship: Relationship, due: Iterable[Due], now: datetime) -> int:
    return sum(_write(relationship, item, now) for item in due)


def pulse(relationship: Relationship, plan: PhasePlan, timing: Timing) -> Pulse:
    """The relationship as the touchpoints look at it. Raises ValueError before it has started."""
    if relationship.started_at is None:
        raise ValueError("A relationship that has not started has no pulse.")
    agreement = confirmed_agreement(relationship)
    return Pulse(
        started_at=relationship.started_at,
        phase=relationship.phase,
        sessions_held=relationship.sessions_held,
        last_session_at=relationship.last_session_at,
        next_session_at=relationship.next_session_at,
        agreement_confirmed=agreement is not None,
        goals_agreed=len(agreed_goals(relationship)),
        closing_held=relationship.closing_held_at is not None,
        closing_at=relationship.closing_held_at,
        planned_end_at=_midnight(relationship),
        cadence_days=agreement.cadence_days if agreement else plan.cadence_days,
        amber_gap_days=plan.amber_gap_days,
        extensions=relationship.extension_count,
        timing=timing,
    )


def _midnight(relationship: Relationship) -> datetime | None:
    end = relationship.planned_end_on
    return datetime.combine(end, time.min, UTC) if end else None


def _write(relationship: Relationship, due: Due, now: datetime) -> int:
    everybody = relationship.memberships.all()
    members = [one for one in everybody if one.is_present and one.role in due.sides]
    for membership in members:
        _write_to(membership, due, now)
    return len(members)


def _write_to(membership: Membership, due: Due, now: datetime) -> None:
    moment = next_morning(now, membership.user.zone)
    if due.key in QUESTIONS:
        check_ins.ask(membership, due.key, due.occasion, moment)
        return
    outbox.post(
        kind=f"sessions.{due.key}",
        to=membership.user,
        key=f"check-in:{due.key}:{due.occasion}:{membership.pk}",
        due_at=moment,
        expires_at=moment + LATE_BY + timedelta(days=7),
        relationship=str(membership.relationship_id),
    )
