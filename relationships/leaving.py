"""When somebody leaves the organization, their relationships end and proposals are withdrawn."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from accounts.leaving import Consequence, register
from accounts.models import User
from relationships.actions.endings import goes_on_without, leave, tell_ended
from relationships.actions.steps import Step, lock, take
from relationships.models import Membership, Relationship, Status


def describe(people: Collection[int]) -> dict[int, list[str]]:
    """One sentence for each open relationship. Partners are not named to HR admins."""
    rows = Membership.objects.filter(is_open=True, user_id__in=people).order_by("created_at")
    found: dict[int, list[str]] = {}
    for member in rows.select_related("relationship__program"):
        found.setdefault(member.user_id, []).append(_sentence(member.relationship))
    return found


def end(people: Collection[int], by: User) -> None:
    """End what runs for administrative reasons, withdraw what is proposed; both are told."""
    rows = Relationship.objects.open().filter(memberships__user_id__in=people)
    for relationship in rows.distinct().order_by("pk"):
        _go_on_or_end(lock(relationship), people, by)


def _sentence(relationship: Relationship) -> str:
    names = {"program": relationship.program}
    if relationship.status == Status.PROPOSED:
        return _("A proposal in %(program)s is withdrawn; the other person is told.") % names
    return _("A mentoring relationship in %(program)s ends; the other person is told.") % names


def _go_on_or_end(relationship: Relationship, people: Collection[int], by: User) -> None:
    """A group goes on without those who leave, as long as it can."""
    for membership in relationship.memberships.present().filter(user_id__in=people):
        if not goes_on_without(relationship, membership):
            return _end(relationship, by)
        leave(relationship, membership)


def _end(relationship: Relationship, by: User) -> None:
    if relationship.status == Status.CONCLUDED:
        return
    if relationship.status == Status.PROPOSED:
        take(relationship, Step("withdraw", by=by))
        tell_ended(relationship, "relationships.proposal_closed")
    else:
        take(relationship, Step("end_administratively", by=by))
        tell_ended(relationship, "relationships.ended_administratively")


register("relationships", Consequence(10, describe, end))
