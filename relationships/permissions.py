"""Who may see and change a relationship: its members, nobody else."""

import uuid
from typing import NoReturn

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from programs.models import Program
from relationships.models import Membership, Relationship


def membership_or_refusal(user: User | AnonymousUser, relationship_id: uuid.UUID) -> Membership:
    """The person's own membership. Raises Http404 for outsiders, PermissionDenied for staff.

    Staff of the program know that it exists, but its record belongs to its members; to who has left
    a group it belongs no longer.
    """
    mine = former_membership_or_refusal(user, relationship_id)
    if mine.left_at is not None:
        raise PermissionDenied
    return mine


def phased_membership_or_refusal(
    user: User | AnonymousUser, relationship_id: uuid.UUID
) -> Membership:
    """The same, of a record that moves through phases: a single session has none of that."""
    mine = membership_or_refusal(user, relationship_id)
    if mine.relationship.is_talk:
        raise Http404
    return mine


def former_membership_or_refusal(
    user: User | AnonymousUser, relationship_id: uuid.UUID
) -> Membership:
    """The same, also for somebody who has left the group."""
    if not isinstance(user, User):
        raise PermissionDenied
    memberships = Membership.objects.select_related(
        "relationship__program", "user", "enrollment"
    ).filter(relationship_id=relationship_id, user=user)
    return memberships.first() or _refuse(user, relationship_id)


def _refuse(user: User, relationship_id: uuid.UUID) -> NoReturn:
    programs = Program.objects.for_staff(user)
    if Relationship.objects.filter(pk=relationship_id, program__in=programs).exists():
        raise PermissionDenied
    raise Http404
