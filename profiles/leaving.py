"""Who leaves the organization no longer takes part in any program."""

from collections.abc import Collection

from accounts.leaving import LeavingConsequence, register
from accounts.models import User
from profiles import actions
from profiles.models import Enrollment


def end(people: Collection[int], by: User) -> None:
    """Withdraw what was sent or approved; drafts are for their authors' eyes and stay."""
    rows = Enrollment.objects.taking_part().filter(user_id__in=people)
    for enrollment in rows.order_by("pk"):
        actions.withdraw(enrollment=enrollment, by=by)


# After the relationships: nobody withdraws while one is open.
register("enrollments", LeavingConsequence(20, end))
