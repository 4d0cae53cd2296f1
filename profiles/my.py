"""What somebody takes part in, for their own pages."""

from accounts.models import User
from profiles.models import Enrollment, EnrollmentQuerySet
from programs.models import Program


def enrollments_of(user: User) -> EnrollmentQuerySet:
    """Every enrollment of ``user`` with its program, the newest program first; one query."""
    rows = EnrollmentQuerySet(Enrollment).filter(user=user).select_related("program")
    return rows.order_by("-program__starts_on", "created_at")


def last_profile(user: User, role: str, program: Program) -> Enrollment | None:
    """What ``user`` last sent as ``role`` to another program: where the form can start from."""
    rows = EnrollmentQuerySet(Enrollment).filter(user=user, role=role, submitted_at__isnull=False)
    rows = rows.exclude(program=program).select_related("program")
    return rows.order_by("-submitted_at").first()
