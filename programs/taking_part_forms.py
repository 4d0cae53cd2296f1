"""Forms about the format of a program and about taking part in it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs import formats
from programs.actions import TakingPart
from programs.models import Format, Program


class FormatForm(forms.Form):
    """One of the formats, each with what it is."""

    format = forms.ChoiceField(label=_("Who mentors whom?"), widget=forms.RadioSelect)

    def __init__(self, data: Mapping[str, Any] | None, *, program: Program) -> None:
        super().__init__(data, initial={"format": program.format})
        field = self.fields["format"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, Format(key).label) for key in formats.TRAITS]

    def chosen(self) -> Format:
        return Format(self.cleaned_data["format"])


class TakingPartForm(forms.Form):
    """What taking part asks of people."""

    most_mentees = forms.TypedChoiceField(
        label=_("How many mentees may a mentor take at a time?"),
        choices=[(1, _("One")), (2, _("Up to two")), (3, _("Up to three"))],
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("Mentors choose within this. Who has offered more keeps the places in use."),
    )
    orientation_required = forms.BooleanField(
        label=_("Nobody is matched before their orientation"),
        required=False,
        help_text=_("Three short texts with a question each; it takes about three minutes."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, program: Program) -> None:
        super().__init__(data, initial={name: getattr(program, name) for name in self.base_fields})

    def terms(self) -> TakingPart:
        return TakingPart(**self.cleaned_data)
