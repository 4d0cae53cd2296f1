"""The people of one program, for those who look after it: who waits, who takes part."""

import uuid
from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from core import search
from core.confirmation import Confirmation, asks_first, confirmed
from core.errors import DomainError
from core.web import attempt
from profiles import (
    access_log,
    actions,
    format_words,
    ineligibility,
    rules,
    summary,
    waiting_list,
)
from profiles.admission import mentors_first
from profiles.eligibility import MATCHING_IN
from profiles.enrollment_page import enrollment_form
from profiles.forms import EnrollmentForm
from profiles.manager_approval import actions as manager_approval
from profiles.manager_approval import wording
from profiles.models import Enrollment, EnrollmentStatus
from programs import formats
from programs import queries as program_queries
from programs.models import Program, ProgramStatus, Side
from programs.permissions import require_coordinated, require_program, signed_in

PAGE_ROWS = 50


@require_safe
def program_people(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Enrollments by status, role and name; those who wait come first and can be approved. Each
    line has a few of the answers, and the look is written down."""
    row = require_coordinated(request, program)
    counts = _counts(row)
    by_status = {s: sum(counts.get((s, side), 0) for side in Side) for s in EnrollmentStatus}
    status = _chosen(request, "status", EnrollmentStatus.values) or _first_filled(by_status)
    role, words = _chosen(request, "role", Side.values), _search_words(request)
    rows = _filtered(row, status, role, words)
    rows = rows.select_related("program", "manager_answer__manager")
    page = Paginator(summary.with_skills(rows), PAGE_ROWS).get_page(request.GET.get("page"))
    shown = {found.pk: _summary(found) for found in page.object_list}
    access_log.note_parts(
        enrollments=[key for key, words in shown.items() if words], by=signed_in(request)
    )
    context = {
        "program": row,
        "is_closed": row.status == ProgramStatus.CLOSED,
        "open": program_queries.takes_enrollments(row),
        "progress": None if row.status == ProgramStatus.CLOSED else mentors_first.progress(row),
        "filters": _filters(by_status),
        "parts": formats.of(row.format).parts,
        "nouns": formats.of(row.format).nouns,
        "joining": format_words.of(row.format),
        "status": status,
        "role": role,
        "words": words,
        "page": page,
        "shows_answers": any(shown.values()),
        "rows": [_row(found, shown[found.pk]) for found in page.object_list],
        "waiting": status == EnrollmentStatus.SUBMITTED and row.status != ProgramStatus.CLOSED,
        "draft": status == EnrollmentStatus.DRAFT,
        "approved": [
            part.approved % {"count": counts.get((EnrollmentStatus.APPROVED, part.side), 0)}
            for part in formats.of(row.format).parts
        ],
        "enrollments": by_status[EnrollmentStatus.APPROVED],
        "people": _people(row),
    }
    return render(request, "profiles/people.html", context)


def _filters(by_status: Mapping[EnrollmentStatus, int]) -> list[tuple[str, str, int]]:
    """The statuses to choose from, with how many people have each."""
    return [
        (status, str(status.label), count)
        for status, count in by_status.items()
        if count or status != EnrollmentStatus.UNDECIDED
    ]


def _row(enrollment: Enrollment, answers: object) -> tuple[object, ...]:
    """A line of the list: the person, a few answers, and what the line manager has said."""
    word = wording.told(manager_approval.word_on(enrollment))
    return enrollment, answers, word, manager_approval.refusal(enrollment)


@require_safe
def program_waiting(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Who is waiting for a match, who is left out and why, and how much room mentors have."""
    row = require_coordinated(request, program)
    line = waiting_list.line_of(row)
    page = Paginator(line.waiting, waiting_list.LINE_A_PAGE).get_page(request.GET.get("page"))
    others = Paginator([*line.left_out], waiting_list.LINE_A_PAGE).get_page(
        request.GET.get("others")
    )
    rows = _in_words(line, [*page, *others], signed_in(request))
    context = {
        "program": row,
        "page": page,
        "rows": [rows[key] for key in page],
        "others": others,
        "left_out": [rows[key] for key in others],
        "room": line.room,
        "is_open": row.status in MATCHING_IN,
        "has_mentors": Side.MENTOR in formats.of(row.format).sides,
    }
    return render(request, "profiles/waiting.html", context)


def _in_words(
    line: waiting_list.WaitingList, keys: list[uuid.UUID], reader: User
) -> dict[uuid.UUID, ineligibility.CandidateRow]:
    people = Enrollment.objects.select_related("user__unit").in_bulk(keys)
    shared = ineligibility.relationships_of(reader)
    return {key: ineligibility.row(people[key], line.standings[key], shared) for key in keys}


@require_POST
def program_people_approve(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Approve everybody ticked."""
    row = require_coordinated(request, program)
    ticked = [found for value in request.POST.getlist("enrollment") if (found := _uuid(value))]
    if not ticked:
        messages.error(request, _("Nobody is selected. Select the people you want to approve."))
        return redirect("program_people", program)
    try:
        count = actions.approve_many(program=row, enrollments=ticked, by=signed_in(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("program_people", program)
    if count:
        messages.success(request, _approved_sentence(count))
    else:
        messages.warning(
            request, _("Nobody was approved: somebody else has just decided about them.")
        )
    return redirect("program_people", program)


@require_safe
def enrollment_review(
    request: HttpRequest, program: uuid.UUID, enrollment: uuid.UUID
) -> HttpResponse:
    """Everything one person has sent, and the decision. The look is written down for them."""
    row = require_coordinated(request, program)
    rows = _sent(row).select_related("manager_answer__manager")
    found = get_object_or_404(summary.with_answers(rows), pk=enrollment)
    access_log.note(enrollment=found, by=signed_in(request))
    place = _place(found, signed_in(request))
    asked, refusal = manager_approval.word_on(found), manager_approval.refusal(found)
    is_closed = row.status == ProgramStatus.CLOSED
    context = {
        "program": row,
        "enrollment": found,
        "lines": summary.lines(found),
        "place": place,
        "is_closed": is_closed,
        "may_approve": not is_closed and rules.after("approve", found.status) and not refusal,
        "manager": wording.told(asked),
        "may_ask_again": asked is not None
        and found.status == EnrollmentStatus.SUBMITTED
        and not is_closed,
        "may_decline": not is_closed and rules.after("decline", found.status),
    }
    return render(request, "profiles/review.html", context)


def _place(enrollment: Enrollment, reader: User) -> ineligibility.ProgramPosition | None:
    """Where somebody who is approved is in the program; None for everybody else."""
    line = waiting_list.line_of(enrollment.program)
    found = line.standings.get(enrollment.pk)
    if found is None:
        return None
    position = line.place_of(enrollment)
    shared = ineligibility.relationships_of(reader)
    return ineligibility.place(found, position.position if position else 0, shared)


Decide = Callable[..., Enrollment]
DONE: dict[str, tuple[Decide, Promise]] = {
    "approve": (actions.approve, gettext_lazy("%(name)s is approved and has been told.")),
    "decline": (actions.decline, gettext_lazy("%(name)s is not admitted and has been told.")),
    "let_go": (actions.let_go, gettext_lazy("%(name)s has left the program and has been told.")),
}


@require_POST
@asks_first
def enrollment_decide(
    request: HttpRequest, program: uuid.UUID, enrollment: uuid.UUID, decision: str
) -> HttpResponse:
    """``decision`` is a key of ``DONE``, fixed by the address."""
    row = require_coordinated(request, program)
    found = get_object_or_404(_sent(row).select_related("user", "program"), pk=enrollment)
    action, done = DONE[decision]

    def decide() -> Enrollment:
        return action(enrollment=found, by=signed_in(request))

    if decision in QUESTIONS:
        decide = confirmed(request, QUESTIONS[decision](found), decide)
    attempt(request, decide, str(done) % {"name": found.user})
    return redirect("program_people", program)


def _declining(enrollment: Enrollment) -> Confirmation:
    return Confirmation(
        title=_("Turn %(name)s down?") % {"name": enrollment.user},
        button=_("Turn them down"),
        back=reverse("enrollment_review", args=[enrollment.program_id, enrollment.pk]),
    )


def _letting_go(enrollment: Enrollment) -> Confirmation:
    names = {"name": enrollment.user, "program": enrollment.program}
    return Confirmation(
        title=_("Let %(name)s leave the program?") % names,
        button=_("Let them leave"),
        back=reverse("enrollment_review", args=[enrollment.program_id, enrollment.pk]),
        sentences=[
            _("%(name)s said that they would like to leave %(program)s.") % names,
            _("Their enrollment is closed, and nobody is proposed to them any more."),
        ],
        undo=_("While enrollment is open they can join again."),
    )


QUESTIONS: dict[str, Callable[[Enrollment], Confirmation]] = {
    "decline": _declining,
    "let_go": _letting_go,
}


@require_safe
def program_preview(request: HttpRequest, program: uuid.UUID, role: str) -> HttpResponse:
    """Exactly the form people will see in ``role``; nothing can be sent from here."""
    row = require_program(request, program)
    traits = formats.of(row.format)
    if role not in traits.sides:
        raise Http404
    form: EnrollmentForm = enrollment_form(request, row, role, None)
    context = {"program": row, "form": form, "part": traits.part(role)}
    context["others"] = [part for part in traits.parts if part.side != role]
    return render(request, "profiles/preview.html", context)


def _sent(program: Program) -> QuerySet[Enrollment]:
    """Drafts belong to their author alone."""
    return Enrollment.objects.filter(program=program).exclude(status=EnrollmentStatus.DRAFT)


def _counts(program: Program) -> dict[tuple[str, str], int]:
    """How many enrollments there are by status and role, of people who can sign in."""
    here = program.enrollments.filter(user__is_active=True).order_by()
    rows = here.values_list("status", "role").annotate(Count("pk"))
    return {(status, role): count for status, role, count in rows}


def _people(program: Program) -> int:
    """How many people take part; somebody in two roles is one."""
    rows = program.enrollments.filter(status=EnrollmentStatus.APPROVED, user__is_active=True)
    return rows.order_by().values("user").distinct().count()


def _first_filled(counts: dict[EnrollmentStatus, int]) -> str:
    """Those who wait, when somebody does; else those who take part."""
    waiting = counts[EnrollmentStatus.SUBMITTED]
    return EnrollmentStatus.SUBMITTED if waiting else EnrollmentStatus.APPROVED


def _filtered(program: Program, status: str, role: str, words: str) -> QuerySet[Enrollment]:
    rows = Enrollment.objects.filter(program=program, status=status, user__is_active=True)
    rows = rows.order_by("submitted_at", "created_at", "pk")
    if role:
        rows = rows.filter(role=role)
    if search.refusal(words):
        return rows.none()
    if words:
        rows = rows.filter(Q(user__full_name__icontains=words) | Q(user__email__icontains=words))
    return rows


def _summary(enrollment: Enrollment) -> str:
    return "" if enrollment.status == EnrollmentStatus.DRAFT else summary.short(enrollment)


def _chosen(request: HttpRequest, name: str, known: list[str]) -> str:
    value = request.GET.get(name, "")
    return value if value in known else ""


def _search_words(request: HttpRequest) -> str:
    return search.typed(request.GET.get("q", ""))


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _approved_sentence(count: int) -> str:
    return ngettext(
        "One person is approved and has been told.",
        "%(count)s people are approved and have been told.",
        count,
    ) % {"count": count}
