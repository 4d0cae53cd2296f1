"""The program's own questions."""

import uuid

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import confirmation as asking
from core import small_groups
from core.confirmation import asks_first, confirmed
from core.web import attempt, submit
from drafts.kept_forms import kept
from programs import actions, audiences
from programs.forms import LibraryForm, QuestionForm
from programs.models import Program, Question
from programs.permissions import require_program, signed_in

STEPS = {"up": -1, "down": 1}


@require_safe
def program_questions(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """All questions in the order they are asked, with about how many have answered.

    An exact number would tell of one person that they have answered, sent or not.
    """
    row = require_program(request, program)
    questions = (
        row.questions.current()
        .annotate(answer_count=Count("answers"))
        .order_by("position", "created_at")
    )
    for question in questions:
        shown = vars(question)
        shown["audience_name"] = audiences.name(row.format, question.audience)
        shown["answers_at_least"] = small_groups.at_least(shown["answer_count"])
    context = {
        "program": row,
        "questions": questions,
        "fewest": small_groups.FEWEST,
        "words": audiences.of(row.format),
    }
    return render(request, "programs/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def program_question_new(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    row = require_program(request, program)
    form = QuestionForm(request.POST if request.method == "POST" else None, format_key=row.format)
    form = kept(request, form, _("A question"))
    if request.method == "POST" and submit(
        form,
        lambda: actions.add_question(program=row, words=form.words(), by=signed_in(request)),
    ):
        messages.success(request, _("The question is added at the end."))
        return redirect("program_questions", program)
    return render(request, "programs/question.html", {"program": row, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def program_question(request: HttpRequest, program: uuid.UUID, question: uuid.UUID) -> HttpResponse:
    row, found = _load(request, program, question)
    if found is None:
        return _is_gone(request, program)
    sent = request.POST if request.method == "POST" else None
    form = QuestionForm(sent, format_key=row.format, question=found)
    form = kept(request, form, _("A question"), changes_record=True)
    if request.method == "POST" and submit(
        form,
        lambda: actions.change_question(question=found, words=form.words(), by=signed_in(request)),
    ):
        messages.success(request, _("The question is saved. Answers stay with their own words."))
        return redirect("program_questions", program)
    context = {"program": row, "form": form, "question": found, "answered": found.answers.exists()}
    return render(request, "programs/question.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def program_question_library(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Well-worded questions by topic, to add with a tick."""
    row = require_program(request, program)
    asked = set(row.questions.current().values_list("text", flat=True))
    sent = request.POST if request.method == "POST" else None
    form = LibraryForm(sent, format_key=row.format, asked=asked)
    form = kept(request, form, _("Questions from the library"), as_typed=False)
    if submit(
        form,
        lambda: actions.add_from_library(
            program=row, templates=form.templates(), by=signed_in(request)
        ),
    ):
        messages.success(request, _("The questions are added at the end."))
        return redirect("program_questions", program)
    return render(request, "programs/library.html", {"program": row, "form": form})


@require_POST
@asks_first
def program_question_remove(
    request: HttpRequest, program: uuid.UUID, question: uuid.UUID
) -> HttpResponse:
    _row, found = _load(request, program, question)
    if found is None:
        return _is_gone(request, program)
    once_more = asking.Confirmation(
        title=_("Stop asking “%(question)s”?") % {"question": found},
        button=_("Remove the question"),
        back=reverse("program_questions", args=[program]),
    )
    remove = confirmed(
        request,
        once_more,
        lambda: actions.remove_question(question=found, by=signed_in(request)),
    )
    attempt(request, remove, _("The question has been removed."))
    return redirect("program_questions", program)


@require_POST
def program_question_move(
    request: HttpRequest, program: uuid.UUID, question: uuid.UUID, direction: str
) -> HttpResponse:
    _row, found = _load(request, program, question)
    if direction not in STEPS:
        raise Http404
    if found is None:
        return _is_gone(request, program)
    attempt(
        request,
        lambda: actions.move_question(
            question=found, steps=STEPS[direction], by=signed_in(request)
        ),
        _("The question is moved."),
    )
    return redirect("program_questions", program)


def _load(
    request: HttpRequest, program_id: uuid.UUID, question_id: uuid.UUID
) -> tuple[Program, Question | None]:
    """The version that is asked now, whichever one the address names: a page that was opened
    before somebody reworded the question is about the same one. None once it is not asked."""
    program = require_program(request, program_id)
    named = get_object_or_404(Question, pk=question_id, program=program)
    return program, program.questions.current().filter(lineage=named.lineage).first()


def _is_gone(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    messages.warning(request, _("This question is no longer asked: somebody has removed it."))
    return redirect("program_questions", program)
