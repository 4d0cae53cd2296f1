"""From a draft to letters: what publishing will do, what people will read, and doing it."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from core import clock, spreadsheet
from core.errors import DomainError
from matching import actions
from matching.actions.publishing import Publication, preview
from matching.export import run_as_file
from matching.looks import note_pairs
from matching.models.runs import MatchRun, Proposal
from matching.permissions import require_run
from matching.previews import letters_of
from matching.staleness import stale
from programs.permissions import signed_in

MOST_TICKED = 500
"""Longer lists are published whole: nobody goes through them, and a form has its limits."""

LISTED = 100
"""Of a longer list so many pairs are shown; the draft itself has them all."""


@require_http_methods(["GET", "HEAD", "POST"])
def matching_publish(request: HttpRequest, run: uuid.UUID) -> HttpResponse:
    """First what publishing will do and to whom, then doing it."""
    found = require_run(request, run)
    if found.published_at is not None:
        return redirect("matching_room", found.program_id)
    if request.method == "POST":
        return _publish(request, found)
    planned = preview(run=found, by=signed_in(request))
    may_choose = 1 < len(planned.proposed) <= MOST_TICKED
    context = {
        "program": found.program,
        "run": found,
        "planned": planned,
        "told": planned.proposed if may_choose else planned.proposed[:LISTED],
        "may_choose": may_choose,
        "stale": stale(found),
    }
    return render(request, "matching/publish.html", context)


@require_safe
def matching_letters(request: HttpRequest, run: uuid.UUID, mentee: uuid.UUID) -> HttpResponse:
    """The letters of one pair of the draft, as either person will read them. They hold the reasons,
    and the look is written down."""
    found = require_run(request, run)
    pairs = Proposal.objects.filter(run=found, relationship=None)
    people = pairs.select_related("run__program", "mentor__user", "mentee__user")
    pair = get_object_or_404(people, mentee=mentee)
    note_pairs([pair], signed_in(request))
    context = {"program": found.program, "run": found, "pair": pair, "previews": letters_of(pair)}
    return render(request, "matching/letters.html", context)


@require_POST
def matching_export(request: HttpRequest, run: uuid.UUID) -> HttpResponse:
    """The run as a CSV file. Taking it out of the system is noted in the audit trail, and for each
    person whose answers speak for a pair."""
    found = require_run(request, run)
    file = run_as_file(found)
    _note_export(request, found, file.rows)
    name = spreadsheet.file_name("matching", found.program.name, clock.local_today())
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(file.text, "text/csv; charset=utf-8", headers=headers)


@transaction.atomic
def _note_export(request: HttpRequest, run: MatchRun, rows: int) -> None:
    audit.record(
        by=signed_in(request),
        verb="matching.exported",
        target=run,
        program_id=run.program_id,
        rows=rows,
    )
    pairs = Proposal.objects.filter(run=run)
    note_pairs(pairs.only("mentor_id", "mentee_id"), signed_in(request))


def _publish(request: HttpRequest, run: MatchRun) -> HttpResponse:
    try:
        done = actions.publish(run=run, by=signed_in(request), chosen=_chosen(request))
        _tell(request, done)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("matching_room", run.program_id)


def _chosen(request: HttpRequest) -> set[str] | None:
    """The pairs that were ticked; None where there was nothing to tick."""
    if "choosing" not in request.POST:
        return None
    return set(request.POST.getlist("pair"))


def _tell(request: HttpRequest, publication: Publication) -> None:
    """What was proposed, and of the rest only how many: nothing that depends on the reason."""
    left_out = f"{_left_out(len(publication.left_out))} {_unkept(publication.unkept)}".strip()
    if publication.proposed:
        messages.success(request, f"{_proposed(len(publication.proposed))} {left_out}".strip())
    else:
        messages.error(request, f"{left_out} {_('Run the matching again.')}")


def _proposed(count: int) -> str:
    return ngettext(
        "%(count)d match has been proposed. Both people get an email.",
        "%(count)d matches have been proposed. Everybody gets an email.",
        count,
    ) % {"count": count}


def _left_out(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(left)d match is no longer possible and was left out.",
        "%(left)d matches are no longer possible and were left out.",
        count,
    ) % {"left": count}


def _unkept(count: int) -> str:
    """Only of matches that were kept together, as coordinators know."""
    if not count:
        return ""
    return ngettext(
        "%(kept)d match is not kept together any more.",
        "%(kept)d matches are not kept together any more.",
        count,
    ) % {"kept": count}
