"""What the two agree on: the agreement, version by version, and their goals."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from mentoring.lib import clock
from mentoring.lib.errors import DomainError
from relationships import post
from relationships.actions.steps import lock, member, other
from relationships.models import Agreement, Goal, GoalMove, GoalResult, Membership, Relationship


@dataclass(frozen=True)
class Terms:
    """The contents of one version of an agreement. The last four are read by the pair alone."""

    cadence_days: int
    session_minutes: int
    channels: list[str]
    ends_on: date
    purpose: str = ""
    confidentiality: str = ""
    boundaries: str = ""
    if_not_working: str = ""


@transaction.atomic
def propose_agreement(*, relationship: Relationship, by: User, terms: Terms) -> Agreement:
    """Write the next version and ask the other to confirm; the confirmed one holds until then."""
    relationship, membership = running(relationship, by)
    newest = relationship.agreements.first()
    agreement = Agreement.objects.create(
        relationship=relationship,
        version=newest.version + 1 if newest else 1,
        proposed_by=membership,
        proposed_at=clock.now(),
        **vars(terms),
    )
    _ask(relationship, membership, "relationships.agreement_proposed", agreement)
    return agreement


def running(relationship: Relationship, by: User) -> tuple[Relationship, Membership]:
    """The locked relationship and the membership of ``by``. Raises DomainError unless it runs."""
    relationship = lock(relationship)
    membership = member(relationship, by)
    if not relationship.is_running:
        raise DomainError(_("This relationship is not running."), "not_running")
    return relationship, membership


def _ask(
    relationship: Relationship, membership: Membership, kind: str, subject: Agreement | Goal
) -> None:
    post.tell(kind, relationship, other(relationship, membership), occasion=str(subject.pk))


@transaction.atomic
def confirm_agreement(*, agreement: Agreement, by: User) -> Agreement:
    """The other confirms the newest version; its planned end becomes the relationship's."""
    relationship, membership = running(agreement.relationship, by)
    newest = relationship.agreements.first()
    if newest is None or newest.pk != agreement.pk:
        raise DomainError(_("There is a newer version. Read that one."), "not_newest")
    _confirm(newest, membership)
    relationship.planned_end_on = newest.ends_on
    relationship.save(update_fields=["planned_end_on"])
    _note(relationship, by, "agreement.confirmed", newest, version=newest.version)
    return newest


def _confirm(subject: Agreement | Goal, membership: Membership) -> None:
    if subject.is_confirmed:
        raise DomainError(_("This is confirmed already."), "confirmed_already")
    if subject.proposed_by_id == membership.pk:
        raise DomainError(_("The other one of you confirms."), "own_proposal")
    subject.confirmed_by, subject.confirmed_at = membership, clock.now()
    subject.save()


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
def propose_goal(*, relationship: Relationship, by: User, words: GoalWords) -> Goal:
    """Add a goal that the other has still to confirm."""
    relationship, membership = running(relationship, by)
    goal = Goal.objects.create(
        relationship=relationship, proposed_by=membership, proposed_at=clock.now(), **vars(words)
    )
    _ask(relationship, membership, "relationships.goal_proposed", goal)
    return goal


@transaction.atomic
def rework_goal(*, goal: Goal, by: User, words: GoalWords) -> Goal:
    """Word a goal anew: it is again a proposal, which the other confirms."""
    relationship, membership = running(goal.relationship, by)
    goal = open_goal(goal)
    for name, value in vars(words).items():
        setattr(goal, name, value)
    goal.proposed_by, goal.proposed_at = membership, clock.now()
    goal.confirmed_by = goal.confirmed_at = None
    goal.save()
    post.take_back(relationship, "relationships.goal_proposed", str(goal.pk))
    return goal


def open_goal(goal: Goal) -> Goal:
    """The goal, read again and locked. Raises DomainError when it is closed."""
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    if goal.closed_at:
        raise DomainError(_("This goal is closed."), "goal_closed")
    return goal


@transaction.atomic
def confirm_goal(*, goal: Goal, by: User) -> Goal:
    """The other agrees to the goal."""
    relationship, membership = running(goal.relationship, by)
    goal = open_goal(goal)
    _confirm(goal, membership)
    _note(relationship, by, "goal.confirmed", goal)
    return goal


@transaction.atomic
def move_goal(*, goal: Goal, by: User, progress: int, comment: str = "") -> Goal:
    """Say how far the goal is, in percent; ``comment`` is read by the pair alone."""
    _relationship, membership = running(goal.relationship, by)
    goal = open_goal(goal)
    goal.progress, goal.moved_at = progress, clock.now()
    goal.save()
    GoalMove.objects.create(goal=goal, by=membership, progress=progress, comment=comment)
    return goal


@transaction.atomic
def close_goal(*, goal: Goal, by: User, result: str) -> Goal:
    """Close the goal with its result; dropping one is a result like any other."""
    relationship, membership = running(goal.relationship, by)
    goal = open_goal(goal)
    goal.result = GoalResult(result)
    goal.closed_by, goal.closed_at = membership, clock.now()
    goal.save()
    _note(relationship, by, "goal.closed", goal, result=goal.result)
    return goal
