"""Files of a record: the list, putting one in, downloading it, taking it out."""

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.confirmation import Confirmation, asks_first, confirmed
from core.web import INERT, attempt, submit
from relationships.models import Membership
from relationships.permissions import membership_or_refusal
from sessions import file_types
from sessions.actions import files
from sessions.forms import FileForm
from sessions.models import MentoringSession, SharedFile
from sessions.permissions import own_session
from sessions.session_page import show_session
from sessions.wording import fitted


@require_http_methods(["GET", "HEAD", "POST"])
def file_list(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """Every file of the record; posting puts one in."""
    mine = membership_or_refusal(request.user, relationship)
    form = _typed(request) if request.method == "POST" else FileForm()
    if request.method == "POST" and submit(form, lambda: _put_in(mine, form)):
        return redirect("file_list", relationship)
    rows = mine.relationship.files.select_related("by__user", "session")
    context = {
        "mine": mine,
        "form": fitted(form, mine.relationship),
        "files": rows,
        "kept_until": files.kept_until(mine.relationship),
        "days": settings.MENTORING_FILES_KEPT_DAYS,
    }
    return render(request, "sessions/file_list.html", context)


def _typed(request: HttpRequest) -> FileForm:
    return FileForm(request.POST, request.FILES)


def _put_in(mine: Membership, form: FileForm, session: MentoringSession | None = None) -> None:
    file = form.cleaned_data["file"]
    files.put_in(
        relationship=mine.relationship,
        by=mine.user,
        name=file.name,
        content=file.read(),
        session=session,
    )


@require_POST
def session_file_add(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """Put a file in from the page of a session."""
    mine, found = own_session(request, session)
    form = _typed(request)
    if submit(form, lambda: _put_in(mine, form, found)):
        return redirect("session_detail", session)
    return show_session(request, mine, found, file_form=form)


@require_safe
def file_download(request: HttpRequest, file: uuid.UUID) -> HttpResponse:
    """The file itself, to be saved and never shown inside a page."""
    _mine, found = _own_file(request, file)
    kind = file_types.TYPES[found.kind]
    response = HttpResponse(found.content.content, content_type=kind.mime, headers=INERT)
    response.headers["Content-Disposition"] = _as_attachment(found.name)
    return response


def _as_attachment(name: str) -> str:
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def _own_file(request: HttpRequest, file: uuid.UUID) -> tuple[Membership, SharedFile]:
    """A file and the person's place in its record. Http404 or PermissionDenied otherwise."""
    rows = SharedFile.objects.select_related("content", "by", "relationship")
    found = rows.filter(pk=file).first()
    if found is None:
        raise Http404
    return membership_or_refusal(request.user, found.relationship_id), found


@require_POST
@asks_first
def file_take_out(request: HttpRequest, file: uuid.UUID) -> HttpResponse:
    """Take out a file of one's own, for good."""
    mine, found = _own_file(request, file)
    question = Confirmation(
        title=_("Delete “%(name)s”?") % {"name": found.name},
        button=_("Delete the file"),
        back=reverse("file_list", args=[found.relationship_id]),
    )
    take_out = confirmed(request, question, lambda: files.take_out(file=found, by=mine.user))
    attempt(request, take_out, _("The file has been deleted, for everybody."))
    return redirect("file_list", found.relationship_id)
