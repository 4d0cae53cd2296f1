"""When somebody leaves the organization, what they had not sent is forgotten."""

from collections.abc import Collection

from accounts.leaving import LeavingConsequence, register
from accounts.models import User
from drafts.models import Arrival, Draft


def end(people: Collection[int], by: User) -> None:
    Draft.objects.filter(user_id__in=people).delete()
    Arrival.objects.filter(user_id__in=people).delete()


register("drafts", LeavingConsequence(90, end))
