"""Putting the letters of an invitation into the outbox, and taking them back."""

from datetime import timedelta

from core import clock, local_time
from notifications import outbox
from notifications.models import Message
from profiles.models import Invitation

REMIND_AFTER = timedelta(days=7)


def send(*invitations: Invitation) -> None:
    """Post the letters, to go out within a minute; call it with the rows locked."""
    for row in invitations:
        row.times_sent += 1
        row.sent_at = clock.now()
    Invitation.objects.bulk_update(invitations, ["times_sent", "sent_at"])
    outbox.post_many([_letter(row) for row in invitations])


def send_first(*invitations: Invitation) -> None:
    """The same, and one reminder a week later to who has not asked for the letter themselves."""
    send(*invitations)
    outbox.post_many([_reminder(row) for row in invitations if not row.is_own])


def _letter(row: Invitation) -> Message:
    kind = "profiles.joining_opens" if row.is_own else "profiles.invited"
    return Message(
        kind=kind,
        recipient=row.user,
        dedupe_key=f"{kind}:{row.pk}:{row.times_sent}",
        context={"invitation": str(row.pk)},
        due_at=clock.now(),
    )


def _reminder(row: Invitation) -> Message:
    """In the morning of its reader; the letter is not sent to who has answered by then."""
    return Message(
        kind="profiles.invited_reminder",
        recipient=row.user,
        dedupe_key=f"profiles.invited_reminder:{row.pk}",
        context={"invitation": str(row.pk)},
        due_at=local_time.next_morning(clock.now() + REMIND_AFTER, row.user.zone),
    )


def cancel(invitation: Invitation) -> None:
    """Take back every letter of this invitation that has not gone out."""
    for kind in ("invited", "invited_reminder", "joining_opens"):
        outbox.cancel(key_prefix=f"profiles.{kind}:{invitation.pk}")
