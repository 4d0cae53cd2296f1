"""Letters to the members of a relationship, and taking back those that no longer hold."""

from datetime import datetime, timedelta

from accounts.models import User
from core import clock
from notifications import outbox
from relationships.models import Membership, Relationship


def tell(
    kind: str,
    relationship: Relationship,
    *members: Membership,
    occasion: str = "",
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    **context: str,
) -> None:
    """Write ``kind`` to each of ``members`` once for this ``occasion``."""
    for membership in members:
        outbox.post(
            kind=kind,
            to=membership.user,
            key=key(relationship, kind, occasion, str(membership.user_id)),
            due_at=due_at,
            expires_at=expires_at,
            relationship=str(relationship.pk),
            membership=str(membership.pk),
            **context,
        )


def tell_person(
    kind: str, relationship: Relationship, person: User, *, occasion: str = "", asked: str = ""
) -> None:
    """Write ``kind`` to somebody who is no member, once for this ``occasion``.

    ``asked``: the id of what they are asked to answer, if anything.
    """
    outbox.post(
        kind=kind,
        to=person,
        key=key(relationship, kind, occasion, str(person.pk)),
        relationship=str(relationship.pk),
        asked=asked,
    )


def key(relationship: Relationship, *parts: str) -> str:
    return ":".join(["pair", str(relationship.pk), *parts])


def take_back(relationship: Relationship, *parts: str) -> int:
    """Cancel what is still due of the letters whose key starts with these parts."""
    return outbox.cancel(key_prefix=key(relationship, *parts))


def in_days(days: int) -> datetime:
    return clock.now() + timedelta(days=days)
