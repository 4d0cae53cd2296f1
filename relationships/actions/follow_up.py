"""Asking once, some months after the end, how it went on; and keeping the answers."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.lib import clock
from mentoring.lib.errors import DomainError
from relationships import post
from relationships.actions.steps import lock, member, present
from relationships.models import ConcludedKind, FollowUp, Relationship

NINE = time(9)
ASKED_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Later:
    """Answers: a ``Lasting`` and a ``Contact`` value, and words for those who were in it."""

    lasting: str
    contact: str
    words: str = ""


def ask_later(relationship: Relationship) -> None:
    """One letter to each, at nine of their own morning on the day they chose."""
    if relationship.follow_up_on is None:
        return
    for one in present(relationship):
        zone = ZoneInfo(one.user.time_zone)
        due_at = datetime.combine(relationship.follow_up_on, NINE, zone)
        kind, until = "relationships.follow_up", due_at + ASKED_FOR
        post.tell(kind, relationship, one, due_at=due_at, expires_at=until)


def may_be_answered(relationship: Relationship) -> bool:
    """Only who completed it together is asked; not after another ending, and not before the day."""
    day = relationship.follow_up_on
    completed = relationship.concluded_kind == ConcludedKind.COMPLETED
    return completed and day is not None and clock.today() + timedelta(days=1) >= day


@transaction.atomic
def answer(*, relationship: Relationship, by: User, later: Later) -> FollowUp:
    """Keep what ``by`` says; answering again changes it."""
    relationship = lock(relationship)
    membership = member(relationship, by)
    if not may_be_answered(relationship):
        raise DomainError(_("It is too early to look back. We write to you on the day."), "early")
    values = {**vars(later), "answered_at": clock.now()}
    row, _is_new = FollowUp.objects.get_or_create(member=membership, defaults=values)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row
