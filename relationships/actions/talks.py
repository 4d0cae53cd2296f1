"""A single session (flash mentoring): thanked for once it was held, or called off before."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import DomainError
from relationships import messages, rules
from relationships.actions.proposals import propose_again_if_possible
from relationships.actions.steps import (
    TransitionStep,
    lock,
    member,
    others,
    refuse_after_the_end,
    take,
)
from relationships.models import Closing, ConcludedKind, Membership, Relationship


@transaction.atomic
def thank(
    *, relationship: Relationship, by: User, wants_more: bool, words: str = ""
) -> Relationship:
    """Close a talk that was held with ``words`` to the other, and say whether to go on together.

    The second of the two may still say so after the first has closed it. When both would, they
    are proposed to each other as a pair; what only one of them wishes is told to nobody. An answer
    can be changed until the other has answered; DomainError "answered" afterwards.
    """
    relationship = lock(relationship)
    membership = member(relationship, by, ended_too=True)
    _require_completed(relationship)
    if not relationship.sessions_held:
        raise DomainError(_("Say first that the session was held."), "not_held")
    _require_changeable(relationship, membership)
    membership.wants_more = wants_more
    membership.save(update_fields=["wants_more"])
    _keep_thanks(membership, words)
    if not relationship.concluded_at:
        _conclude(relationship, TransitionStep("thank", by=by))
        messages.tell("relationships.talk_thanked", relationship, *others(relationship, membership))
    _go_on_if_both_want(relationship, by)
    return relationship


def _require_completed(relationship: Relationship) -> None:
    """A talk that ended otherwise asks for nothing."""
    if relationship.concluded_kind != ConcludedKind.COMPLETED:
        refuse_after_the_end(relationship)


def _require_changeable(relationship: Relationship, membership: Membership) -> None:
    theirs = [one.wants_more for one in others(relationship, membership)]
    if not rules.may_answer_talk(membership.wants_more, theirs):
        raise DomainError(
            _("Both of you have answered, so your answer can no longer be changed."), "answered"
        )


def _keep_thanks(membership: Membership, words: str) -> None:
    """The latest words count; without any, earlier ones are removed."""
    if words or Closing.objects.filter(member=membership).exists():
        said = {"thanks": words, "thanked_at": clock.now() if words else None}
        Closing.objects.update_or_create(member=membership, defaults=said)


def _conclude(relationship: Relationship, step: TransitionStep) -> None:
    take(relationship, step)


def _go_on_if_both_want(relationship: Relationship, by: User) -> None:
    """What stands in the way of a pair keeps nobody from saying thanks, and is told to nobody."""
    wishes = relationship.memberships.values_list("wants_more", flat=True)
    if all(wishes) and not relationship.following.exists():
        propose_again_if_possible(relationship=relationship, by=by)


@transaction.atomic
def thank_by_time(*, relationship: Relationship) -> Relationship:
    """Two weeks after it was held, a talk that nobody closed is complete."""
    relationship = lock(relationship)
    latest = clock.now() - rules.TALK_IS_OVER_AFTER
    if relationship.last_session_at and relationship.last_session_at <= latest:
        _conclude(relationship, TransitionStep("thank_by_time", by=None))
    return relationship


@transaction.atomic
def call_off(*, relationship: Relationship, by: User) -> Relationship:
    """Either calls the talk off before it was held; both get the same neutral note."""
    relationship = lock(relationship)
    member(relationship, by, on_hold_too=True, ended_too=True)
    if relationship.sessions_held:
        raise DomainError(_("The session was held: say thanks instead."), "held")
    _conclude(relationship, TransitionStep("call_off", by=None))
    members = relationship.memberships.select_related("user")
    messages.tell("relationships.proposal_closed", relationship, *members)
    return relationship
