"""When somebody leaves the organization, what they had not sent is forgotten."""

from collections.abc import Collection

from accounts.leaving import LeavingConsequence, register
from accounts.models import User
from drafts.models import Arrival, Draft


def describe(people: Collection[int]) -> dict[int, list[str]]:
    """Nothing: whether somebody has begun to write is for nobody else to know."""
    return {}


def end(people: Collection[int], by: User) -> None:
    Draft.objects.filter(user_id__in=people).delete()
    Arrival.objects.filter(user_id__in=people).delete()


register("drafts", LeavingConsequence(90, describe, end))
