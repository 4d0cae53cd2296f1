"""The skills vocabulary, kept by HR admins."""

import csv
import io
import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import current_user, hr_admin_required
from core import search
from core.confirmation import Confirmation, asks_first, confirmed
from core.web import attempt, submit
from drafts.kept_forms import kept
from skills import actions, findings, usage
from skills.findings import SkillImportPlan
from skills.forms import ImportForm, MergeForm, SkillForm, areas
from skills.models import Skill, SkillQuerySet
from skills.rules import SkillWords

PAGE_ROWS = 100


@require_safe
@hr_admin_required
def skill_list(request: HttpRequest) -> HttpResponse:
    """The vocabulary by area, with how many profiles name each skill."""
    words = search.typed(request.GET.get("q", ""))
    show = "retired" if request.GET.get("show") == "retired" else ""
    found = SkillQuerySet(Skill).filter(retired_at__isnull=show != "retired")
    rows = found.mentioning(words) if words else found
    rows = rows.none() if search.refusal(words) else rows
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "words": words,
        "show": show,
        "page": page,
        "rows": [{"skill": skill, "people": usage.told(skill)} for skill in page],
        "current": Skill.objects.filter(retired_at__isnull=True).count(),
        "retired": Skill.objects.filter(retired_at__isnull=False).count(),
    }
    return render(request, "skills/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@hr_admin_required
def skill_new(request: HttpRequest) -> HttpResponse:
    by, form = current_user(request), kept(request, SkillForm(request.POST or None), _("A skill"))
    if submit(form, lambda: actions.add(words=form.words(), by=by)):
        messages.success(
            request, _("“%(name)s” is in the vocabulary.") % {"name": form.words().name}
        )
        return redirect("skill_list")
    return render(request, "skills/new.html", {"form": form, "areas": areas()})


@require_http_methods(["GET", "HEAD", "POST"])
@hr_admin_required
def skill_detail(request: HttpRequest, skill: uuid.UUID) -> HttpResponse:
    """One skill: its words, who uses it, and retiring or merging it."""
    found, by = _load(skill), current_user(request)
    form = SkillForm(request.POST if request.method == "POST" else None, skill=found)
    form = kept(request, form, _("A skill"), changes_record=True)
    if submit(form, lambda: actions.change(skill=found, words=form.words(), by=by)):
        messages.success(request, _("The skill is saved, on every profile that names it."))
        return redirect("skill_list")
    context = {
        "skill": found,
        "form": form,
        "areas": areas(),
        "uses": usage.told(found),
    }
    return render(request, "skills/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@hr_admin_required
@asks_first
def skill_merge(request: HttpRequest, skill: uuid.UUID) -> HttpResponse:
    found, by = _load(skill), current_user(request)
    form = MergeForm(request.POST if request.method == "POST" else None, skill=found)
    question = Confirmation(
        title=_("Merge “%(skill)s” into another skill?") % {"skill": found},
        button=_("Merge them"),
        back=reverse("skill_merge", args=[skill]),
        sentences=[
            _("“%(skill)s” becomes another name of the skill that stays.") % {"skill": found}
        ],
        has_form=True,
    )
    merge = confirmed(
        request, question, lambda: actions.merge(skill=found, into=form.skill(), by=by)
    )
    if submit(form, merge):
        messages.success(
            request,
            _("“%(gone)s” is part of “%(kept)s” now.") % {"gone": found, "kept": form.skill()},
        )
        return redirect("skill_detail", form.skill().pk)
    context = {"skill": found, "form": form, "uses": usage.told(found)}
    return render(request, "skills/merge.html", context)


@require_POST
@hr_admin_required
def skill_retire(request: HttpRequest, skill: uuid.UUID) -> HttpResponse:
    found, by = _load(skill), current_user(request)
    done = _("Nobody can choose “%(name)s” any more; profiles keep it.") % {"name": found}
    attempt(request, lambda: actions.retire(skill=found, by=by), done)
    return redirect("skill_detail", skill)


@require_POST
@hr_admin_required
def skill_restore(request: HttpRequest, skill: uuid.UUID) -> HttpResponse:
    found, by = _load(skill), current_user(request)
    done = _("People can choose “%(name)s” again.") % {"name": found}
    attempt(request, lambda: actions.restore(skill=found, by=by), done)
    return redirect("skill_detail", skill)


@require_http_methods(["GET", "HEAD", "POST"])
@hr_admin_required
def skill_import(request: HttpRequest) -> HttpResponse:
    """A file or pasted rows: first what they would do, then, on a second press, done."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    plans: list[SkillImportPlan] = []
    if submit(form, lambda: plans.append(_plan(form.content()))):
        if request.POST.get("step") == "import":
            return _import(request, form)
        context = {"plan": plans[0], "rows": _as_text(plans[0].new)}
        return render(request, "skills/import_review.html", context)
    return render(request, "skills/import.html", {"form": form})


def _plan(content: bytes) -> SkillImportPlan:
    return findings.plan(content, [actions.words_of(skill) for skill in Skill.objects.all()])


def _import(request: HttpRequest, form: ImportForm) -> HttpResponse:
    count = actions.import_skills(content=form.content(), by=current_user(request))
    done = ngettext("One skill is added.", "%(count)s skills are added.", count)
    messages.success(request, done % {"count": count})
    return redirect("skill_list")


def _as_text(skills: list[SkillWords]) -> str:
    """What would be added, as the rows a second look reads."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["name", "area", "synonyms"])
    rows.writerows((s.name, s.area, "|".join(s.synonyms)) for s in skills)
    return text.getvalue()


def _load(pk: uuid.UUID) -> Skill:
    return get_object_or_404(Skill.objects.select_related("retired_by"), pk=pk)
