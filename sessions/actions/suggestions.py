"""Planning suggested dates, and moving or skipping one."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import DomainError
from notifications import outbox
from relationships.actions.steps import running
from relationships.models import Membership, Relationship
from sessions import agendas, suggested_dates
from sessions.actions import counters, meetings
from sessions.actions.meetings import SessionPlan
from sessions.models import LaidOutDate, MentoringSession
from sessions.recurrence import Turn
from sessions.suggested_dates import Ahead


@transaction.atomic
def plan_dates(
    *, relationship: Relationship, by: User, days: Collection[date]
) -> list[MentoringSession]:
    """Plan the dates laid out on ``days`` as sessions; everybody gets one letter about them.

    Raises DomainError "settled" when none of them is laid out any more.
    """
    relationship, membership = running(relationship, by)
    laid_out = suggested_dates.of(relationship, clock.now())
    turns = {turn.day: turn for day in days if (turn := laid_out.find(day))}
    if not turns:
        raise _settled()
    sessions = [
        _book(laid_out, membership, turn, number) for number, turn in enumerate(turns.values())
    ]
    _tell(relationship, sessions)
    counters.recount(relationship)
    return sessions


def _settled() -> DomainError:
    return DomainError(_("This date has already been decided. Check the current dates."), "settled")


def _book(laid_out: Ahead, membership: Membership, turn: Turn, number: int) -> MentoringSession:
    """Planned with the agenda of the phase, which everybody may change and add to."""
    relationship = laid_out.relationship
    agenda = agendas.to_begin_with(relationship.phase, relationship.sessions_held + number)
    plan = SessionPlan(
        starts_at=turn.starts_at,
        minutes=laid_out.rhythm.minutes,
        mode=laid_out.mode,
        agenda=agenda.text,
    )
    return meetings.book(relationship, membership, plan)


def _tell(relationship: Relationship, sessions: list[MentoringSession]) -> None:
    """One letter for each member, however many sessions were planned at once."""
    first = sessions[0]
    for membership in relationship.memberships.present().select_related("user"):
        outbox.post(
            kind="sessions.planned" if len(sessions) == 1 else "sessions.planned_ahead",
            to=membership.user,
            key=f"session:{first.pk}:v{first.schedule_version}:ahead:{membership.user_id}",
            expires_at=first.starts_at,
            relationship=str(relationship.pk),
            session=",".join(str(session.pk) for session in sessions),
            version=str(first.schedule_version),
        )


@transaction.atomic
def move(*, relationship: Relationship, by: User, day: date, starts_at: datetime) -> LaidOutDate:
    """Propose the date laid out on ``day`` for another moment; it is not booked by that.

    Raises DomainError for a moment that has passed, and "settled" as ``plan_dates``.
    """
    if starts_at <= clock.now():
        raise DomainError(
            _("This time has passed. Choose one to come."), "in_the_past", field="day"
        )
    return _say(relationship, by, day, starts_at)


@transaction.atomic
def skip(*, relationship: Relationship, by: User, day: date) -> LaidOutDate:
    """Leave the date laid out on ``day`` out; it is not proposed again."""
    return _say(relationship, by, day, None)


def _say(
    relationship: Relationship, by: User, day: date, starts_at: datetime | None
) -> LaidOutDate:
    relationship, membership = running(relationship, by)
    turn = suggested_dates.of(relationship, clock.now()).find(day)
    if turn is None:
        raise _settled()
    values = {"starts_at": starts_at, "by": membership}
    row, _is_new = LaidOutDate.objects.update_or_create(
        relationship=relationship, day=turn.day, defaults=values
    )
    return row


@transaction.atomic
def bring_back(*, relationship: Relationship, by: User, day: date) -> None:
    """Propose a skipped date again. One that was not skipped stays as it is."""
    relationship, _membership = running(relationship, by)
    relationship.laid_out_dates.filter(day=day, starts_at=None).delete()
