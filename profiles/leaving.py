"""Who leaves the organization no longer takes part in any program."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from accounts.leaving import Consequence, register
from accounts.models import User
from profiles import actions
from profiles.models import Enrollment


def describe(people: Collection[int]) -> dict[int, list[str]]:
    """One sentence for each enrollment. It does not tell the role, which is the program's."""
    rows = Enrollment.objects.taking_part().filter(user_id__in=people)
    found: dict[int, list[str]] = {}
    names = rows.order_by("program__name").values_list("user_id", "program__name").distinct()
    for person, program in names:
        sentence = _("Leaves the program %(program)s.") % {"program": program}
        found.setdefault(person, []).append(sentence)
    return found


def end(people: Collection[int], by: User) -> None:
    """Withdraw what was sent or approved; drafts are for their authors' eyes and stay."""
    rows = Enrollment.objects.taking_part().filter(user_id__in=people)
    for enrollment in rows.order_by("pk"):
        actions.withdraw(enrollment=enrollment, by=by)


# After the relationships: nobody withdraws while one is open.
register("enrollments", Consequence(20, describe, end))
