"""Closing well: one page with every step, and what each member writes on it."""

import uuid
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.web import attempt, submit
from drafts.kept_forms import AnyForm, kept
from relationships import conclusion, field_readers
from relationships.actions import closing as actions
from relationships.closing_forms import IndependenceForm, LookAheadForm, ThanksForm
from relationships.forms import OutcomeForm
from relationships.models import Membership
from relationships.permissions import phased_membership_or_refusal
from sessions.actions import notes
from sessions.models import Action
from workspace.closing import Journey
from workspace.record import RelationshipRecord

KEPT = {"ahead_form": "closing_ahead", "thanks_form": "closing_thanks"}


@require_safe
def closing(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """The steps to a good end, from announcing it to what they are afterwards."""
    return _page(request, phased_membership_or_refusal(request.user, relationship))


def _page(request: HttpRequest, mine: Membership, **forms: Form) -> HttpResponse:
    """The page. ``forms`` replace the fresh ones, to show what is wrong with them."""
    journey = Journey(RelationshipRecord(mine))
    own = vars(journey.own)
    context: dict[str, Any] = {
        "journey": journey,
        "record": journey.record,
        "conclusion": conclusion.of(mine),
        "independence_form": IndependenceForm(member=mine, initial=own),
        "ahead_form": LookAheadForm(initial=_own(journey)),
        "thanks_form": ThanksForm(initial=_own(journey)),
        "outcome_form": OutcomeForm(initial={"outcome": mine.outcome_choice}),
    }
    context |= forms
    for name, route in KEPT.items():
        shown = _kept(request, mine, context[name], route)
        context[name] = field_readers.fitted(shown, field_readers.of_all(mine.relationship))
    return render(request, "workspace/closing.html", context)


def _kept(request: HttpRequest, mine: Membership, form: AnyForm, route: str) -> AnyForm:
    page, to = (reverse(name, args=[mine.relationship_id]) for name in ("closing", route))
    return kept(request, form, _("Closing well"), to=to, page=page, changes_record=True)


def _own(journey: Journey) -> dict[str, Any]:
    """What this member has written so far, by the names of the fields."""
    own = journey.own
    names = (*LookAheadForm.base_fields, *ThanksForm.base_fields)
    return {name: getattr(own, name) for name in names}


@require_POST
def closing_independence(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = phased_membership_or_refusal(request.user, relationship)
    form = IndependenceForm(request.POST, member=mine)
    if submit(
        form,
        lambda: actions.say_independence(
            relationship=mine.relationship, by=mine.user, answers=form.answers()
        ),
    ):
        messages.success(request, _("Saved. Only you can see it."))
        return redirect("closing", relationship)
    return _page(request, mine, independence_form=form)


@require_POST
def closing_ahead(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = phased_membership_or_refusal(request.user, relationship)
    start = _own(Journey(RelationshipRecord(mine)))
    form = _kept(request, mine, LookAheadForm(request.POST, initial=start), "closing_ahead")
    if submit(
        form,
        lambda: actions.look_ahead(
            relationship=mine.relationship, by=mine.user, **form.cleaned_data
        ),
    ):
        is_many = mine.relationship.is_many
        messages.success(
            request,
            _("Saved. Only the members can read it.")
            if is_many
            else _("Saved. Only the two of you can read it."),
        )
        return redirect("closing", relationship)
    return _page(request, mine, ahead_form=form)


@require_POST
def closing_thanks(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = phased_membership_or_refusal(request.user, relationship)
    start = _own(Journey(RelationshipRecord(mine)))
    form = _kept(request, mine, ThanksForm(request.POST, initial=start), "closing_thanks")
    if submit(
        form,
        lambda: actions.thank(
            relationship=mine.relationship, by=mine.user, words=form.cleaned_data["thanks"]
        ),
    ):
        messages.success(request, _("Your thank-you note has been sent."))
        return redirect("closing", relationship)
    return _page(request, mine, thanks_form=form)


@require_POST
def closing_settle(
    request: HttpRequest, relationship: uuid.UUID, action: uuid.UUID
) -> HttpResponse:
    """Say what becomes of a promise that is still open."""
    mine = phased_membership_or_refusal(request.user, relationship)
    found = Action.objects.filter(pk=action, relationship=mine.relationship).first()
    if found is None:
        raise Http404
    way = request.POST.get("settled_as", "")
    attempt(
        request,
        lambda: notes.set_done(action=found, by=mine.user, done=True, settled_as=way),
        _("Saved."),
    )
    return redirect("closing", relationship)
