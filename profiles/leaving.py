"""Who leaves the organization no longer takes part in any program."""

from collections.abc import Collection

from django.db.models import Count
from django.utils.translation import ngettext

from accounts.leaving import LeavingConsequence, register
from accounts.models import User
from profiles import actions
from profiles.models import Enrollment


def describe(people: Collection[int]) -> dict[int, list[str]]:
    """In how many programs each takes part, and that what they have there ends.

    HR admins read this: no program, no role, and the same words whether somebody has a partner.
    """
    rows = Enrollment.objects.taking_part().filter(user_id__in=people).order_by()
    counted = rows.values_list("user_id").annotate(Count("program", distinct=True))
    return {person: [_sentence(number)] for person, number in counted}


def _sentence(number: int) -> str:
    words = ngettext(
        "Takes part in %(count)d program. What they have there ends, and the people concerned are"
        " told.",
        "Takes part in %(count)d programs. What they have there ends, and the people concerned are"
        " told.",
        number,
    )
    return words % {"count": number}


def end(people: Collection[int], by: User) -> None:
    """Withdraw what was sent or approved; drafts are for their authors' eyes and stay."""
    rows = Enrollment.objects.taking_part().filter(user_id__in=people)
    for enrollment in rows.order_by("pk"):
        actions.withdraw(enrollment=enrollment, by=by)


# After the relationships: nobody withdraws while one is open.
register("enrollments", LeavingConsequence(20, describe, end))
