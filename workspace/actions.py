"""Making a copy of the whole record."""

from django.db import transaction

from accounts import audit
from core import clock
from relationships.models import Membership
from workspace.export import archive
from workspace.export.collect import Whole
from workspace.record import RelationshipRecord


@transaction.atomic
def take_copy(*, membership: Membership) -> bytes:
    """A zip of everything this member may read; the audit says that they took one, and when."""
    relationship = membership.relationship
    content = archive.packed(Whole(RelationshipRecord(membership), clock.now()))
    audit.record(
        by=membership.user,
        verb="record.copied",
        target=relationship,
        program_id=relationship.program_id,
    )
    return content
