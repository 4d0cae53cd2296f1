"""Putting a gentle signal aside, for oneself."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import DomainError
from relationships import signals
from relationships.actions.steps import lock, member
from relationships.models import Membership, Relationship


@transaction.atomic
def put_aside(*, relationship: Relationship, by: User, key: str) -> Membership:
    """Show the signal ``key`` to ``by`` no more for eight weeks; the others still see it."""
    if key not in signals.KEYS:
        raise DomainError(_("There is nothing to put aside."), "unknown_signal")
    membership = member(lock(relationship), by)
    membership.quiet_signals[key] = f"{clock.today(by.zone):%Y-%m-%d}"
    membership.save(update_fields=["quiet_signals"])
    return membership
