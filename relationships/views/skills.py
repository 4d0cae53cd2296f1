"""The skills gap of a pair: the picture, rating, adding, and one skill with its way."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.confirmation import Confirmation, asks_first, confirmed
from core.web import attempt, submit
from drafts.kept_forms import kept
from relationships import field_readers, skill_gap
from relationships.actions import skills
from relationships.models import Goal, Membership, WantedSkill
from relationships.permissions import phased_membership_or_refusal
from relationships.skill_forms import RateForm, SkillsOfGoalForm, WantedSkillForm
from skills.models import Skill


@require_safe
def skills_gap(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """Before, now and wanted, for each skill this member may read."""
    mine = phased_membership_or_refusal(request.user, relationship)
    found = skill_gap.pictures(mine)
    own = found.pop(mine, [])
    context = {
        "mine": mine,
        "readers": field_readers.of_goals(mine.relationship),
        "own": own,
        "others": found.items(),
        "is_owner": skill_gap.is_owner(mine),
        "may_change": may_change(mine),
    }
    context["is_due"] = context["may_change"] and skill_gap.is_due(mine.relationship, own)
    return render(request, "relationships/skills_gap.html", context)


def may_change(mine: Membership) -> bool:
    """Whether anything can be written at the moment."""
    return mine.relationship.is_running and not mine.relationship.is_on_hold


def _owner(request: HttpRequest, relationship: uuid.UUID) -> Membership:
    mine = phased_membership_or_refusal(request.user, relationship)
    if not skill_gap.is_owner(mine):
        raise PermissionDenied
    return mine


@require_http_methods(["GET", "HEAD", "POST"])
def skills_rate(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """All skills at once: where the owner stands today."""
    mine = _owner(request, relationship)
    lines = skill_gap.lines(mine, clock.today(mine.user.zone))
    if not lines:
        return redirect("wanted_skill_new", relationship)
    form = RateForm(request.POST or None, lines=lines)
    form = kept(request, form, _("Where you stand today"), changes_record=True)
    if request.method == "POST" and submit(
        form,
        lambda: skills.rate(relationship=mine.relationship, by=mine.user, ratings=form.ratings()),
    ):
        messages.success(request, _("Your ratings are saved."))
        return redirect("skills_gap", relationship)
    context = {"form": form, "mine": mine, "is_first": not mine.wanted_skills.exists()}
    return render(request, "relationships/skills_rate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def wanted_skill_new(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = _owner(request, relationship)
    words = list(Skill.objects.choosable().order_by("name").values_list("name", flat=True))
    form = kept(request, WantedSkillForm(request.POST or None, words=words), _("A skill"))
    if request.method == "POST" and submit(
        form,
        lambda: skills.add(relationship=mine.relationship, by=mine.user, rating=form.rating()),
    ):
        return redirect("skills_gap", relationship)
    return render(request, "relationships/wanted_skill_new.html", {"form": form, "mine": mine})


def _wanted(mine: Membership, wanted: uuid.UUID) -> WantedSkill:
    rows = skill_gap.readable(mine).filter(pk=wanted)
    found = rows.select_related("owner__user", "owner__relationship").first()
    if found is None:
        raise Http404
    return found


@require_safe
def wanted_skill(request: HttpRequest, relationship: uuid.UUID, wanted: uuid.UUID) -> HttpResponse:
    """One skill: how it has moved, what showed it, and the goals and activities that build it."""
    mine = phased_membership_or_refusal(request.user, relationship)
    found = _wanted(mine, wanted)
    picture = skill_gap.picture(found)
    context = {
        "mine": mine,
        "readers": field_readers.of_goals(mine.relationship),
        "picture": picture,
        "ratings": picture.ratings[::-1],
        "goals": found.goals.prefetch_related("activities"),
        "is_owner": found.owner_id == mine.pk,
        "may_change": may_change(mine),
    }
    return render(request, "relationships/wanted_skill.html", context)


@require_POST
@asks_first
def wanted_skill_remove(
    request: HttpRequest, relationship: uuid.UUID, wanted: uuid.UUID
) -> HttpResponse:
    mine = _owner(request, relationship)
    found = _wanted(mine, wanted)
    question = Confirmation(
        title=_("Remove “%(skill)s”?") % {"skill": found.name},
        button=_("Remove the skill"),
        back=reverse("wanted_skill", args=[relationship, wanted]),
        sentences=[_("All ratings of this skill, and what showed them, are deleted for good.")],
    )
    remove = confirmed(request, question, lambda: skills.remove(wanted=found, by=mine.user))
    attempt(request, remove, _("The skill has been removed."))
    return redirect("skills_gap", relationship)


@require_POST
def goal_skills(request: HttpRequest, relationship: uuid.UUID, goal: uuid.UUID) -> HttpResponse:
    """Say which skills a goal builds."""
    mine = phased_membership_or_refusal(request.user, relationship)
    goals = Goal.objects.select_related("relationship")
    subject = get_object_or_404(goals, pk=goal, relationship=mine.relationship)
    if not subject.is_read_by(mine):
        raise Http404
    form = SkillsOfGoalForm(request.POST, wanted=list(skill_gap.to_build(subject, mine)))
    chosen = form.cleaned_data["skills"] if form.is_valid() else []
    attempt(
        request,
        lambda: skills.link(goal=subject, by=mine.user, skills=chosen),
        _("Saved."),
    )
    return redirect("goal_detail", relationship, goal)
