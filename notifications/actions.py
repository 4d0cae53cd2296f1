"""What an HR admin can do about a message that was not sent."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from mentoring.lib.errors import DomainError
from notifications import hints
from notifications.models import TROUBLED, Lane, Message, Status


@transaction.atomic
def retry_all(*, kind: str, by: User) -> int:
    """Put every failed message of one kind back among those due; how many.

    Those that were perhaps sent stay: each needs somebody's judgment. Raises DomainError when
    none has failed.
    """
    failed = Message.objects.filter(kind=kind, status=Status.FAILED)
    again = failed.update(status=Status.DUE, attempts=0, next_try_at=None, last_error="")
    if not again:
        raise DomainError(_("No message of this kind has failed."), "not_stuck")
    audit.record(by=by, verb="messages.retried", target=by, kind=kind, count=again)
    return again


@transaction.atomic
def retry(*, message: Message, by: User) -> None:
    """Put a failed message, or one that was perhaps sent, back among those due."""
    stuck = Message.objects.filter(pk=message.pk, status__in=TROUBLED)
    again = stuck.update(status=Status.DUE, attempts=0, next_try_at=None, last_error="")
    if not again:
        raise DomainError(_("This message is not waiting for anybody's help."), "not_stuck")
    audit.record(by=by, verb="message.retried", target=message)
    transaction.on_commit(lambda: hints.send_soon(message.pk, lane=Lane(message.lane)))
