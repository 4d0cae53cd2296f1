"""The signed ticket in a form: whose words these are, and where they belong.

It lets the words be kept when nobody is signed in any more. Who holds it can write into one draft
of its person; only that person, signed in, can read.
"""

import dataclasses
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, UnreadablePostError

from accounts.models import User
from core.tokens import TokenKind

FIELD = "unsent"

KEPT_FOR = timedelta(days=30)
TOKENS = TokenKind("drafts.ticket", KEPT_FOR)


@dataclass(frozen=True)
class FormTicket:
    """One form on one page of one person.

    ``form``, ``page`` and ``title`` as in :class:`drafts.models.Draft`. ``replaces`` is the draft
    that was brought back into this form, as it was at ``as_of`` (ISO 8601). ``seen`` says what the
    record held when the form was opened (:func:`drafts.changes.digest`); "" is not looked at.
    """

    user: int
    form: str
    page: str
    title: str
    draft: str = dataclasses.field(default_factory=lambda: str(uuid.uuid4()))
    replaces: str = ""
    as_of: str = ""
    seen: str = ""

    def __str__(self) -> str:
        return TOKENS.sign(*dataclasses.astuple(self))

    def again(self) -> "FormTicket":
        """For the same form, after its words were sent or discarded: a draft of its own."""
        return FormTicket(self.user, self.form, self.page, self.title)


def read(signed: str) -> FormTicket | None:
    """The ticket again; None when it was made up, or is older than what is kept."""
    parts = TOKENS.read(signed)
    return FormTicket(*parts) if parts else None


def sent_with(request: HttpRequest) -> FormTicket | None:
    """The ticket of the form that ``request`` sends, if it has one and arrives whole."""
    try:
        return read(request.POST.get(FIELD, ""))
    except UnreadablePostError:
        return None


def holder(ticket: FormTicket) -> User | None:
    """The person of a ticket, while they may sign in."""
    return User.objects.filter(pk=ticket.user, is_active=True).first()
