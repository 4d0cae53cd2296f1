"""Counts the sessions and actions of a pair, for the record that rules and figures read."""

from datetime import datetime

from django.db.models import Count, Max, Min, Q

from core import clock
from relationships.actions import contact
from relationships.actions.contact import ContactSummary
from relationships.models import Relationship
from sessions.models import Action, MentoringSession, SessionKind, SessionStatus


def recount(relationship: Relationship) -> Relationship:
    """Count again and keep the result. Call it inside the transaction of the change."""
    return contact.update(relationship=relationship, contact=count(relationship, clock.now()))


def count(relationship: Relationship, now: datetime) -> ContactSummary:
    """The contact of the members as its rows say, at ``now``."""
    held = Q(status=SessionStatus.HELD)
    planned = Q(status=SessionStatus.PLANNED, ends_at__gt=now)
    numbers = MentoringSession.objects.filter(relationship=relationship).aggregate(
        sessions_held=Count("pk", filter=held),
        first_session_at=Min("starts_at", filter=held),
        last_session_at=Max("starts_at", filter=held),
        next_session_at=Min("starts_at", filter=planned),
        closing_held_at=Max("starts_at", filter=held & Q(kind=SessionKind.CLOSING)),
    )
    open_actions = Action.objects.filter(relationship=relationship, done_at=None).count()
    return ContactSummary(open_actions=open_actions, **numbers)
