"""All runs of a program, and two of them side by side."""

import uuid
from collections.abc import Sequence
from itertools import pairwise

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from matching.comparison import BANDS, Comparison, compare
from matching.models.runs import MatchRun
from profiles.models import Enrollment
from programs.models import Program
from programs.permissions import require_coordinated

RUNS_A_PAGE = 20


@require_safe
def matching_runs(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Every run, newest first, with a choice of two to compare."""
    found = require_coordinated(request, program)
    rows = found.match_runs.select_related("requested_by", "published_by")
    page = Paginator(rows, RUNS_A_PAGE).get_page(request.GET.get("page"))
    newest = page[0] if page.number == 1 and page.object_list else None
    context = {"program": found, "page": page, "newest": newest}
    return render(request, "matching/run_list.html", context)


@require_safe
def matching_compare(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """The runs ``first`` and ``second`` of the address, the earlier one on the left."""
    found = require_coordinated(request, program)
    runs = _chosen(request, found)
    if len(runs) != 2:
        messages.error(request, _("Choose two different runs to compare."))
        return redirect("matching_runs", found.pk)
    result = compare(runs[0], runs[1], request.GET.get("page", "1"))
    context = {
        "program": found,
        "result": result,
        "rows": _rows(result),
        "figures": _figures(result),
    }
    return render(request, "matching/compare.html", context)


def _chosen(request: HttpRequest, program: Program) -> list[MatchRun]:
    wanted = [_id(request.GET.get(name, "")) for name in ("first", "second")]
    rows = program.match_runs.filter(pk__in=[one for one in wanted if one])
    return list(rows.order_by("created_at"))


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _rows(result: Comparison) -> list[tuple[User, User | None, User, int]]:
    """Mentee, mentor in the first run, mentor and fit in the second."""
    ids = [row.other for row in result.page if row.other]
    before = Enrollment.objects.filter(pk__in=ids).select_related("user").in_bulk()
    return [
        (
            row.mentee.user,
            before[row.other].user if row.other in before else None,
            row.mentor.user,
            row.fit,
        )
        for row in result.page
    ]


def _figures(result: Comparison) -> list[tuple[str, object, object]]:
    """What stands in the table: words, and the number of either run."""
    sides = [side.summary for side in (result.first, result.second)]
    rows: list[tuple[str, Sequence[object]]] = [
        (_("People with a match"), [f"{one['pairs']} / {one['mentees']}" for one in sides]),
        (_("Average fit"), [_known(one["mean_fit"]) for one in sides]),
        (_("Weakest match"), [_known(one["lowest_fit"]) for one in sides]),
        (_("Total of all fits"), [result.first.total, result.second.total]),
        (_("Matches with something to think about"), [one["concerned"] for one in sides]),
        *_shape(result),
    ]
    return [(words, first, second) for words, (first, second) in rows]


def _known(number: int | None) -> object:
    return "–" if number is None else number


def _shape(result: Comparison) -> list[tuple[str, Sequence[object]]]:
    """How fits, places and wishes are spread."""
    both = result.first, result.second
    bands = zip(_band_words(), *(side.bands for side in both), strict=True)
    loads = sorted({count for side in both for count in side.load})
    ranks = sorted({rank for side in both for rank in side.ranks})
    return [
        *((words, counts) for words, *counts in bands),
        *((_load_words(n), [side.load.get(n, 0) for side in both]) for n in loads),
        *((_("Choice no. %d") % n, [side.ranks.get(n, 0) for side in both]) for n in ranks),
    ]


def _band_words() -> list[str]:
    edges = [*BANDS, 101]
    weak = _("Matches with a fit below %d") % BANDS[0]
    return [weak, *(_("Matches from %d to %d") % (low, high - 1) for low, high in pairwise(edges))]


def _load_words(mentees: int) -> str:
    return _("People with %d matches") % mentees if mentees > 1 else _("People with one match")
