"""What an HR admin can do about messages that were not sent."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core.errors import DomainError
from notifications.models import TROUBLED, Message, MessageStatus


@transaction.atomic
def retry(*, messages: Q, by: User) -> int:
    """Put those of ``messages`` that failed, or were perhaps sent, back among those due; how many.

    The sweep finds them within a minute. Raises DomainError when there is none.
    """
    stuck = Message.objects.filter(messages, status__in=TROUBLED)
    again = stuck.update(status=MessageStatus.DUE, attempts=0, next_try_at=None, last_error="")
    if not again:
        raise DomainError(_("These messages are not waiting for anybody’s help."), "not_stuck")
    audit.record(by=by, verb="message.retried", target=by, number=again)
    return again
