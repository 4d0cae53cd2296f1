"""What is written to people about their own account.

The one module of this room that looks up to ``notifications``: an invitation is a message like
any other, with a row, a sweep and a retry.
"""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import invitations
from accounts.models import User
from mentoring.lib import clock
from notifications import outbox
from notifications.kinds import Letter, Link, letter
from notifications.models import Message

INVITATION = "accounts.invitation"


def invite(person: User, *, onward: str = "", asked_by: User | None = None) -> bool:
    """Post an invitation; within one hour a second one to the same place is not sent.

    Returns whether this call posted it.
    """
    key = f"{INVITATION}:{person.pk}:{clock.now():%Y-%m-%dT%H}:{onward}"[:200]
    if Message.objects.filter(dedupe_key=key).exists():
        return False
    inviter = str(asked_by) if asked_by else ""
    outbox.post(kind=INVITATION, to=person, key=key, onward=onward, asked_by=inviter)
    return True


def last_invited(person: User) -> Message | None:
    """The newest invitation to this person that was sent or still will be."""
    wanted = ~Q(status__in=["cancelled", "failed"])
    return person.messages_due.filter(wanted, kind=INVITATION).order_by("-due_at").first()


@letter(INVITATION)
def invitation(message: Message) -> Letter | None:
    """Not wanted any more once the person has signed in or may not sign in."""
    person = message.recipient
    if not person.is_active or person.last_login:
        return None
    name = settings.MENTORING_NAME
    return Letter(
        subject=_("Choose your password for %(name)s") % {"name": name},
        paragraphs=(_reason(message, name), _what_next()),
        button=Link(
            _("Choose a password"),
            invitations.link(person, onward=message.context.get("onward", "")),
        ),
        footnote=_(
            "If you did not expect this, you need not do anything: without a password nobody "
            "can sign in as you."
        ),
    )


def _reason(message: Message, name: str) -> str:
    if asked_by := message.context.get("asked_by"):
        return _("%(person)s invites you to %(name)s, where your organization runs mentoring.") % {
            "person": asked_by,
            "name": name,
        }
    return _(
        "Somebody, probably you, asked to sign up for %(name)s with this e-mail address. Your "
        "organization has listed you already, so all you need is a password."
    ) % {"name": name}


def _what_next() -> str:
    days = invitations.VALID_DAYS
    return ngettext(
        "The button works once, for %(days)s day. Afterwards, sign in with your e-mail address.",
        "The button works once, for %(days)s days. Afterwards, sign in with your e-mail address.",
        days,
    ) % {"days": days}
