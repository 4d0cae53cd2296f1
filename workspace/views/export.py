"""The whole record on one page, to read or to print, and as a copy to take along."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.web import INERT
from relationships.permissions import membership_or_refusal
from workspace.actions import take_copy
from workspace.export.collect import Whole
from workspace.record import RelationshipRecord


@require_safe
def record_whole(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """Everything this person may read, in one page."""
    record = RelationshipRecord(membership_or_refusal(request.user, relationship))
    return render(request, "workspace/export.html", {"whole": Whole(record, clock.now())})


@require_POST
def record_copy(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """The same as a zip; posted, because taking a copy is noted."""
    mine = membership_or_refusal(request.user, relationship)
    name = f"mentoring-{clock.today(mine.user.zone):%Y-%m-%d}.zip"
    content = take_copy(membership=mine)
    response = HttpResponse(content, content_type="application/zip", headers=INERT)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return response
