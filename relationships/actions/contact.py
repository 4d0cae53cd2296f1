"""What the sessions app reports about a pair: contact in numbers, and answers on the fit."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core import clock
from relationships.actions.steps import lock
from relationships.models import Fit, Membership, Relationship


@dataclass(frozen=True)
class ContactSummary:
    """The sessions and actions of one relationship, counted."""

    sessions_held: int
    first_session_at: datetime | None
    last_session_at: datetime | None
    next_session_at: datetime | None
    closing_held_at: datetime | None
    open_actions: int


@transaction.atomic
def update(*, relationship: Relationship, contact: ContactSummary) -> Relationship:
    """Keep the newest count on the record, where rules, lists and figures read it."""
    relationship = lock(relationship)
    for name, value in vars(contact).items():
        setattr(relationship, name, value)
    relationship.save(update_fields=list(vars(contact)))
    return relationship


def record_fit(*, membership: Membership, fit: str) -> Membership:
    """How well the two fit, in the words of one of them; the coordinator reads it."""
    membership.fit, membership.fit_at = Fit(fit), clock.now()
    membership.save(update_fields=["fit", "fit_at"])
    return membership
