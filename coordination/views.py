"""One pair from above, and the few things a coordinator may do to it."""

import uuid
from collections.abc import Callable, Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from coordination import loss
from coordination.pair_page import PairPage
from core.confirmation import Confirmation, asks_first, confirmed
from core.errors import DomainError
from core.web import attempt
from programs.actions.common import refuse_closed
from relationships.actions import endings, pause_requests, phases, proposals
from relationships.models import PauseRequest, Relationship
from reports.facts import organization_now, pair_of, record_of
from reports.permissions import ProgramAccess, require_pairs
from sessions.actions import check_ins


@require_safe
def pair_detail(request: HttpRequest, program: uuid.UUID, relationship: uuid.UUID) -> HttpResponse:
    """Dates, counts and answers of one pair, and what could be done."""
    room = require_pairs(request, program)
    context = {"program": room.program, "nouns": room.nouns, "view": _view(room, relationship)}
    return render(request, "coordination/pair.html", context)


def _view(room: ProgramAccess, relationship: uuid.UUID) -> PairPage:
    now = organization_now()
    record = record_of(room.program, relationship, now)
    if record is None:
        raise Http404
    record.program = room.program
    pair = pair_of(record, room.program, viewer=room.user, now=now)
    return PairPage(record, pair, room.user, now)


@require_POST
@asks_first
def pair_close(request: HttpRequest, program: uuid.UUID, relationship: uuid.UUID) -> HttpResponse:
    """Close as completed what one of the two proposed to end 14 days ago, unanswered."""
    room, view = _to_change(request, program, relationship)

    def close() -> Relationship:
        if not view.may_close:
            raise DomainError(
                _(
                    "This pair cannot be closed yet. A coordinator may do so 14 days after"
                    " one of them proposed to finish winding up (separation), if the other"
                    " has not answered."
                ),
                "too_early",
            )
        return phases.complete_in_silence(relationship=view.record, by=room.user)

    asked = _("Close this relationship as completed?"), _("Close as completed")
    return _done(request, view, close, asked, _("Closed as completed. Everybody has been told."))


@require_POST
@asks_first
def pair_withdraw(
    request: HttpRequest, program: uuid.UUID, relationship: uuid.UUID
) -> HttpResponse:
    """Take a proposal back before both have accepted."""
    room, view = _to_change(request, program, relationship)

    def withdraw() -> Relationship:
        return proposals.withdraw(relationship=view.record, by=room.user)

    asked = _("Withdraw this proposal?"), _("Withdraw the proposal")
    done = _("The proposal has been withdrawn. Everybody has been told.")
    return _done(request, view, withdraw, asked, done)


@require_http_methods(["GET", "HEAD", "POST"])
def pair_propose_again(
    request: HttpRequest, program: uuid.UUID, relationship: uuid.UUID
) -> HttpResponse:
    """Say what asking two people again does whose record ended, then do it. In a program that is
    not closed an attempt is noted, whatever the result is."""
    room, view = _to_change(request, program, relationship)
    if request.method != "POST":
        context = {"program": room.program, "nouns": room.nouns, "view": view}
        return render(request, "coordination/pair_propose_again.html", context)
    done = _("Proposed again. Both have been told, and both decide.")
    attempt(request, lambda: _propose_again(room, view), done)
    return redirect("pair_detail", room.program.pk, view.record.pk)


def _propose_again(room: ProgramAccess, view: PairPage) -> Relationship:
    refuse_closed(room.program)
    audit.record(
        by=room.user,
        verb="relationship.asked_again",
        target=view.record,
        program_id=room.program.pk,
    )
    return proposals.propose_on_purpose(relationship=view.record, by=room.user)


@require_http_methods(["GET", "HEAD", "POST"])
@asks_first
def pair_end(request: HttpRequest, program: uuid.UUID, relationship: uuid.UUID) -> HttpResponse:
    """Say what ending a pair for administrative reasons does, then do it."""
    room, view = _to_change(request, program, relationship)
    if request.method != "POST":
        context = {"program": room.program, "nouns": room.nouns, "view": view}
        return render(request, "coordination/pair_end.html", context)

    def end() -> Relationship:
        return endings.end_administratively(relationship=view.record, by=room.user)

    asked = _("End this relationship for administrative reasons?"), _("End this relationship")
    done = _("Ended for administrative reasons. Everybody has been told.")
    return _done(request, view, end, asked, done, loss.when_ended(view.record))


@require_POST
@asks_first
def pair_take_out(
    request: HttpRequest, program: uuid.UUID, relationship: uuid.UUID
) -> HttpResponse:
    """Take one member out of a group; the others go on."""
    room, view = _to_change(request, program, relationship)
    user_id = _chosen_person(request)

    def take_out() -> Relationship:
        return endings.take_out(relationship=view.record, user_id=user_id, by=room.user)

    asked = _("Remove this person? The others continue."), str(room.nouns.remove)
    done = _("Done. The others have been told that a member has left.")
    return _done(request, view, take_out, asked, done, loss.when_removed(view.record))


@require_POST
def pair_pause_answer(
    request: HttpRequest, program: uuid.UUID, relationship: uuid.UUID
) -> HttpResponse:
    """Agree to a longer pause that a member has asked for, or decline it."""
    room, view = _to_change(request, program, relationship)
    if "agree" in request.POST:
        words = _("Agreed: they are on pause. Everybody has been told.")
        attempt(request, lambda: pause_requests.agree(asked=_asked(view), by=room.user), words)
    else:
        words = _("Declined. The person who asked has been told.")
        attempt(request, lambda: pause_requests.decline(asked=_asked(view), by=room.user), words)
    return redirect("pair_detail", program, relationship)


@require_POST
def pair_talked(request: HttpRequest, program: uuid.UUID, relationship: uuid.UUID) -> HttpResponse:
    """Mark the request of somebody to talk as done, also after the end."""
    room, view = _to_change(request, program, relationship)

    def done() -> int:
        return check_ins.mark_talked(
            relationship=view.record, user_id=_chosen_person(request), by=room.user
        )

    attempt(request, done, _("The request to talk has been marked as done. Nobody gets an email."))
    return redirect("pair_detail", program, relationship)


def _chosen_person(request: HttpRequest) -> int:
    """The id of the person in a posted form; 0, which is nobody, for anything else."""
    chosen = request.POST.get("person", "")
    return int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else 0


def _asked(view: PairPage) -> PauseRequest:
    asked = view.pause_request
    if asked is None:
        raise DomainError(_("This has been answered already."), "not_open")
    return asked


def _to_change(
    request: HttpRequest, program: uuid.UUID, relationship: uuid.UUID
) -> tuple[ProgramAccess, PairPage]:
    """The pair, for a coordinator who is not one of the two. Raises PermissionDenied for one."""
    room = require_pairs(request, program)
    view = _view(room, relationship)
    if view.is_own:
        raise PermissionDenied
    return room, view


def _done(
    request: HttpRequest,
    view: PairPage,
    action: Callable[[], object],
    asked: tuple[str, str],
    words: str,
    sentences: Sequence[str] = (),
) -> HttpResponse:
    """Do what was asked for: ``asked`` is the question and its button, ``words`` what was done,
    ``sentences`` what to know before."""
    page = reverse("pair_detail", args=[view.record.program_id, view.record.pk])
    question = Confirmation(title=asked[0], button=asked[1], back=page, sentences=sentences)
    attempt(request, confirmed(request, question, action), words)
    return redirect(page)
