"""Inviting people to a program, for its coordinators: who was asked, who came, whom to ask."""

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from core import clock
from core.confirmation import Confirmation, asks_first, confirmed
from core.web import attempt, submit
from drafts.kept_forms import kept
from notifications.kinds import Letter
from profiles.invitations import actions, candidates, findings
from profiles.invitations.forms import DirectoryForm, LetterForm, ListForm, PeopleForm
from profiles.letters import invitations as letters
from profiles.models import Invitation, InvitationState
from programs import formats
from programs import queries as program_queries
from programs.models import Program, ProgramQuerySet, Side
from programs.permissions import require_coordinated, signed_in

PAGE_ROWS = 50


@require_safe
def program_invitations(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Everybody who was invited, by what became of it."""
    row = require_coordinated(request, program)
    everybody = Invitation.objects.filter(program=row)
    counts = everybody.counts()
    state = request.GET.get("state", "")
    state = state if state in InvitationState.values else ""
    rows = everybody.in_state(state) if state else everybody.with_answers()
    rows = rows.select_related("user__unit", "program").order_by(
        "-created_at", "user__full_name", "pk"
    )
    context = {
        "program": row,
        "open": program_queries.takes_enrollments(row),
        "again_before": clock.now() - actions.AGAIN_AFTER,
        "text": _how_to_begin(row),
        "state": state,
        "everybody": sum(counts.values()),
        "filters": [(s.value, s.label, counts[s]) for s in InvitationState],
        "overdue": actions.overdue(row).count() if state == InvitationState.WAITING else 0,
        "page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "profiles/invitations/list.html", context)


def _how_to_begin(program: Program) -> str:
    get = _(
        "People get an email with a link to join and a button for “not this time”, and one reminder"
        " after a week."
    )
    return f"{formats.of(program.format).nouns.invite_first} {get}"


@require_http_methods(["GET", "HEAD", "POST"])
def program_invite(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """A pasted list: first what it would do, line by line; on a second press, done."""
    row = require_coordinated(request, program)
    form = ListForm(request.POST if request.method == "POST" else None, program=row)
    form = kept(request, form, _("An invitation"))
    plans: list[findings.InvitationPlan] = []
    if request.POST.get("step") != "change" and form.is_valid():
        plans.append(findings.plan(row, form.cleaned_data["addresses"]))
        if request.POST.get("step") == "send" and _sent(request, row, form, plans[0].people):
            return redirect("program_invitations", program)
    context = {"program": row, "form": form, "open": program_queries.takes_enrollments(row)}
    if plans and not form.errors:
        role = form.cleaned_data["role"]
        context |= {"plan": plans[0], "role": role, "as_what": formats.role_name(row.format, role)}
        if plans[0].people:
            context["letter"] = _letter(request, row, form, plans[0].people[0])
        return render(request, "profiles/invitations/review.html", context)
    return render(request, "profiles/invitations/invite.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def program_invite_directory(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """People of the directory by what they have in common, each with a tick, and the letter."""
    row, by = require_coordinated(request, program), signed_in(request)
    others = ProgramQuerySet(Program).coordinated_by(by).exclude(pk=row.pk)
    filters = DirectoryForm(request.GET, programs=others)
    fitting = candidates.fitting(row, filters.wanted())
    looks = filters.is_asked and not filters.is_refused
    found = list(fitting[: actions.MOST_AT_ONCE + 1]) if looks else []
    offered = [user for user in found if not getattr(user, "obstacle", None)]
    form = PeopleForm(
        request.POST if request.method == "POST" else None, program=row, offered=offered
    )
    if form.is_valid() and _sent(request, row, form, _ticked(form, offered)):
        return redirect("program_invitations", program)
    context = {
        "program": row,
        "filters": filters,
        "form": form,
        "people": offered,
        "ticked": set(request.POST.getlist("people")) if form.is_bound else None,
        "left_out": len(found) - len(offered),
        "too_many": len(found) > actions.MOST_AT_ONCE,
        "most": actions.MOST_AT_ONCE,
        "open": program_queries.takes_enrollments(row),
    }
    return render(request, "profiles/invitations/directory.html", context)


@require_POST
def program_invitations_again(request: HttpRequest, program: uuid.UUID) -> HttpResponse:
    """Once more to everybody who has not answered for two weeks."""
    row = require_coordinated(request, program)
    done = _("Everybody who has not answered for two weeks gets the email again.")
    attempt(request, lambda: actions.send_all_again(program=row, by=signed_in(request)), done)
    return redirect("program_invitations", program)


@require_POST
def invitation_again(request: HttpRequest, program: uuid.UUID, invited: uuid.UUID) -> HttpResponse:
    row, found = _load(request, program, invited)
    done = _("The email to %(name)s is on its way again.") % {"name": found.user}
    attempt(request, lambda: actions.send_again(invitation=found, by=signed_in(request)), done)
    return redirect("program_invitations", row.pk)


@require_POST
@asks_first
def invitation_take_back(
    request: HttpRequest, program: uuid.UUID, invited: uuid.UUID
) -> HttpResponse:
    row, found = _load(request, program, invited)
    done = _("The invitation to %(name)s has been withdrawn.") % {"name": found.user}
    question = Confirmation(
        title=_("Withdraw the invitation of %(name)s?") % {"name": found.user},
        button=_("Withdraw the invitation"),
        back=reverse("program_invitations", args=[program]),
        sentences=[_("The link in the email stops working. Nobody is told.")],
        undo=_("You can invite them again."),
    )
    take_back = confirmed(
        request, question, lambda: actions.take_back(invitation=found, by=signed_in(request))
    )
    attempt(request, take_back, done)
    return redirect("program_invitations", row.pk)


def _load(
    request: HttpRequest, program: uuid.UUID, invited: uuid.UUID
) -> tuple[Program, Invitation]:
    row = require_coordinated(request, program)
    rows = Invitation.objects.filter(program=row).select_related("user")
    return row, get_object_or_404(rows, pk=invited)


def _letter(request: HttpRequest, program: Program, form: LetterForm, person: User) -> Letter:
    """What ``person`` would read."""
    words = form.cleaned_data["words"]
    return letters.written(
        Invitation(
            program=program,
            user=person,
            role=form.cleaned_data["role"],
            invited_by=signed_in(request),
            words=words,
        )
    )


def _ticked(form: PeopleForm, offered: Sequence[User]) -> list[User]:
    ticked = set(form.cleaned_data["people"])
    return [user for user in offered if user.pk in ticked]


def _sent(request: HttpRequest, program: Program, form: LetterForm, people: Sequence[User]) -> bool:
    """Invite ``people`` as the form says; a refusal stands on the form."""
    sent: list[int] = []
    done = submit(
        form,
        lambda: sent.append(
            actions.invite(
                program=program,
                people=[user.pk for user in people],
                role=form.cleaned_data["role"],
                words=form.cleaned_data["words"],
                by=signed_in(request),
            )
        ),
    )
    if done:
        waits = form.cleaned_data["role"] == Side.MENTEE and not program.mentees_join
        messages.success(request, _sent_sentence(sent[0], waits=waits))
    return done


def _sent_sentence(count: int, *, waits: bool) -> str:
    if waits:
        sentence = ngettext(
            "One invitation goes out when the person can join.",
            "%(count)s invitations go out when the people can join.",
            count,
        )
    else:
        sentence = ngettext(
            "One invitation is on its way.", "%(count)s invitations are on their way.", count
        )
    return sentence % {"count": count}
