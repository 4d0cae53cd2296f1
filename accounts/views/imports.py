"""The import of people, for HR admins: upload, look, correct, apply."""

import csv
import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import leaving
from accounts.forms import UploadForm
from accounts.imports import actions
from accounts.imports.columns import Target, columns
from accounts.imports.findings import (
    ERRORS,
    FindingKind,
    ImportFinding,
    ImportPlan,
    PersonDraft,
    Severity,
)
from accounts.imports.leavers import LARGEST_SHARE, Leavers
from accounts.models import FolderImport, PeopleImport, User
from accounts.permissions import current_user, hr_admin_required
from core.confirmation import Confirmation, asks_first, confirmed
from core.web import attempt, submit

FINDINGS_PER_PAGE = 200
EXAMPLES = 8
UPLOADS_SHOWN = 8
FOLDER_FILES_SHOWN = 5
LEAVERS_SHOWN = 500
SEPARATORS = {
    ",": gettext_lazy("commas"),
    ";": gettext_lazy("semicolons"),
    "\t": gettext_lazy("tabs"),
    "|": gettext_lazy("vertical bars"),
}
# A cell that starts like this is run as a formula by spreadsheets.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@require_http_methods(["GET", "HEAD", "POST"])
@hr_admin_required
def people_import(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    uploads: list[PeopleImport] = []
    if submit(form, lambda: uploads.append(_receive(request, form.cleaned_data["file"]))):
        return redirect("people_import_review", upload=uploads[0].pk)
    earlier = PeopleImport.objects.defer("content").select_related("uploaded_by", "applied_by")
    context = {"form": form, "uploads": earlier[:UPLOADS_SHOWN], "folder": _folder()}
    return render(request, "accounts/import_upload.html", context)


def _folder() -> dict[str, Any] | None:
    """The watched folder with what became of its last files; None where there is none."""
    if not settings.MENTORING_IMPORT_FOLDER:
        return None
    return {
        "by": User.objects.by_email(settings.MENTORING_IMPORT_BY),
        "files": FolderImport.objects.all()[:FOLDER_FILES_SHOWN],
        "full_roster": settings.MENTORING_IMPORT_FULL_ROSTER,
    }


def _receive(request: HttpRequest, file: "UploadedFile[bytes]") -> PeopleImport:
    content, name = file.read(), file.name or ""
    return actions.receive(content=content, file_name=name, by=current_user(request))


@require_http_methods(["GET", "HEAD", "POST"])
@hr_admin_required
def people_import_review(request: HttpRequest, upload: uuid.UUID) -> HttpResponse:
    """Show what the file would do; a POST changes which column holds what."""
    waiting = _upload(upload)
    if request.method == "POST" and "answer" in request.POST:
        return _answer(request, waiting)
    if request.method == "POST":
        remap = partial(
            actions.remap,
            upload=waiting,
            targets=_targets(request, waiting),
            full_roster=bool(request.POST.get("full_roster")),
        )
        attempt(request, remap, _("The file has been read again with these columns."))
        return redirect("people_import_review", upload=upload)
    if waiting.applied_at:
        return render(request, "accounts/import_done.html", _done(waiting))
    return render(request, "accounts/import_review.html", _review(request, waiting))


SAME, ANOTHER = "same", "another"


def _answer(request: HttpRequest, upload: PeopleImport) -> HttpResponse:
    """Whether a row is about somebody who is known under another address."""
    said = {SAME: True, ANOTHER: False}.get(request.POST["answer"])
    answer = partial(
        actions.answer,
        upload=upload,
        email=request.POST.get("email", ""),
        of=request.POST.get("of", ""),
        is_same=said,
    )
    attempt(request, answer, _("The file has been looked at again with this answer."))
    return redirect(f"{reverse('people_import_review', args=[upload.pk])}#list")


@require_POST
@hr_admin_required
def people_import_apply(request: HttpRequest, upload: uuid.UUID) -> HttpResponse:
    waiting, by = _upload(upload), current_user(request)
    seen = request.POST.get("leavers", "")
    apply = partial(
        actions.apply,
        upload=waiting,
        by=by,
        leavers_seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0,
        confirmed=bool(request.POST.get("confirmed")),
    )
    attempt(request, apply, _("The import is done."))
    return redirect("people_import_review", upload=upload)


@require_POST
@hr_admin_required
@asks_first
def people_import_discard(request: HttpRequest, upload: uuid.UUID) -> HttpResponse:
    waiting, by = _upload(upload), current_user(request)
    done = _("%(file)s has been discarded. Nothing was changed.") % {"file": waiting.file_name}
    question = Confirmation(
        title=_("Discard %(file)s?") % {"file": waiting.file_name},
        button=_("Discard the file"),
        back=reverse("people_import_review", args=[upload]),
        sentences=[
            _("The file is deleted here, with the columns and answers that were chosen for it."),
            _("Nobody in the directory changes."),
        ],
        undo=_("This cannot be undone, but the file can be uploaded again."),
    )
    discard = confirmed(request, question, lambda: actions.discard(upload=waiting, by=by))
    attempt(request, discard, done)
    return redirect("people_import")


@require_safe
@hr_admin_required
def people_import_findings(request: HttpRequest, upload: uuid.UUID) -> HttpResponse:
    """All findings as a CSV file, harmless in a spreadsheet."""
    waiting = _upload(upload)
    result = None if waiting.applied_at else actions.review(waiting, current_user(request))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="findings.csv"'
    response.write("\ufeff")
    rows = csv.writer(response)
    rows.writerow([_("Row"), _("Severity"), _("Problem"), _("Column"), _("Value"), _("What to do")])
    if result and result.plan:
        rows.writerows(_row(finding) for finding in result.plan.findings)
    if result and result.leavers:
        rows.writerows(_leaver_rows(result.leavers))
    return response


def _leaver_rows(leavers: Leavers) -> Iterator[list[str]]:
    for person in leavers.people:
        name = f"{person.values['full_name']} <{person.email}>"
        yield ["", "", _("Would leave"), "", harmless(name), leaving.words()]


def _row(finding: ImportFinding) -> list[object]:
    texts = (finding.severity.label, finding.kind.label, finding.column, finding.value)
    return [finding.row, *map(harmless, map(str, texts)), harmless(finding.advice)]


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _upload(pk: uuid.UUID) -> PeopleImport:
    return get_object_or_404(
        PeopleImport.objects.select_related("uploaded_by", "applied_by"), pk=pk
    )


def _targets(request: HttpRequest, upload: PeopleImport) -> list[str]:
    count = len(upload.mapping["targets"])
    return [request.POST.get(f"column-{position}", "") for position in range(count)]


def _review(request: HttpRequest, upload: PeopleImport) -> dict[str, Any]:
    result = actions.review(upload, current_user(request))
    context: dict[str, Any] = {
        "upload": upload,
        "table": result.table,
        "separator": SEPARATORS.get(result.table.delimiter, result.table.delimiter),
        "columns": columns(result.table, result.mapping),
        "targets": Target.choices,
        "chosen_twice": [target.label for target in result.mapping.chosen_twice],
        "has_name": result.mapping.has_name,
        "plan": result.plan,
        "full_roster": bool(upload.mapping.get("full_roster")),
    }
    context |= _plan_context(request, result.plan) if result.plan else {}
    if result.leavers:
        context |= _leavers_context(result.leavers, context["to_write"])
    return context


def _leavers_context(leavers: Leavers, to_write: int) -> dict[str, Any]:
    """Who would leave. Nothing tells who of them takes part in a program."""
    hindrance = actions.unreadable_rows(leavers) if leavers.people and leavers.unreadable else ""
    return {
        "leavers": leavers,
        "would_end": leaving.words(),
        "leaver_rows": leavers.people[:LEAVERS_SHOWN],
        "leavers_hidden": len(leavers.people[LEAVERS_SHOWN:]),
        "share": LARGEST_SHARE,
        "hindrance": hindrance,
        "can_apply": bool(leavers.people or to_write) and not hindrance,
    }


def _plan_context(request: HttpRequest, plan: ImportPlan) -> dict[str, Any]:
    asked = request.GET.get("show", "")
    page = Paginator(_asked_for(plan.findings, asked), FINDINGS_PER_PAGE)
    return {
        "counts": plan.counts,
        "to_write": len(plan.new) + len(plan.changed),
        "kinds": [(kind, count, kind in ERRORS) for kind, count in plan.by_kind()],
        "severities": [(severity, plan.by_severity[severity]) for severity in Severity],
        "asked": asked,
        "page": page.get_page(request.GET.get("page")),
        "new_examples": plan.new[:EXAMPLES],
        "change_examples": [(draft, _changes(draft)) for draft in plan.changed[:EXAMPLES]],
    }


def _asked_for(findings: list[ImportFinding], asked: str) -> list[ImportFinding]:
    """Only one kind or one severity; anything else asks for all."""
    if asked in FindingKind.values:
        return [finding for finding in findings if finding.kind == asked]
    if asked in Severity.values:
        return [finding for finding in findings if finding.severity == asked]
    return findings


def _changes(draft: PersonDraft) -> list[tuple[str, str, str]]:
    """What changes about a known person: label, before, after."""
    before = draft.known.values if draft.known else {}
    return [
        (str(Target(name).label), _in_words(name, before.get(name, "")), _in_words(name, value))
        for name, value in draft.changes.items()
    ]


def _in_words(name: str, value: str) -> str:
    return str(dict(settings.KNOWN_LANGUAGES).get(value, value)) if name == "language" else value


def _done(upload: PeopleImport) -> dict[str, Any]:
    summary = upload.summary
    found = summary["findings"]
    kinds = [(kind, found[kind], kind in ERRORS) for kind in FindingKind if kind in found]
    written = summary["new"] + summary["changed"] + summary.get("leavers", 0)
    return {"upload": upload, "counts": summary, "kinds": kinds, "written": written}
