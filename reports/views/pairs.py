"""The pairs of a program as a list, and as a file."""

import uuid
from datetime import datetime

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from programs import formats
from programs.models import ProgramStatus
from relationships.models import Status
from reports.export import file_name, pairs_as_csv
from reports.facts import ReportedPair, load, organization_now
from reports.listing import Filters, ListedPair
from reports.permissions import ProgramAccess, require_pairs

PAIRS_A_PAGE = 50


@require_safe
def program_pairs(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Every open pair, those that need somebody first; the ended ones when asked for."""
    room = require_pairs(request, program)
    is_closed = room.program.status == ProgramStatus.CLOSED
    filters = Filters.read(request.GET.dict(), is_closed=is_closed)
    now = organization_now()
    pages = Paginator(_select(room, filters, now), PAIRS_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    traits = formats.of(room.program.format)
    context = {
        "program": room.program,
        "traits": traits,
        "nouns": traits.nouns,
        "filters": filters,
        "is_closed": is_closed,
        "page": page,
        "rows": [ListedPair(pair, now) for pair in page],
        "ended": 0 if pages.count else _ended(room),
    }
    return render(request, "reports/pairs.html", context)


def _ended(room: ProgramAccess) -> int:
    """How many an empty list of open ones leaves out."""
    return Filters(status=Status.CONCLUDED).rows(room.program).count()


def _select(room: ProgramAccess, filters: Filters, now: datetime) -> list[ReportedPair]:
    rows = filters.rows(room.program)
    pairs = load(rows, room.program, viewer=room.user, now=now)
    return filters.select(pairs)


@require_POST
def program_pairs_export(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """The same list as a CSV file. Taking it out of the system is noted in the audit trail."""
    room = require_pairs(request, program)
    is_closed = room.program.status == ProgramStatus.CLOSED
    filters = Filters.read(request.POST.dict(), is_closed=is_closed)
    now = organization_now()
    pairs = _select(room, filters, now)
    _note_export(room, filters, len(pairs))
    name = file_name(room.program.name, now.date())
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        pairs_as_csv(pairs, room.program.format), "text/csv; charset=utf-8", headers=headers
    )


@transaction.atomic
def _note_export(room: ProgramAccess, filters: Filters, rows: int) -> None:
    """Only which filters were used: what was searched for is somebody's name."""
    audit.record(
        by=room.user,
        verb="pairs.exported",
        target=room.program,
        program_id=room.program.pk,
        rows=rows,
        filters=sorted(filters.chosen),
    )
