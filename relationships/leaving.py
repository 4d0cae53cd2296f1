"""When somebody leaves the organization, or one program: relationships end, proposals close."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from accounts.leaving import LeavingConsequence, register
from accounts.models import User
from profiles import program_exit
from profiles.models import Enrollment
from relationships import rules
from relationships.actions.endings import end_no_fault, goes_on_without, leave, tell_ended
from relationships.actions.steps import TransitionStep, lock, take
from relationships.models import Membership, Relationship, Status
from relationships.wording import names_of


def end(people: Collection[int], by: User) -> None:
    """End what runs for administrative reasons, withdraw what is proposed; both are told."""
    rows = Relationship.objects.open().filter(memberships__user_id__in=people)
    for relationship in rows.distinct().order_by("pk"):
        _go_on_or_end(lock(relationship), people, by)


def _go_on_or_end(relationship: Relationship, people: Collection[int], by: User) -> None:
    """A group goes on without those who leave, as long as it can."""
    for membership in relationship.memberships.present().filter(user_id__in=people):
        if not goes_on_without(relationship, membership):
            return _end(relationship, by)
        leave(relationship, membership, by=by)


def _end(relationship: Relationship, by: User) -> None:
    if relationship.status == Status.CONCLUDED:
        return
    if relationship.status == Status.PROPOSED:
        take(relationship, TransitionStep("withdraw", by=by))
        tell_ended(relationship, "relationships.proposal_closed")
    else:
        take(relationship, TransitionStep("end_administratively", by=by))
        tell_ended(relationship, "relationships.ended_administratively")


register("relationships", LeavingConsequence(10, end))


def describe_part(enrollment: Enrollment) -> list[str]:
    """What leaving one program ends for the person themselves, who may read the names."""
    rows = Membership.objects.filter(enrollment=enrollment, is_open=True).order_by("created_at")
    rows = rows.select_related("relationship").prefetch_related("relationship__memberships__user")
    return [_own_sentence(member) for member in rows]


def end_part(enrollment: Enrollment, by: User) -> None:
    """End it as its member: a proposal is closed, what runs ends without fault."""
    rows = Relationship.objects.open().filter(
        memberships__enrollment=enrollment, memberships__is_open=True
    )
    for row in rows.order_by("pk"):
        if rules.allows("end_no_fault", row.status, row.phase, row.shape):
            end_no_fault(relationship=row, by=by)
        else:
            _go_on_or_end(lock(row), [by.pk], by)


def _own_sentence(member: Membership) -> str:
    others = [one for one in member.relationship.memberships.all() if one.pk != member.pk]
    names = {"names": names_of([one.user for one in others if one.is_present])}
    if member.relationship.status == Status.PROPOSED:
        return _("The proposal with %(names)s is closed; they are told, without a reason.") % names
    if goes_on_without(member.relationship, member):
        return _("You leave %(names)s, who continue; they are told.") % names
    return (
        _(
            "Your mentoring with %(names)s ends at once. All of you get the same short note; it"
            " does not say who ended it or why."
        )
        % names
    )


program_exit.register("relationships", program_exit.ExitConsequence(10, describe_part, end_part))
