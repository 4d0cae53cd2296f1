"""The agreement of a pair: read, confirm, write the next version."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.web import attempt, submit
from drafts.kept_forms import kept
from profiles.models import Channel
from programs.models import PhasePlan
from relationships import field_readers
from relationships.actions import plans
from relationships.forms import AgreementForm, agreement_start
from relationships.models import Agreement, Membership
from relationships.permissions import phased_membership_or_refusal
from relationships.wording import names_of


@require_safe
def agreement(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """The newest version, and what to do with it."""
    mine = phased_membership_or_refusal(request.user, relationship)
    versions = list(
        mine.relationship.agreements.select_related("proposed_by__user", "confirmed_by__user")
    )
    newest = versions[0] if versions else None
    waiting_for = [one for one in _others(mine) if newest and not newest.is_agreed_by(one)]
    context = {
        "mine": mine,
        "newest": newest,
        "channels": _channels(newest),
        "agreed": newest is not None and newest.is_agreed_by(mine),
        "waiting_for": names_of([one.user for one in waiting_for], short=True),
        "earlier": versions[1:],
    }
    return render(request, "relationships/agreement.html", context)


def _channels(agreement: Agreement | None) -> list[str]:
    labels = dict(Channel.choices)
    return [str(labels.get(key, key)) for key in agreement.channels] if agreement else []


def _others(mine: Membership) -> list[Membership]:
    members = mine.relationship.memberships.present().select_related("user")
    return [member for member in members if member.pk != mine.pk]


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_edit(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """Write a new version; it starts from the newest."""
    mine = phased_membership_or_refusal(request.user, relationship)
    form = AgreementForm(request.POST or None, initial=_start(mine), record=mine.relationship)
    form = kept(request, form, _("How we work together"), changes_record=True)
    field_readers.fitted(form, field_readers.of_all(mine.relationship))
    if request.method == "POST" and submit(
        form,
        lambda: plans.propose_agreement(
            relationship=mine.relationship, by=mine.user, terms=form.terms()
        ),
    ):
        return redirect("agreement", relationship)
    context = {"form": form, "mine": mine}
    return render(request, "relationships/agreement_edit.html", context)


def _start(mine: Membership) -> dict[str, object]:
    newest = mine.relationship.agreements.first()
    if newest is None:
        plan = PhasePlan.objects.filter(
            program=mine.relationship.program_id, phase=mine.relationship.phase
        ).first()
        return agreement_start(mine.relationship, plan.cadence_days if plan else 14)
    return {name: getattr(newest, name) for name in AgreementForm.base_fields}


@require_POST
def agreement_confirm(
    request: HttpRequest, relationship: uuid.UUID, agreement: uuid.UUID
) -> HttpResponse:
    mine = phased_membership_or_refusal(request.user, relationship)
    version = get_object_or_404(Agreement, pk=agreement, relationship=mine.relationship)
    attempt(
        request,
        lambda: plans.confirm_agreement(agreement=version, by=mine.user),
        _("You have confirmed the agreement."),
    )
    return redirect("agreement", relationship)
