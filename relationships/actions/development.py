"""The development plan: activities towards a goal, their state, and looking back on them."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock
from core.errors import DomainError
from relationships import messages, rules
from relationships.actions.plans import concerned, own_goal
from relationships.actions.steps import running
from relationships.models import Activity, ActivityState, Goal, Membership, Relationship


@dataclass(frozen=True)
class ActivityPlan:
    """An activity as typed. ``words`` are read by the pair alone; both days may be open."""

    kind: str
    words: str
    starts_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True)
class Reflection:
    """Looking back: what happened, what it means, what follows from it.

    ``worth`` (a ``Worth`` value or "") is read by both; the words by the owner until shared.
    """

    worth: str = ""
    what: str = ""
    so_what: str = ""
    now_what: str = ""
    is_reflection_shared: bool = False


@transaction.atomic
def plan_activity(*, goal: Goal, by: User, owner: str, plan: ActivityPlan) -> Activity:
    """Plan an activity that ``owner`` (the id of a membership) does towards the open ``goal``.

    Raises DomainError when the goal is no concern of theirs.
    """
    relationship, _membership, goal = own_goal(goal, by)
    doer = next((one for one in concerned(goal) if str(one.pk) == owner), None)
    if doer is None:
        raise DomainError(_("Say who does it."), "owner_needed")
    activity = Activity.objects.create(
        goal=goal,
        owner=doer,
        state_at=clock.now(),
        **vars(plan),
    )
    _note(relationship, by, "activity.planned", activity)
    _tell_the_others(relationship, by, activity)
    return activity


def _tell_the_others(relationship: Relationship, by: User, activity: Activity) -> None:
    """One letter a day for each goal, however much is planned at once."""
    others = [one for one in concerned(activity.goal) if one.user_id != by.pk]
    messages.tell(
        "relationships.activity_planned",
        relationship,
        *others,
        occasion=f"{activity.goal_id}:{clock.today(by.zone)}",
        activity=str(activity.pk),
        by=next((str(one.pk) for one in concerned(activity.goal) if one.user_id == by.pk), ""),
    )


@transaction.atomic
def replan_activity(*, activity: Activity, by: User, plan: ActivityPlan) -> Activity:
    """Change words, kind or days. Whose it is stays, because the reflection is the owner's.

    Raises DomainError when the goal is no concern of theirs.
    """
    own_goal(activity.goal, by)
    activity = _locked(activity)
    for name, value in vars(plan).items():
        setattr(activity, name, value)
    activity.save()
    return activity


@transaction.atomic
def move_activity(*, activity: Activity, by: User, state: str) -> Activity:
    """Say where the activity stands now.

    Raises DomainError for a step it cannot take, and when the goal is no concern of theirs.
    """
    relationship, _membership, _goal = own_goal(activity.goal, by)
    activity = _locked(activity)
    if state not in rules.ACTIVITY_STEPS[activity.state]:
        raise DomainError(
            _("This has changed in the meantime. Look at where the activity stands now."),
            "not_from_here",
        )
    activity.state, activity.state_at = state, clock.now()
    activity.save(update_fields=["state", "state_at"])
    _note(relationship, by, "activity.moved", activity)
    return activity


@transaction.atomic
def reflect(*, activity: Activity, by: User, reflection: Reflection) -> Activity:
    """The owner looks back, also after the goal is closed."""
    _relationship, membership = running(activity.goal.relationship, by)
    activity = _locked(activity)
    _check_reflection(activity, membership)
    for name, value in vars(reflection).items():
        setattr(activity, name, value)
    activity.save()
    return activity


def _check_reflection(activity: Activity, membership: Membership) -> None:
    if activity.owner_id != membership.pk:
        raise DomainError(_("Only who does the activity looks back on it."), "not_the_owner")
    if activity.state == ActivityState.PLANNED:
        raise DomainError(_("Look back once the activity has begun."), "not_begun")


def _locked(activity: Activity) -> Activity:
    locked = Activity.objects.select_for_update(of=("self",))
    return locked.select_related("goal").get(pk=activity.pk)


def _note(relationship: Relationship, by: User, verb: str, activity: Activity) -> None:
    audit.record(
        by=by,
        verb=verb,
        target=activity,
        program_id=relationship.program_id,
        state=activity.state,
    )
