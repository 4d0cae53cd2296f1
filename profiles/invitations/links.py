"""The signed link of an invitation: whoever holds it may read it and say "not this time"."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from accounts.invitations import VALID_DAYS
from core.web import absolute_url
from profiles.models import Invitation

SALT = "profiles.invited"


@dataclass(frozen=True)
class Ticket:
    """What a link carries; a ``fresh`` one proves the mailbox well enough to choose a password."""

    invitation: str
    fresh: bool


def token(invitation: Invitation) -> str:
    return signing.dumps(str(invitation.pk), salt=SALT)


def url(invitation: Invitation, route: str = "invited") -> str:
    """The full address of the page ``route`` of this invitation."""
    return absolute_url(route, token=token(invitation))


def read(token: str) -> Ticket | None:
    """What a link says; None when it is not ours. It works as long as the invitation stands."""
    try:
        return Ticket(signing.loads(token, salt=SALT), _is_fresh(token))
    except signing.BadSignature:
        return None


def _is_fresh(token: str) -> bool:
    try:
        signing.loads(token, salt=SALT, max_age=timedelta(days=VALID_DAYS))
    except signing.SignatureExpired:
        return False
    return True
