"""The activities of a development plan: in which order, and who may change them."""

from relationships.actions import plans
from relationships.models import Activity, ActivityState, Goal, Membership


def by_day(activity: Activity) -> tuple[bool, str]:
    """The nearest day first; undated activities come last."""
    day = activity.until_on or activity.starts_on
    return day is None, str(day)


def activities_of(goal: Goal) -> list[Activity]:
    """The activities towards ``goal``, oldest first, each with the person who does it."""
    return list(goal.activities.select_related("owner__user"))


def next_of(activities: list[Activity]) -> Activity | None:
    """What to turn to next: what is under way, else what is planned; the nearest day first."""
    for state in (ActivityState.UNDER_WAY, ActivityState.PLANNED):
        waiting = [activity for activity in activities if activity.state == state]
        if waiting:
            return min(waiting, key=by_day)
    return None


def may_plan(goal: Goal, mine: Membership) -> bool:
    """Can ``mine`` plan and change activities towards ``goal`` at the moment?"""
    return is_open(goal) and goal.closed_at is None and plans.is_concerned(goal, mine)


def is_open(goal: Goal) -> bool:
    """Whether anything about ``goal`` can be changed: the mentoring runs, and is not on hold."""
    return goal.relationship.is_running and not goal.relationship.is_on_hold
