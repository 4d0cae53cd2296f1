"""Collects what the rules need to know about one relationship."""

from datetime import date

from relationships.models import Agreement, Relationship
from relationships.rules import Facts


def of(relationship: Relationship, *, today: date) -> Facts:
    """The facts on ``today`` (a day of the program); three queries, fewer when prefetched."""
    members = list(relationship.memberships.all())
    goals = [goal for goal in relationship.goals.all() if goal.is_confirmed]
    closed = sum(goal.closed_at is not None for goal in goals)
    return Facts(
        today=today,
        sessions_held=relationship.sessions_held,
        closing_held=relationship.closing_held_at is not None,
        agreement_confirmed=confirmed_agreement(relationship) is not None,
        goals_agreed=len(goals),
        goals_open=len(goals) - closed,
        goals_closed=closed,
        fits=tuple(member.fit for member in members),
        planned_end_on=relationship.planned_end_on,
        ready=sum(member.ready_at is not None for member in members),
        outcomes_chosen=sum(bool(member.outcome_choice) for member in members),
        open_actions=relationship.open_actions,
    )


def confirmed_agreement(relationship: Relationship) -> Agreement | None:
    """The newest version both have confirmed: the one that holds."""
    versions = relationship.agreements.all()
    return next((version for version in versions if version.is_confirmed), None)
