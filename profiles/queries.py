"""What somebody takes part in, for their own pages."""

from django.db.models import Case, When

from accounts.models import User
from profiles.models import Enrollment, EnrollmentQuerySet
from programs.models import Program
from skills.models import Skill


def enrollments_of(user: User) -> EnrollmentQuerySet:
    """Every enrollment of ``user`` with its program, the newest program first; one query."""
    rows = EnrollmentQuerySet(Enrollment).filter(user=user).select_related("program")
    return rows.order_by("-program__starts_on", "created_at")


def last_profile(user: User, role: str, program: Program) -> Enrollment | None:
    """What ``user`` last sent: where the form can start from; one query.

    As the same ``role`` in another program, else in whatever role and program: what is common to a
    person is asked once.
    """
    rows = EnrollmentQuerySet(Enrollment).filter(user=user, submitted_at__isnull=False)
    rows = rows.exclude(program=program, role=role).select_related("program")
    same_role_first = Case(When(role=role, then=0), default=1)
    return rows.order_by(same_role_first, "-submitted_at").first()


def choosable_skills(enrollment: Enrollment | None) -> list[Skill]:
    """What can be chosen today; of an ``enrollment``, also what it names already. Two queries."""
    named = enrollment.skills.values_list("skill_id", flat=True) if enrollment else ()
    return list(Skill.objects.choosable(also=list(named)))
