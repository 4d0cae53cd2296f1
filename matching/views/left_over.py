"""The people a run found no place for, and what would help them."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matching import capacity, simulator, wording
from matching.models.runs import MatchRun
from matching.permissions import require_run
from matching.presenters import clean_query
from matching.presenters.left_over import groups_for, left_over_rows, people_in_words
from programs import formats
from programs.models import ProgramStatus, Side

PEOPLE_A_PAGE = 20
GROUPS_SHOWN = 4


@require_safe
def people(request: HttpRequest, run: uuid.UUID) -> HttpResponse:
    """Mentees without a mentor, or with ``side=mentor`` mentors without a mentee."""
    found = require_run(request, run)
    side = Side.MENTOR if request.GET.get("side") == Side.MENTOR else Side.MENTEE
    query = clean_query(request.GET.get("q", ""))
    pages = Paginator(left_over_rows(found, query).filter(role=side), PEOPLE_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        **_about(found),
        "side": side,
        "query": query,
        "page": page,
        "rows": people_in_words(page, found.program),
    }
    return render(request, "matching/left_over_people.html", context)


@require_safe
def helpful(request: HttpRequest, run: uuid.UUID) -> HttpResponse:
    """Which rule keeps whom away, whom the next run would match without it, and where one more
    place would help most."""
    found = require_run(request, run)
    task = simulator.current(found)
    is_small = task is None or simulator.is_small(task)
    summary = found.summary
    context = {
        **_about(found),
        "is_current": task is not None,
        "is_small": is_small,
        "groups_needed": groups_for(summary["left"] - summary["blocked"]),
    }
    if task and is_small:
        simulation = simulator.simulate(found, task)
        context["left"] = simulation.left
        context["rules"] = [(row, wording.rule_name(row.rule)) for row in simulation.rules]
        context["places"] = places = capacity.capacity(task)
        context["groups"] = [(words, _bars(places, kind)) for kind, words in _kinds()]
    return render(request, "matching/help.html", context)


def _kinds() -> list[tuple[str, str]]:
    return [
        ("function", _("By function")),
        ("unit", _("By unit")),
        ("skill", _("By skill they offer")),
    ]


def _bars(places: capacity.CapacityOutlook, kind: str) -> list[dict[str, object]]:
    """The groups of one kind that help most, as rows of bars."""
    groups = [group for group in places.groups if group.kind == kind][:GROUPS_SHOWN]
    return [
        {
            "label": group.name,
            "value": f"+{group.frees}",
            "share": 100 * group.frees // max(1, places.frees),
        }
        for group in groups
    ]


def _about(run: MatchRun) -> dict[str, object]:
    newest = run.program.match_runs.values_list("pk", flat=True).first()
    is_newest = run.pk == newest and run.program.status != ProgramStatus.CLOSED
    traits = formats.of(run.program.format)
    return {
        "program": run.program,
        "shown": run,
        "is_newest": is_newest,
        "learners": traits.part(Side.MENTEE),
        "leaders": traits.part(Side.MENTOR),
    }
