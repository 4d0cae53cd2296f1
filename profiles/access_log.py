"""Who has looked at what somebody told a program, so that this somebody can see it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts import audit
from accounts.models import AuditEvent, User
from profiles.models import Enrollment
from programs.queries import today_here

SEEN = "enrollment.answers_seen"


@dataclass(frozen=True)
class Look:
    """One person looked at the answers on one day, however often."""

    by: User
    on: date


@transaction.atomic
def note(*, enrollment: Enrollment, by: User) -> None:
    """Write down that ``by`` has the answers of ``enrollment`` before them; once a day."""
    day = today_here().isoformat()
    known = AuditEvent.objects.filter(
        verb=SEEN,
        target_kind=enrollment._meta.label_lower,
        target_id=str(enrollment.pk),
        actor=by,
        details__on=day,
    )
    if by.pk != enrollment.user_id and not known.exists():
        audit.record(by=by, verb=SEEN, target=enrollment, program_id=enrollment.program_id, on=day)


def at(enrollment: Enrollment) -> list[Look]:
    """All looks at the answers of ``enrollment``, the latest first; one query."""
    rows = AuditEvent.objects.filter(
        verb=SEEN, target_kind=enrollment._meta.label_lower, target_id=str(enrollment.pk)
    ).select_related("actor")
    found = {(row.actor, row.details["on"]): None for row in rows if row.actor}
    return [Look(by, date.fromisoformat(on)) for by, on in found]
