"""Support given, by function."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.confirmation import Confirmation, asks_first, confirmed
from core.forms import DayField, read_by
from core.web import attempt, submit
from drafts.kept_forms import kept
from relationships import day_limits, field_readers, support
from relationships.actions import support as actions
from relationships.actions.support import Support
from relationships.forms import TITLE
from relationships.models import Membership, Relationship, SupportNote
from relationships.permissions import phased_membership_or_refusal

NOTES_A_PAGE = 20


class SupportForm(forms.Form):
    """One moment of help."""

    giver = forms.ChoiceField(label=gettext_lazy("Who gave it?"), widget=forms.RadioSelect)
    function = forms.ChoiceField(
        label=gettext_lazy("What kind of support was it?"),
        choices=[
            (title, [(one.value, one.label) for one in functions])
            for title, functions in support.GROUPS
        ],
    )
    words = read_by(
        "pair",
        forms.CharField(
            label=gettext_lazy("What was it?"),
            max_length=TITLE,
            help_text=gettext_lazy(
                "Such as “put me forward for the steering committee” or “listened after the reorg”."
            ),
        ),
    )
    given_on = DayField(label=gettext_lazy("When?"))

    def __init__(
        self, *data: Any, members: list[Membership], record: Relationship, **options: Any
    ) -> None:
        super().__init__(*data, **options)
        self.record = record
        giver = self.fields["giver"]
        if isinstance(giver, forms.ChoiceField):
            giver.choices = [(str(one.pk), str(one.user)) for one in members]

    def clean_given_on(self) -> date:
        given_on: date = self.cleaned_data["given_on"]
        day_limits.refuse_future(given_on)
        day_limits.refuse_before_start(self.record, given_on)
        return given_on

    def support(self) -> Support:
        names = ("function", "words", "given_on")
        return Support(**{name: self.cleaned_data[name] for name in names})


@require_http_methods(["GET", "HEAD", "POST"])
def support_given(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """What was given, by function; every member adds to it."""
    mine = phased_membership_or_refusal(request.user, relationship)
    members = {str(one.pk): one for one in _present(mine)}
    start = {"given_on": clock.local_today(), "giver": _usual_giver(members)}
    form = SupportForm(
        request.POST or None,
        members=list(members.values()),
        record=mine.relationship,
        initial=start,
    )
    form = field_readers.fitted(
        kept(request, form, _("Support given")), field_readers.of_support(mine.relationship)
    )
    if request.method == "POST" and submit(
        form,
        lambda: actions.note(
            relationship=mine.relationship,
            by=mine.user,
            giver=members[form.cleaned_data["giver"]],
            support=form.support(),
        ),
    ):
        return redirect("support_given", relationship)
    notes = list(support.readable(mine))
    context = {
        "mine": mine,
        "form": form,
        "groups": support.groups(notes),
        "page": Paginator(notes, NOTES_A_PAGE).get_page(request.GET.get("page")),
        "may_write": mine.relationship.is_running and not mine.relationship.is_on_hold,
    }
    return render(request, "relationships/support.html", context)


def _present(mine: Membership) -> list[Membership]:
    return list(mine.relationship.memberships.present().select_related("user"))


def _usual_giver(members: dict[str, Membership]) -> str | None:
    return next((key for key, one in members.items() if one.is_mentor), None)


@require_POST
@asks_first
def support_remove(request: HttpRequest, relationship: uuid.UUID, given: uuid.UUID) -> HttpResponse:
    mine = phased_membership_or_refusal(request.user, relationship)
    rows: Any = support.readable(mine).select_related("giver__relationship")
    found: SupportNote | None = rows.filter(pk=given).first()
    if found is None:
        raise Http404
    question = Confirmation(
        title=_("Delete this note about support?"),
        button=_("Delete the note"),
        back=reverse("support_given", args=[relationship]),
        sentences=[_("The note is deleted for good, for everybody who can read it.")],
    )
    remove = confirmed(request, question, lambda: actions.remove(note=found, by=mine.user))
    attempt(request, remove, _("The note has been deleted."))
    return redirect("support_given", relationship)
