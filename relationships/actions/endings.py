"""Pausing, resuming and ending early. A no-fault ending never says who ended it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.lib import clock
from mentoring.lib.errors import DomainError
from relationships import post, rules
from relationships.actions.steps import Step, lock, member, require_coordinator, take
from relationships.models import Membership, Relationship, Wish


@transaction.atomic
def end_no_fault(*, relationship: Relationship, by: User) -> Relationship:
    """Either ends it, at once and without a reason. Neither history nor audit keeps who did.

    Both get the same letter, so that it does not tell either (domain 2.6).
    """
    relationship = lock(relationship)
    member(relationship, by, on_hold_too=True)
    take(relationship, Step("end_no_fault", by=None))
    tell_ended(relationship, "relationships.ended")
    return relationship


@transaction.atomic
def end_administratively(*, relationship: Relationship, by: User) -> Relationship:
    """A coordinator ends it because somebody left, changed role or the program stopped."""
    relationship = lock(relationship)
    require_coordinator(relationship, by)
    take(relationship, Step("end_administratively", by=by))
    tell_ended(relationship, "relationships.ended_administratively")
    return relationship


def tell_ended(relationship: Relationship, kind: str) -> None:
    """Cancel what still waits, and write ``kind`` to both."""
    post.take_back(relationship)
    members = relationship.memberships.select_related("user")
    post.tell(kind, relationship, *members)


@transaction.atomic
def pause(*, relationship: Relationship, by: User, resume_on: date) -> Relationship:
    """Either pauses until ``resume_on``, at most 90 days, twice at most, without a reason."""
    relationship = lock(relationship)
    member(relationship, by)
    _check_pause(relationship, resume_on)
    relationship.pause_count += 1
    relationship.paused_at, relationship.resume_on = clock.now(), resume_on
    take(relationship, Step("pause", by=by))
    _tell_both(relationship, "relationships.paused", str(relationship.pause_count))
    return relationship


def _check_pause(relationship: Relationship, resume_on: date) -> None:
    today = clock.today()
    if not today < resume_on <= today + rules.LONGEST_PAUSE:
        raise DomainError(_("Choose a day within the next 90 days."), "resume_on")
    if relationship.pause_count >= rules.PAUSES_ALLOWED:
        raise DomainError(
            _("You have paused twice. Talk to your coordinator about what would help."),
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
    take(relationship, Step("resume", by=by))
    _tell_both(relationship, "relationships.resumed", str(relationship.pause_count))
    return relationship


def _tell_both(relationship: Relationship, kind: str, occasion: str) -> None:
    members = relationship.memberships.select_related("user")
    post.tell(kind, relationship, *members, occasion=occasion)


@transaction.atomic
def wish(*, relationship: Relationship, by: User, wish: str) -> Membership:
    """What ``by`` wants after an ending: another partner, to wait, or to leave."""
    membership = member(lock(relationship), by)
    membership.wish = Wish(wish)
    membership.save(update_fields=["wish"])
    return membership
