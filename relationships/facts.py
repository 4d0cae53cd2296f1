"""Collects what the rules need to know about one relationship."""

from datetime import date
from uuid import UUID

from relationships.models import Agreement, Goal, Membership, Relationship
from relationships.rules import ConditionFacts


def of(relationship: Relationship, *, today: date) -> ConditionFacts:
    """The facts on ``today`` (a day of the program); three queries, fewer when prefetched."""
    members = [member for member in relationship.memberships.all() if member.is_present]
    present = {member.pk for member in members}
    goals = [goal for goal in agreed_goals(relationship) if goal.owner_id in present]
    learners = {member.pk for member in members if member.side.learns}
    closed = sum(goal.closed_at is not None for goal in goals)
    return ConditionFacts(
        today=today,
        is_many=relationship.is_many,
        sessions_held=relationship.sessions_held,
        closing_held=relationship.closing_held_at is not None,
        agreement_confirmed=confirmed_agreement(relationship) is not None,
        goals_agreed=len(goals),
        goals_open=len(goals) - closed,
        goals_closed=closed,
        members=len(members),
        planned_end_on=relationship.planned_end_on,
        ready=sum(member.ready_at is not None for member in members),
        outcomes_chosen=sum(bool(member.outcome_choice) for member in members),
        open_actions=relationship.open_actions,
        learners=len(learners),
        learners_with_goal=len(learners & {goal.owner_id for goal in goals}),
        agreement_consents=_consents(relationship, present),
    )


def _consents(relationship: Relationship, present: set[UUID]) -> int:
    """How many stand behind the newest version of the agreement."""
    newest = next(iter(relationship.agreements.all()), None)
    return len(present & set(newest.agreed)) if newest else 0


def agreed_goals(relationship: Relationship) -> list[Goal]:
    """The goals that count: confirmed ones; in a circle each sets their own goals alone."""
    goals = relationship.goals.all()
    return [goal for goal in goals if goal.is_confirmed or relationship.is_circle]


def confirmed_agreement(relationship: Relationship) -> Agreement | None:
    """The newest version all have confirmed: the one that holds."""
    versions = relationship.agreements.all()
    return next((version for version in versions if version.is_confirmed), None)


def concluded_by(relationship: Relationship) -> list[Membership]:
    """The members who have concluded for themselves in this redefinition, the first one first."""
    rows = relationship.memberships.present().select_related("user")
    done = rows.filter(closing__concluded_at__gte=relationship.phase_since)
    return list(done.order_by("closing__concluded_at"))
