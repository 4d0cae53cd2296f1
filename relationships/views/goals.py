"""Goals: propose, agree, move, close."""

import uuid
from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.confirmation import Confirmation, asks_first, confirmed
from core.web import attempt, submit
from drafts.kept_forms import kept
from relationships import development, field_readers, skill_gap
from relationships.actions import plans
from relationships.actions.skills import link
from relationships.forms import CloseGoalForm, GoalForm, ProgressForm
from relationships.models import Goal, GoalMove, Membership
from relationships.permissions import phased_membership_or_refusal
from relationships.skill_forms import NewGoalForm, SkillsOfGoalForm
from relationships.smart import SMART


@require_http_methods(["GET", "HEAD", "POST"])
def goal_new(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = phased_membership_or_refusal(request.user, relationship)
    owners = plans.possible_owners(mine)
    form = NewGoalForm(request.POST or None, wanted=skill_gap.wanted_of(mine), owners=owners)
    form = field_readers.fitted(
        kept(request, form, _("A goal")), field_readers.of_goals(mine.relationship)
    )
    if request.method == "POST" and submit(form, lambda: _propose(mine, form)):
        return redirect("relationship_detail", relationship)
    context = {"form": form, "mine": mine, "questions": SMART}
    return render(request, "relationships/goal_new.html", context)


@transaction.atomic
def _propose(mine: Membership, form: NewGoalForm) -> None:
    goal = plans.propose_goal(
        relationship=mine.relationship, by=mine.user, words=form.words(), owner=form.owner()
    )
    if form.chosen:
        link(goal=goal, by=mine.user, skills=form.chosen)


@require_http_methods(["GET", "HEAD", "POST"])
def goal_detail(request: HttpRequest, relationship: uuid.UUID, goal: uuid.UUID) -> HttpResponse:
    """One goal: its words, and everything that can be done with it."""
    mine, found = _own_goal(request, relationship, goal)
    form = _kept_words(request, found, request.POST or None)
    if request.method == "POST" and submit(
        form, lambda: plans.rework_goal(goal=found, by=mine.user, words=form.words())
    ):
        return redirect("relationship_detail", relationship)
    return _page(request, mine, found, form=form)


def _page(request: HttpRequest, mine: Membership, goal: Goal, **forms: Form) -> HttpResponse:
    """The goal's page. ``forms`` replace the fresh ones, to show what is wrong with them."""
    activities = development.activities_of(goal)
    is_open = development.is_open(goal)
    context = {
        "form": forms.get("form") or _kept_words(request, goal),
        "progress_form": _kept_move(
            request, goal, ProgressForm(initial={"progress": goal.progress})
        ),
        "close_form": _kept_result(request, goal, CloseGoalForm()),
        "questions": SMART,
        "goal": goal,
        "mine": mine,
        "moves": _moves(goal),
        "is_concerned": is_open and plans.is_concerned(goal, mine),
        "may_agree": is_open and plans.may_agree(goal, mine),
        "activities": activities,
        "next_activity": development.next_of(activities),
        "may_plan": development.may_plan(goal, mine),
        **_skills(mine, goal),
    }
    context |= forms
    context["readers"] = key = field_readers.of_goals(mine.relationship)
    for shown in [value for value in context.values() if isinstance(value, Form)]:
        field_readers.fitted(shown, key)
    return render(request, "relationships/goal_detail.html", context)


def _skills(mine: Membership, goal: Goal) -> dict[str, object]:
    """The skills the goal builds, and the form to choose them where there are some to choose."""
    linked = list(skill_gap.readable(mine).filter(goals=goal))
    wanted = list(skill_gap.to_build(goal, mine)) if development.may_plan(goal, mine) else []
    chosen = {"skills": [str(row.pk) for row in linked]}
    form = SkillsOfGoalForm(wanted=wanted, initial=chosen) if wanted else None
    return {"goal_skills": linked, "skills_form": form}


def _moves(goal: Goal) -> list[GoalMove]:
    """How the goal has moved, newest first."""
    return list(goal.moves.select_related("by__user").order_by("-created_at"))


def _own_goal(
    request: HttpRequest, relationship: uuid.UUID, goal: uuid.UUID
) -> tuple[Membership, Goal]:
    mine = phased_membership_or_refusal(request.user, relationship)
    goals = Goal.objects.select_related("proposed_by__user", "confirmed_by__user", "relationship")
    found = get_object_or_404(goals, pk=goal, relationship=mine.relationship)
    if not found.is_read_by(mine):
        raise Http404
    return mine, found


@require_POST
def goal_confirm(request: HttpRequest, relationship: uuid.UUID, goal: uuid.UUID) -> HttpResponse:
    mine, found = _own_goal(request, relationship, goal)
    attempt(
        request,
        lambda: plans.confirm_goal(goal=found, by=mine.user),
        _("You have agreed to the goal."),
    )
    return redirect("relationship_detail", relationship)


@require_POST
def goal_share(request: HttpRequest, relationship: uuid.UUID, goal: uuid.UUID) -> HttpResponse:
    """Let everybody in the group read one's own goal, or stop it."""
    mine, found = _own_goal(request, relationship, goal)
    attempt(
        request,
        lambda: plans.share_goal(goal=found, by=mine.user, shared="share" in request.POST),
        _("Saved."),
    )
    return redirect("goal_detail", relationship, goal)


@require_POST
def goal_progress(request: HttpRequest, relationship: uuid.UUID, goal: uuid.UUID) -> HttpResponse:
    mine, found = _own_goal(request, relationship, goal)
    form = _kept_move(request, found, ProgressForm(request.POST))
    return _changed(
        request,
        mine,
        found,
        form,
        lambda data: plans.move_goal(goal=found, by=mine.user, **data),
    )


@require_POST
@asks_first
def goal_close(request: HttpRequest, relationship: uuid.UUID, goal: uuid.UUID) -> HttpResponse:
    mine, found = _own_goal(request, relationship, goal)
    form = _kept_result(request, found, CloseGoalForm(request.POST))
    question = Confirmation(
        title=_("Close “%(goal)s”?") % {"goal": found.title},
        button=_("Close the goal"),
        back=reverse("goal_detail", args=[relationship, goal]),
        sentences=[_("The goal is closed for everybody, with the result you chose.")],
        has_form=True,
    )

    def close(data: dict[str, Any]) -> Goal:
        return confirmed(
            request, question, lambda: plans.close_goal(goal=found, by=mine.user, **data)
        )()

    return _changed(request, mine, found, form, close)


def _kept_words(request: HttpRequest, goal: Goal, sent: QueryDict | None = None) -> GoalForm:
    page = reverse("goal_detail", args=[goal.relationship_id, goal.pk])
    form = GoalForm(sent, initial={name: getattr(goal, name) for name in GoalForm.base_fields})
    return kept(request, form, _("A goal"), to=page, page=page, changes_record=True)


def _kept_move(request: HttpRequest, goal: Goal, form: ProgressForm) -> ProgressForm:
    pair = goal.relationship_id
    page, to = (reverse(name, args=[pair, goal.pk]) for name in ("goal_detail", "goal_progress"))
    return kept(request, form, _("How a goal has moved"), to=to, page=page, as_typed=False)


def _kept_result(request: HttpRequest, goal: Goal, form: CloseGoalForm) -> CloseGoalForm:
    pair = goal.relationship_id
    page, to = (reverse(name, args=[pair, goal.pk]) for name in ("goal_detail", "goal_close"))
    return kept(request, form, _("Result of a goal"), to=to, page=page)


def _changed(
    request: HttpRequest, mine: Membership, goal: Goal, form: Form, action: Any
) -> HttpResponse:
    """Do it, or show the goal's page again with what is wrong."""
    if submit(form, lambda: action(form.cleaned_data)):
        return redirect("relationship_detail", mine.relationship_id)
    name = "progress_form" if isinstance(form, ProgressForm) else "close_form"
    return _page(request, mine, goal, **{name: form})
