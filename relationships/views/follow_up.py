"""How things have gone, some months after the end."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.forms import read_by
from core.web import submit
from drafts.kept_forms import kept
from relationships import field_readers
from relationships.actions import follow_up as actions
from relationships.actions.follow_up import Later
from relationships.forms import words_field
from relationships.models import Contact, FollowUp, Lasting
from relationships.permissions import membership_or_refusal


class FollowUpForm(forms.Form):
    """Two choices and a few words."""

    lasting = forms.ChoiceField(
        label=gettext_lazy("How much of what you reached is still there?"),
        choices=Lasting.choices,
        widget=forms.RadioSelect,
    )
    contact = read_by(
        "pair",
        forms.ChoiceField(
            label=gettext_lazy("Are you still in touch?"),
            choices=Contact.choices,
            widget=forms.RadioSelect,
        ),
    )
    words = words_field(
        gettext_lazy("What was the result?"),
        "pair",
        rows=3,
        help_text=gettext_lazy("The answer is read with pleasure. A sentence is enough."),
        required=False,
    )

    def later(self) -> Later:
        return Later(**self.cleaned_data)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, relationship: uuid.UUID) -> HttpResponse:
    """What each says; one's own answers can be changed."""
    mine = membership_or_refusal(request.user, relationship)
    rows = FollowUp.objects.filter(member__relationship=relationship).select_related("member__user")
    said = {row.member_id: row for row in rows}
    own = said.pop(mine.pk, None)
    start = {name: getattr(own, name) for name in FollowUpForm.base_fields} if own else {}
    form = FollowUpForm(request.POST or None, initial=start)
    form = kept(request, form, _("How things went afterwards"), changes_record=True)
    field_readers.fitted(form, field_readers.of_all(mine.relationship))
    if request.method == "POST" and submit(
        form,
        lambda: actions.answer(relationship=mine.relationship, by=mine.user, later=form.later()),
    ):
        messages.success(
            request,
            _("Thank you. The others can read it too.")
            if mine.relationship.is_many
            else _("Thank you. Your partner can read it too."),
        )
        return redirect("follow_up", relationship)
    context = {
        "mine": mine,
        "form": form,
        "own": own,
        "others": list(said.values()),
        "may_answer": actions.may_be_answered(mine.relationship),
    }
    return render(request, "relationships/follow_up.html", context)
