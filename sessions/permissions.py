"""Whose sessions somebody may open."""

import uuid

from django.http import Http404, HttpRequest

from relationships.models import Membership
from relationships.permissions import membership_or_refusal
from sessions.models import MentoringSession


def own_session(request: HttpRequest, session: uuid.UUID) -> tuple[Membership, MentoringSession]:
    """The session and the person's place in its record. Http404 or PermissionDenied otherwise."""
    found = MentoringSession.objects.select_related("relationship").filter(pk=session).first()
    if found is None:
        raise Http404
    return membership_or_refusal(request.user, found.relationship_id), found
