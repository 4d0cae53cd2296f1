"""Who was invited to a program: some came, some have not answered, some would rather wait."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from accounts.models import User
from demo.cohorts import Cohort
from demo.ledger import RowLedger
from profiles.models import Enrollment, Invitation
from programs.models import Side

DAYS_UNANSWERED = (19, 16, 4, 3, 2)
DAYS_DECLINED = (21, 12)


def who_came(ledger: RowLedger, cohort: Cohort, enrollments: Iterable[Enrollment]) -> None:
    """They joined two days after the letter."""
    for row in enrollments:
        sent_at = (row.submitted_at or row.created_at) - timedelta(days=2)
        ledger.add(_invitation(cohort, row.user, row.role, sent_at))


def who_has_not(ledger: RowLedger, cohort: Cohort, people: Iterable[User], now: datetime) -> None:
    """As mentors; the first ones have not answered, the last ones said "not this time"."""
    days = [*((ago, False) for ago in DAYS_UNANSWERED), *((ago, True) for ago in DAYS_DECLINED)]
    for user, (ago, declined) in zip(people, days, strict=False):
        sent_at = now - timedelta(days=ago)
        row = _invitation(cohort, user, Side.MENTOR, sent_at)
        row.declined_at = sent_at + timedelta(hours=30) if declined else None
        ledger.add(row)


def _invitation(cohort: Cohort, user: User, role: str, sent_at: datetime) -> Invitation:
    return Invitation(
        program=cohort.program,
        user=user,
        role=role,
        invited_by=cohort.coordinator,
        created_at=sent_at,
        sent_at=sent_at,
        times_sent=1,
    )
