"""The signed link of an invitation: whoever holds it may read it and say "not this time"."""

from dataclasses import dataclass

from accounts.invitations import VALID_FOR
from core.tokens import TokenKind
from core.web import absolute_url
from profiles.models import Invitation

TOKENS = TokenKind("profiles.invited")


@dataclass(frozen=True)
class InvitationTicket:
    """What a link carries; a ``fresh`` one proves the mailbox well enough to choose a password."""

    invitation: str
    fresh: bool


def token(invitation: Invitation) -> str:
    return TOKENS.sign(str(invitation.pk))


def url(invitation: Invitation, route: str = "invited") -> str:
    """The full address of the page ``route`` of this invitation."""
    return absolute_url(route, token=token(invitation))


def read(token: str) -> InvitationTicket | None:
    """What a link says; None when it is not ours. It works as long as the invitation stands."""
    values = TOKENS.read(token)
    if values is None:
        return None
    return InvitationTicket(values[0], fresh=TOKENS.read(token, within=VALID_FOR) is not None)
