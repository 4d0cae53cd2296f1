"""Taking a copy of the whole record along."""

from django.db import transaction

from accounts import audit
from mentoring.lib import clock
from relationships.models import Membership
from sessions.record import Record
from sessions.whole import archive
from sessions.whole.collect import Whole


@transaction.atomic
def take_copy(*, membership: Membership) -> bytes:
    """A zip of everything this member may read; the audit says that they took one, and when."""
    relationship = membership.relationship
    content = archive.packed(Whole(Record(membership), clock.now()))
    audit.record(
        by=membership.user,
        verb="record.copied",
        target=relationship,
        program_id=relationship.program_id,
    )
    return content
