"""Answering a short question from the mail: the signed link is the key, no sign-in is needed."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import write_for
from core.errors import DomainError
from relationships.models import Status
from sessions import answers as given
from sessions import links
from sessions.actions import answers
from sessions.check_ins import QUESTIONS, label
from sessions.models import CheckIn


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the answer of the link with one button; only pressing it answers (decision 2)."""
    ticket = links.read(token)
    check_in = _check_in(ticket)
    if ticket is None or check_in is None:
        return render(request, "sessions/answer_unknown.html", status=404)
    if request.method != "POST":
        return render(request, "sessions/answer.html", _context(check_in, ticket.answer))
    try:
        answers.answer(check_in=check_in, by=check_in.membership.user, answer=ticket.answer)
    except DomainError as refusal:
        context = _context(check_in, ticket.answer) | {"refusal": refusal.message}
        return render(request, "sessions/answer.html", context, status=409)
    return redirect("answered", token)


def _check_in(ticket: links.AnswerTicket | None) -> CheckIn | None:
    if ticket is None:
        return None
    rows = CheckIn.objects.select_related("membership__user", "relationship__program")
    return rows.filter(pk=ticket.check_in, membership__user__is_active=True).first()


def _context(check_in: CheckIn, answer: str) -> dict[str, object]:
    """``given``: what they have answered already, which ``answer`` or one of the others changes."""
    write_for(check_in.membership.user)
    question = QUESTIONS[check_in.kind]
    left_over = {answer, check_in.answer}
    return {
        "question": question,
        "readers": given.readers(check_in),
        "words": given.asked(check_in),
        "about": given.about(check_in),
        "answer": label(check_in.kind, answer),
        "given": label(check_in.kind, check_in.answer),
        "is_over": check_in.relationship.status == Status.CONCLUDED,
        "others": [
            (words, links.token(check_in, key))
            for key, words in question.answers
            if key not in left_over
        ],
    }


@login_not_required
@require_safe
def answered(request: HttpRequest, token: str) -> HttpResponse:
    """Thanks; and the other answers, for who clicked the wrong one."""
    ticket = links.read(token)
    check_in = _check_in(ticket)
    if ticket is None or check_in is None:
        return render(request, "sessions/answer_unknown.html", status=404)
    about = {
        "session": _session(check_in),
        "answered_no": check_in.answer == "no",
        "differs": _differs(check_in),
    }
    return render(request, "sessions/answered.html", _context(check_in, check_in.answer) | about)


def _differs(check_in: CheckIn) -> bool:
    """Whether the members have answered differently on whether they met."""
    session = given.session_of(check_in)
    return session is not None and given.difference(session, check_in.membership) is not None


def _session(check_in: CheckIn) -> str:
    """The id of the session a question "did you meet?" was about; "" for other questions."""
    return check_in.occasion.split(":")[1] if check_in.kind == "held" else ""
