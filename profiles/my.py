"""What somebody takes part in, for their own pages."""

from accounts.models import User
from profiles.models import Enrollment, EnrollmentQuerySet


def enrollments_of(user: User) -> EnrollmentQuerySet:
    """Every enrollment of ``user`` with its program, the newest program first; one query."""
    rows = EnrollmentQuerySet(Enrollment).filter(user=user).select_related("program")
    return rows.order_by("-program__starts_on", "created_at")
