"""The pages a mentor or mentee opens first."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mentoring.lib.web import attempt
from profiles.my import enrollments_of
from profiles.next_steps import steps_of
from programs import formats
from programs.permissions import signed_in
from relationships.forms import WishForm
from relationships.models import OPEN_STATUSES, Membership, Status
from relationships.permissions import membership_or_refusal
from relationships.wording import names_of
from sessions.actions import asking
from sessions.forms import FitForm
from sessions.glance import Glance
from sessions.record import Record


@require_safe
def relationship_list(request: HttpRequest) -> HttpResponse:
    """Everything somebody takes part in: proposals first, then pairs, then what has ended."""
    person = signed_in(request)
    mine = Membership.objects.filter(user=person).select_related("user", "relationship__program")
    rows = mine.prefetch_related("relationship__memberships__user")
    pairs = [Pair(membership) for membership in rows.order_by("-relationship__created_at")]
    enrollments = enrollments_of(person)
    context = {
        "proposals": [pair for pair in pairs if pair.status == Status.PROPOSED],
        "running": [pair for pair in pairs if pair.is_running],
        "ended": [pair for pair in pairs if pair.status not in OPEN_STATUSES],
        "enrollments": enrollments,
        "next_steps": steps_of(person, enrollments),
    }
    return render(request, "sessions/relationship_list.html", context)


class Pair:
    """One relationship in the list, from the side of one member."""

    def __init__(self, mine: Membership) -> None:
        self.mine = mine
        self.relationship = mine.relationship
        others = [one for one in self.relationship.memberships.all() if one.pk != mine.pk]
        self.others = [one for one in others if one.is_present] or others
        self.partner = self.others[0]
        self.status = self.relationship.status
        self.is_running = self.relationship.is_running

    @property
    def title(self) -> str:
        """The name of the group, or of who else belongs to it."""
        return self.relationship.name or names_of([one.user for one in self.others])

    @property
    def role(self) -> str:
        """What the others are here: "your mentor", "your buddy", "your group"."""
        if self.relationship.is_many:
            return _("your circle") if self.relationship.is_circle else _("your group")
        traits = formats.of(self.relationship.program.format)
        return str(traits.part(self.partner.role).yours)


@require_safe
def relationship_detail(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """The record of one pair, or the proposal that comes before it."""
    record = Record(membership_or_refusal(request.user, relationship))
    if record.relationship.status == Status.PROPOSED:
        return render(request, "sessions/proposal.html", {"record": record})
    context = {
        "record": record,
        "glance": Glance(record),
        "fit_form": FitForm(initial={"fit": record.mine.fit}),
        "wish_form": WishForm(initial={"wish": record.mine.wish}),
    }
    return render(request, "sessions/record.html", context)


@require_POST
def fit(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """Say how well the two fit; the coordinator reads it, the partner does not."""
    mine = membership_or_refusal(request.user, relationship)
    form = FitForm(request.POST)
    if form.is_valid():
        attempt(
            request,
            lambda: asking.say_fit(membership=mine, fit=form.cleaned_data["fit"]),
            _("Thank you. Your partner does not see this answer; your coordinator does."),
        )
    return redirect("relationship_detail", relationship)


@require_POST
def ask_for_help(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    mine = membership_or_refusal(request.user, relationship)
    attempt(
        request,
        lambda: asking.ask_for_help(membership=mine),
        _("Your coordinator knows that you would like to talk, and nobody else does."),
    )
    return redirect("relationship_detail", relationship)
