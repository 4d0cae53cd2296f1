"""What each member says some months after the end: how things have gone."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock, dates
from core.errors import DomainError
from relationships.actions.steps import lock, member
from relationships.models import ConcludedKind, FollowUp, Relationship


@dataclass(frozen=True)
class Later:
    """Answers: a ``Lasting`` and a ``Contact`` value, and words for those who were in it."""

    lasting: str
    contact: str
    words: str = ""


def may_be_answered(relationship: Relationship) -> bool:
    """Only who completed it together is asked; not after another ending, and not before the day."""
    day = relationship.follow_up_on
    completed = relationship.concluded_kind == ConcludedKind.COMPLETED
    return completed and day is not None and clock.today() + timedelta(days=1) >= day


@transaction.atomic
def answer(*, relationship: Relationship, by: User, later: Later) -> FollowUp:
    """Keep what ``by`` says; answering again changes it."""
    relationship = lock(relationship)
    membership = member(relationship, by, ended_too=True)
    if not may_be_answered(relationship):
        raise DomainError(_refusal(relationship), "early")
    values = {**vars(later), "answered_at": clock.now()}
    row, _is_new = FollowUp.objects.update_or_create(member=membership, defaults=values)
    return row


def _refusal(relationship: Relationship) -> str:
    day = relationship.follow_up_on
    if relationship.concluded_kind != ConcludedKind.COMPLETED or day is None:
        return _("Only people who completed their mentoring are asked to look back.")
    words = _("You can look back from %(day)s. We will email you then.")
    return words % {"day": dates.day(day)}
