"""Putting the letters of an invitation into the outbox, and taking them back."""

from datetime import timedelta

from mentoring.lib import clock
from notifications import outbox
from profiles import rules
from profiles.models import Invitation

REMIND_AFTER = timedelta(days=7)


def send(invitation: Invitation) -> None:
    """Post the letter, now; call it with the row locked."""
    invitation.times_sent += 1
    invitation.sent_at = clock.now()
    invitation.save(update_fields=["times_sent", "sent_at"])
    kind = "profiles.joining_opens" if invitation.is_own else "profiles.invited"
    outbox.post(
        kind=kind,
        to=invitation.user,
        key=f"{kind}:{invitation.pk}:{invitation.times_sent}",
        invitation=str(invitation.pk),
    )


def remind_once(invitation: Invitation) -> None:
    """A week later, in the morning; the letter is not sent to who has answered by then."""
    outbox.post(
        kind="profiles.invited_reminder",
        to=invitation.user,
        key=f"profiles.invited_reminder:{invitation.pk}",
        due_at=rules.next_morning(clock.now() + REMIND_AFTER, invitation.user.time_zone),
        invitation=str(invitation.pk),
    )


def cancel(invitation: Invitation) -> None:
    """Take back every letter of this invitation that has not gone out."""
    for kind in ("invited", "invited_reminder", "joining_opens"):
        outbox.cancel(key_prefix=f"profiles.{kind}:{invitation.pk}")
