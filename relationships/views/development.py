"""The development plan: activities towards a goal, their state, and looking back on them."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.web import attempt, submit
from drafts.kept_forms import kept
from relationships import field_readers, rules, wording
from relationships.actions import development, plans
from relationships.development import is_open, may_plan
from relationships.forms import ActivityForm, NewActivityForm, ReflectionForm
from relationships.models import Activity, ActivityState, Goal, Membership
from relationships.permissions import phased_membership_or_refusal

PLAN = ("words", "kind", "starts_on", "until_on")
LOOKING_BACK = ("what", "so_what", "now_what", "worth", "is_reflection_shared")


@require_http_methods(["GET", "HEAD", "POST"])
def activity_new(request: HttpRequest, relationship: uuid.UUID, goal: uuid.UUID) -> HttpResponse:
    mine = phased_membership_or_refusal(request.user, relationship)
    found = get_object_or_404(
        Goal.objects.select_related("relationship"), pk=goal, relationship=relationship
    )
    if not found.is_read_by(mine):
        raise Http404
    members = plans.concerned(found)
    form = NewActivityForm(request.POST or None, members=members, initial={"owner": found.owner_id})
    form = kept(request, form, _("An activity"))
    field_readers.fitted(form, field_readers.of_goals(mine.relationship))
    if request.method == "POST" and submit(
        form,
        lambda: development.plan_activity(
            goal=found, by=mine.user, owner=form.cleaned_data["owner"], plan=form.plan()
        ),
    ):
        return redirect("goal_detail", relationship, goal)
    context = {"form": form, "mine": mine, "goal": found}
    return render(request, "relationships/activity_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def activity_detail(
    request: HttpRequest, relationship: uuid.UUID, activity: uuid.UUID
) -> HttpResponse:
    """One activity: what it is, how it stands, and what its owner made of it."""
    mine, found = _own_activity(request, relationship, activity)
    if request.method != "POST":
        return _page(request, mine, found)
    form = _kept_plan(request, found, request.POST)
    if submit(
        form,
        lambda: development.replan_activity(activity=found, by=mine.user, plan=form.plan()),
    ):
        return redirect("activity_detail", relationship, activity)
    return _page(request, mine, found, form=form)


def _own_activity(
    request: HttpRequest, relationship: uuid.UUID, activity: uuid.UUID
) -> tuple[Membership, Activity]:
    mine = phased_membership_or_refusal(request.user, relationship)
    activities = Activity.objects.select_related("goal__relationship", "owner__user")
    found = get_object_or_404(activities, pk=activity, goal__relationship=relationship)
    if not found.goal.is_read_by(mine):
        raise Http404
    return mine, found


def _page(
    request: HttpRequest, mine: Membership, activity: Activity, **forms: Form
) -> HttpResponse:
    """The activity's page. ``forms`` replace the fresh ones, to show what is wrong with them."""
    is_owner = activity.owner_id == mine.pk
    has_begun = activity.state != ActivityState.PLANNED
    context: dict[str, object] = {
        "form": _kept_plan(request, activity),
        "reflection_form": _kept_reflection(request, activity) if is_owner else None,
        "activity": activity,
        "mine": mine,
        "is_owner": is_owner,
        "may_change": may_plan(activity.goal, mine),
        "may_reflect": is_owner and has_begun and is_open(activity.goal),
        "shows_reflection": activity.has_reflection and activity.is_reflection_read_by(mine),
        "steps": _steps(activity),
    }
    context |= forms
    context["readers"] = key = field_readers.of_goals(mine.relationship)
    for shown in [value for value in context.values() if isinstance(value, Form)]:
        field_readers.fitted(shown, key)
    return render(request, "relationships/activity_detail.html", context)


def _kept_plan(
    request: HttpRequest, activity: Activity, sent: QueryDict | None = None
) -> ActivityForm:
    page = _address("activity_detail", activity)
    form = ActivityForm(sent, initial={name: getattr(activity, name) for name in PLAN})
    return kept(request, form, _("An activity"), to=page, page=page, changes_record=True)


def _kept_reflection(
    request: HttpRequest, activity: Activity, sent: QueryDict | None = None
) -> ReflectionForm:
    page, to = _address("activity_detail", activity), _address("activity_reflect", activity)
    form = ReflectionForm(sent, initial={name: getattr(activity, name) for name in LOOKING_BACK})
    title = _("Looking back on an activity")
    return kept(request, form, title, to=to, page=page, changes_record=True)


def _address(route: str, activity: Activity) -> str:
    return reverse(route, args=[activity.goal.relationship_id, activity.pk])


def _steps(activity: Activity) -> list[tuple[str, str]]:
    """The states it can go to, each with the words of its button."""
    before = activity.state
    return [(after, wording.activity_step(before, after)) for after in rules.ACTIVITY_STEPS[before]]


@require_POST
def activity_state(
    request: HttpRequest, relationship: uuid.UUID, activity: uuid.UUID
) -> HttpResponse:
    mine, found = _own_activity(request, relationship, activity)
    state = request.POST.get("state", "")
    attempt(
        request,
        lambda: development.move_activity(activity=found, by=mine.user, state=state),
        _("Saved."),
    )
    return redirect("activity_detail", relationship, activity)


@require_POST
def activity_reflect(
    request: HttpRequest, relationship: uuid.UUID, activity: uuid.UUID
) -> HttpResponse:
    mine, found = _own_activity(request, relationship, activity)
    if found.owner_id != mine.pk:
        raise PermissionDenied
    form = _kept_reflection(request, found, request.POST)
    if submit(
        form,
        lambda: development.reflect(activity=found, by=mine.user, reflection=form.reflection()),
    ):
        messages.success(request, _("What you think is saved."))
        return redirect("activity_detail", relationship, activity)
    return _page(request, mine, found, reflection_form=form)
