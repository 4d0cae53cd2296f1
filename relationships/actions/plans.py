"""What the members agree on: the agreement, version by version, and their goals."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock
from core.errors import DomainError
from relationships import messages
from relationships.actions import consent
from relationships.actions.steps import others, present, running
from relationships.models import Agreement, Goal, GoalMove, GoalResult, Membership, Relationship


@dataclass(frozen=True)
class Terms:
    """The contents of one version of an agreement. Those with a default are the pair's alone."""

    cadence_days: int
    session_minutes: int
    channels: list[str]
    ends_on: date
    purpose: str = ""
    place: str = ""
    travel: str = ""
    confidence: str = ""
    confidentiality: str = ""
    boundaries: str = ""
    if_not_working: str = ""


@transaction.atomic
def propose_agreement(*, relationship: Relationship, by: User, terms: Terms) -> Agreement:
    """Write the next version and ask the others to confirm; the confirmed one holds until then."""
    relationship, membership = running(relationship, by)
    newest = relationship.agreements.first()
    agreement = Agreement.objects.create(
        relationship=relationship,
        version=newest.version + 1 if newest else 1,
        proposed_by=membership,
        proposed_at=clock.now(),
        agreed=[membership.pk],
        **vars(terms),
    )
    _ask(others(relationship, membership), "relationships.agreement_proposed", agreement)
    return agreement


def _ask(
    members: list[Membership], kind: str, subject: Agreement | Goal, *, occasion: str = ""
) -> None:
    by, occasion = str(subject.proposed_by_id), occasion or str(subject.pk)
    messages.tell(kind, subject.relationship, *members, occasion=occasion, by=by)


@transaction.atomic
def confirm_agreement(*, agreement: Agreement, by: User) -> Agreement:
    """Another one confirms the newest version; with all, its end becomes the relationship's."""
    relationship, membership = running(agreement.relationship, by)
    newest = relationship.agreements.first()
    if newest is None or newest.pk != agreement.pk:
        raise DomainError(_("There is a newer version. Read that one."), "not_newest")
    if consent.give(newest, membership, present(relationship)):
        relationship.planned_end_on = newest.ends_on
        relationship.save(update_fields=["planned_end_on"])
        _note(relationship, by, "agreement.confirmed", newest, version=newest.version)
    return newest


def count_agreement_again(relationship: Relationship) -> None:
    """After a member has left: the newest version may now have the consent of all."""
    newest = relationship.agreements.first()
    members = present(relationship)
    if newest is None or newest.is_confirmed:
        return
    standing = [one for one in members if newest.is_agreed_by(one)]
    if len(standing) == len(members) > 1:
        last = next(one for one in standing if one.pk != newest.proposed_by_id)
        newest.confirmed_by, newest.confirmed_at = last, clock.now()
        newest.save(update_fields=["confirmed_by", "confirmed_at"])


def _note(
    relationship: Relationship, by: User, verb: str, subject: Agreement | Goal, **details: object
) -> None:
    audit.record(by=by, verb=verb, target=subject, program_id=relationship.program_id, **details)


@dataclass(frozen=True)
class GoalWords:
    """A goal as typed. ``title`` and ``success`` are read by the pair alone."""

    title: str
    kind: str
    horizon: str
    success: str = ""
    due_on: date | None = None


@transaction.atomic
def propose_goal(
    *, relationship: Relationship, by: User, words: GoalWords, owner: Membership | None = None
) -> Goal:
    """Add a goal of ``owner`` (``by``, or the only mentee) for the other to confirm.

    In a group its mentor and its owner confirm it; in a circle nobody has to.
    """
    relationship, membership = running(relationship, by)
    goal = Goal.objects.create(
        relationship=relationship,
        owner=owner or _owner(relationship, membership),
        proposed_by=membership,
        proposed_at=clock.now(),
        agreed=[membership.pk],
        **vars(words),
    )
    _ask(_asked_about(goal, membership), "relationships.goal_proposed", goal)
    return goal


def _owner(relationship: Relationship, membership: Membership) -> Membership:
    """Whose goal it is when nothing is said: one's own, or that of the only mentee."""
    if membership.side.learns:
        return membership
    mentees = others(relationship, membership)
    if len(mentees) != 1:
        raise DomainError(_("Say whose goal it is."), "owner_needed")
    return mentees[0]


def concerned(goal: Goal) -> list[Membership]:
    """Who agrees on a goal: both of a pair, owner and mentor in a group, its owner in a circle."""
    return [one for one in present(goal.relationship) if is_concerned(goal, one)]


def is_concerned(goal: Goal, membership: Membership) -> bool:
    """Whether ``membership`` may agree to, move and close ``goal``."""
    is_pair = not goal.relationship.is_many
    return is_pair or membership.is_mentor or goal.owner_id == membership.pk


def may_agree(goal: Goal, membership: Membership) -> bool:
    """Whether ``goal`` waits for the consent of ``membership``."""
    is_open = not (goal.is_confirmed or goal.relationship.is_circle)
    return is_open and is_concerned(goal, membership) and not goal.is_agreed_by(membership)


def possible_owners(membership: Membership) -> list[Membership]:
    """Whose goal somebody may propose: the mentees of a mentor's group; [] where it is plain."""
    if not (membership.relationship.is_many and membership.is_mentor):
        return []
    return others(membership.relationship, membership)


def _asked_about(goal: Goal, membership: Membership) -> list[Membership]:
    return [one for one in concerned(goal) if one.pk != membership.pk]


def own_goal(goal: Goal, by: User) -> tuple[Relationship, Membership, Goal]:
    """The running relationship, the membership of ``by`` and the open goal, locked.

    Raises DomainError when the goal is none of theirs, is closed, or nothing runs.
    """
    relationship, membership = running(goal.relationship, by)
    goal = open_goal(goal)
    if not is_concerned(goal, membership):
        raise DomainError(_("This goal belongs to somebody else in the group."), "not_your_goal")
    return relationship, membership, goal


@transaction.atomic
def share_goal(*, goal: Goal, by: User, shared: bool) -> Goal:
    """The owner lets everybody in the group read the goal, or stops it."""
    _relationship, membership, goal = own_goal(goal, by)
    if goal.owner_id != membership.pk:
        raise DomainError(_("Only its owner shares a goal with the group."), "not_the_owner")
    goal.is_shared = shared
    goal.save(update_fields=["is_shared"])
    return goal


@transaction.atomic
def rework_goal(*, goal: Goal, by: User, words: GoalWords) -> Goal:
    """Word a goal anew: it is again a proposal, which the other confirms."""
    relationship, membership, goal = own_goal(goal, by)
    for name, value in vars(words).items():
        setattr(goal, name, value)
    goal.proposed_by, goal.proposed_at = membership, clock.now()
    goal.confirmed_by = goal.confirmed_at = None
    goal.agreed = [membership.pk]
    goal.save()
    messages.take_back(relationship, "relationships.goal_proposed", str(goal.pk))
    anew = f"{goal.pk}:{goal.proposed_at:%Y%m%d%H%M%S%f}"
    _ask(_asked_about(goal, membership), "relationships.goal_proposed", goal, occasion=anew)
    return goal


def open_goal(goal: Goal) -> Goal:
    """The goal, read again and locked. Raises DomainError when it is closed."""
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    if goal.closed_at:
        raise DomainError(_("This goal is closed."), "goal_closed")
    return goal


@transaction.atomic
def confirm_goal(*, goal: Goal, by: User) -> Goal:
    """Another one agrees to the goal."""
    relationship, membership, goal = own_goal(goal, by)
    if relationship.is_circle:
        raise DomainError(_("In a circle everybody sets their own goals."), "own_goal")
    consent.give(goal, membership, concerned(goal))
    _note(relationship, by, "goal.confirmed", goal)
    return goal


@transaction.atomic
def move_goal(*, goal: Goal, by: User, progress: int, comment: str = "") -> Goal:
    """Say how far the goal is, in percent; ``comment`` is read by the pair alone."""
    _relationship, membership, goal = own_goal(goal, by)
    goal.progress, goal.moved_at = progress, clock.now()
    goal.save()
    GoalMove.objects.create(goal=goal, by=membership, progress=progress, comment=comment)
    return goal


@transaction.atomic
def close_goal(*, goal: Goal, by: User, result: str, words: str = "") -> Goal:
    """Close the goal with its result; dropping one is a result like any other.

    ``words`` say the result: the last step of how the goal has moved.
    """
    relationship, membership, goal = own_goal(goal, by)
    goal.result = GoalResult(result)
    goal.closed_by, goal.closed_at = membership, clock.now()
    goal.save()
    if words:
        GoalMove.objects.create(goal=goal, by=membership, progress=goal.progress, comment=words)
    _note(relationship, by, "goal.closed", goal, result=goal.result)
    return goal
