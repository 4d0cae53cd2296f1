"""Pausing, resuming and ending early. A no-fault ending never says who ended it.

In a group, a member who ends it leaves; the others go on while they are enough.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock
from core.errors import DomainError
from programs.shapes import SHAPES
from relationships import member_loss, messages, rules
from relationships.actions import plans
from relationships.actions.steps import (
    TransitionStep,
    follow,
    give_up_place,
    lock,
    member,
    present,
    require_coordinator,
    take,
    write_history,
)
from relationships.models import Membership, Relationship, Wish


@transaction.atomic
def end_no_fault(*, relationship: Relationship, by: User) -> Relationship:
    """Any member ends it, at once and without a reason. Neither history nor audit keeps who did.

    All get the same letter, so that it tells nobody (domain 2.6). A group goes on without a member
    who is not its mentor, while enough are left.
    """
    relationship = lock(relationship)
    membership = member(relationship, by, on_hold_too=True, ended_too=True)
    if goes_on_without(relationship, membership):
        return leave(relationship, membership)
    take(relationship, TransitionStep("end_no_fault", by=None))
    tell_ended(relationship, "relationships.ended")
    return relationship


def goes_on_without(relationship: Relationship, membership: Membership) -> bool:
    """Whether a running group stays together when ``membership`` leaves."""
    if not (relationship.is_many and relationship.is_running) or membership.is_mentor:
        return False
    return len(present(relationship)) > SHAPES[relationship.shape].fewest_left


@transaction.atomic
def take_out(*, relationship: Relationship, user_id: int, by: User) -> Relationship:
    """A coordinator takes somebody out of a group that goes on: they left, or changed role.

    Raises DomainError for nobody of the group, and when the group would not go on.
    """
    relationship = lock(relationship)
    require_coordinator(relationship, by)
    found = next((one for one in present(relationship) if one.user_id == user_id), None)
    if found is None:
        raise DomainError(_("Choose somebody who belongs to the group."), "not_a_member")
    if not goes_on_without(relationship, found):
        raise DomainError(
            _("Without this person the group cannot continue. You can end it for everybody."),
            "cannot_go_on",
        )
    audit.record(
        by=by,
        verb="relationship.taken_out",
        target=relationship,
        program_id=relationship.program_id,
        user=user_id,
    )
    return leave(relationship, found, by=by, is_removed=True)


def leave(
    relationship: Relationship,
    membership: Membership,
    *,
    by: User | None = None,
    is_removed: bool = False,
) -> Relationship:
    """Take ``membership`` out of the locked group; the others are told, without a reason.

    ``by``: somebody else who takes them out, and hears nothing that they know already.
    ``is_removed``: it is an act of the coordinator ``by``, which the history and the letter say.
    """
    give_up_place(membership)
    standing = (relationship.status, relationship.phase)
    step = TransitionStep("remove", by=by) if is_removed else TransitionStep("leave", by=None)
    write_history(relationship, step, standing)
    follow(
        relationship,
        "leave",
        by=by,
        leaver=membership,
        is_removed=is_removed,
        before=relationship.status,
    )
    plans.count_agreement_again(relationship)
    occasion = str(membership.pk)
    messages.tell(
        "relationships.member_left", relationship, *present(relationship), occasion=occasion
    )
    kind = "relationships.removed" if is_removed else "relationships.left"
    messages.tell(kind, relationship, membership, occasion=occasion)
    return relationship


@transaction.atomic
def end_administratively(*, relationship: Relationship, by: User) -> Relationship:
    """A coordinator ends it because somebody left, changed role or the program stopped."""
    relationship = lock(relationship)
    require_coordinator(relationship, by)
    take(relationship, TransitionStep("end_administratively", by=by))
    tell_ended(relationship, "relationships.ended_administratively")
    return relationship


def tell_ended(relationship: Relationship, kind: str) -> None:
    """Write ``kind`` to everybody."""
    messages.tell(kind, relationship, *present(relationship))


@transaction.atomic
def pause(*, relationship: Relationship, by: User, resume_on: date) -> Relationship:
    """Any member pauses until ``resume_on``, at most 90 days, twice at most, without a reason."""
    relationship = lock(relationship)
    member(relationship, by)
    _check_pause(relationship, resume_on, clock.today(by.zone))
    relationship.pause_count += 1
    relationship.paused_at, relationship.resume_on = clock.now(), resume_on
    take(relationship, TransitionStep("pause", by=by))
    _tell_all(relationship, "relationships.paused", str(relationship.pause_count))
    return relationship


def _check_pause(relationship: Relationship, resume_on: date, today: date) -> None:
    if not rules.may_pause_until(resume_on, today):
        raise DomainError(
            _(
                "Choose a day within the next 90 days. For a longer pause you can ask your "
                "coordinator."
            ),
            "resume_on",
            field="resume_on",
        )
    if relationship.pause_count >= rules.PAUSES_ALLOWED:
        raise DomainError(
            _("You have paused twice. You can ask your coordinator for another pause."),
            "paused_twice",
        )


@transaction.atomic
def resume(*, relationship: Relationship, by: User | None) -> Relationship:
    """Go on; the planned end moves by the days of the pause. ``by`` None: the day has come."""
    relationship = lock(relationship)
    if by is not None:
        member(relationship, by)
    if relationship.paused_at and relationship.planned_end_on:
        relationship.planned_end_on += clock.now() - relationship.paused_at
    take(relationship, TransitionStep("resume", by=by))
    _tell_all(relationship, "relationships.resumed", str(relationship.pause_count))
    return relationship


def _tell_all(relationship: Relationship, kind: str, occasion: str) -> None:
    messages.tell(kind, relationship, *present(relationship), occasion=occasion)


@transaction.atomic
def wish(*, relationship: Relationship, by: User, wish: str) -> Membership:
    """What ``by`` wants after an ending: another partner, to wait, or to leave.

    After a completion nobody is asked, and who wants another match can say so. Raises DomainError
    before the end, once they no longer take part, or when nobody is matched any more. The audit row
    says that they chose, because drafts are out of date then, and not what.
    """
    people = lock(relationship).memberships.select_related("enrollment", "relationship__program")
    membership = people.filter(user=by).first()
    if membership is None:
        raise DomainError(_("Only its members can do this."), "not_a_member")
    if not (member_loss.may_wish(membership) or member_loss.may_ask_again(membership)):
        raise DomainError(_("There is nothing to choose here any more."), "not_asked")
    membership.wish = Wish(wish)
    membership.save(update_fields=["wish"])
    audit.record(
        by=by,
        verb="enrollment.wished_next",
        target=membership.enrollment,
        program_id=membership.relationship.program_id,
    )
    return membership
