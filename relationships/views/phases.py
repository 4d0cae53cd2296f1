"""Moving from phase to phase, together."""

import uuid
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.confirmation import Confirmation, asks_first, confirmed
from core.web import attempt, submit
from drafts.kept_forms import kept
from programs import queries as program_queries
from relationships import conclusion, facts, field_readers, rules
from relationships.actions import phases
from relationships.forms import CompleteForm, ExtensionForm, OutcomeForm, PhaseForm
from relationships.models import Membership, PhaseProposal, Relationship
from relationships.permissions import phased_membership_or_refusal
from relationships.wording import ConditionLine, condition_text, transition_name


@require_http_methods(["GET", "HEAD", "POST"])
def phase_propose(request: HttpRequest, relationship: uuid.UUID, transition: str) -> HttpResponse:
    """Propose a transition; the page says what is still missing."""
    mine = phased_membership_or_refusal(request.user, relationship)
    if not rules.can_be_proposed(transition):
        raise Http404
    form = (ExtensionForm if transition == "extend" else PhaseForm)(request.POST or None)
    form = kept(request, form, transition_name(transition))
    field_readers.fitted(form, field_readers.of_all(mine.relationship))
    if request.method == "POST" and submit(form, lambda: _propose(mine, transition, form)):
        return redirect("relationship_detail", relationship)
    context = {
        "form": form,
        "mine": mine,
        "step": transition_name(transition),
        "checks": _checks(mine, transition),
    }
    return render(request, "relationships/phase_propose.html", context)


def _propose(mine: Membership, transition: str, form: PhaseForm) -> PhaseProposal:
    new_end_on: date | None = form.cleaned_data.get("new_end_on")
    return phases.propose(
        relationship=mine.relationship,
        transition=transition,
        by=mine.user,
        words=form.cleaned_data["words"],
        new_end_on=new_end_on,
    )


def _checks(mine: Membership, transition: str) -> list[ConditionLine]:
    found = facts.of(mine.relationship, today=program_queries.today_here())
    conditions = rules.conditions(transition, found)
    return [ConditionLine(condition.met, condition_text(condition)) for condition in conditions]


@require_POST
def phase_confirm(
    request: HttpRequest, relationship: uuid.UUID, proposal: uuid.UUID
) -> HttpResponse:
    mine, found = _own_proposal(request, relationship, proposal)
    attempt(
        request,
        lambda: phases.confirm(proposal=found, by=mine.user),
        _("Confirmed. You have moved on together."),
    )
    return redirect("relationship_detail", relationship)


@require_POST
def phase_set_aside(
    request: HttpRequest, relationship: uuid.UUID, proposal: uuid.UUID
) -> HttpResponse:
    mine, found = _own_proposal(request, relationship, proposal)
    attempt(
        request,
        lambda: phases.set_aside(proposal=found, by=mine.user),
        _("The proposal is closed. Nothing has changed."),
    )
    return redirect("relationship_detail", relationship)


def _own_proposal(
    request: HttpRequest, relationship: uuid.UUID, proposal: uuid.UUID
) -> tuple[Membership, PhaseProposal]:
    mine = phased_membership_or_refusal(request.user, relationship)
    return mine, get_object_or_404(PhaseProposal, pk=proposal, relationship=mine.relationship)


@require_POST
def mark_ready(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """Say "I am ready to go on alone", or take it back."""
    mine = phased_membership_or_refusal(request.user, relationship)
    attempt(
        request,
        lambda: phases.mark_ready(
            relationship=mine.relationship, by=mine.user, ready="ready" in request.POST
        ),
        _("Noted."),
    )
    return redirect("relationship_detail", relationship)


@require_POST
def outcome_choose(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = phased_membership_or_refusal(request.user, relationship)
    form = OutcomeForm(request.POST)
    if form.is_valid():
        attempt(
            request,
            lambda: phases.choose_outcome(
                relationship=mine.relationship, by=mine.user, outcome=form.cleaned_data["outcome"]
            ),
            _("Your choice is noted."),
        )
    return redirect("closing", relationship)


@require_http_methods(["GET", "HEAD", "POST"])
@asks_first
def complete(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """Each member concludes for themselves: what comes after, and when to ask again."""
    mine = phased_membership_or_refusal(request.user, relationship)
    form = CompleteForm(request.POST or None, initial={"outcome": mine.outcome_choice})
    conclude = confirmed(request, _concluding(mine), lambda: _complete(mine, form))
    if request.method == "POST" and submit(form, conclude):
        return redirect("relationship_detail", relationship)
    context = {"form": form, "mine": mine, "conclusion": conclusion.of(mine)}
    return render(request, "relationships/complete.html", context)


def _complete(mine: Membership, form: CompleteForm) -> Relationship:
    return phases.complete(relationship=mine.relationship, by=mine.user, **form.cleaned_data)


def _concluding(mine: Membership) -> Confirmation:
    return Confirmation(
        title=_("Conclude for your part?"),
        button=_("Conclude for my part"),
        back=reverse("complete", args=[mine.relationship_id]),
        undo=_("You can choose again until it has ended. An ending cannot be undone."),
        has_form=True,
    )
