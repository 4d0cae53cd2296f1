"""Forms about the format of a program and about taking part in it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs import formats
from programs.actions import TakingPart
from programs.models import BriefingReaders, Format, Program, Side


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
        choices=[(1, _("One")), (2, _("Up to two")), (3, _("Up to three"))],
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_(
            "People choose within this limit. Anybody who has offered more keeps the"
            " places already in use."
        ),
    )
    orientation_required = forms.BooleanField(
        label=_("Nobody is matched before their orientation"),
        required=False,
        help_text=_("Three short texts with a question each; it takes about three minutes."),
    )

    briefing_readers = forms.ChoiceField(
        label=_("Who may read the page for line managers?"),
        choices=BriefingReaders.choices,
        widget=forms.RadioSelect,
        help_text=_("It says what the program is and asks of a team, and never who is in it."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, program: Program) -> None:
        super().__init__(data, initial={name: getattr(program, name) for name in self.base_fields})
        self._most_before = program.most_mentees
        if not formats.of(program.format).has_places:
            del self.fields["most_mentees"]
            return
        name = formats.role_name(program.format, Side.MENTOR).lower()
        self.fields["most_mentees"].label = gettext("How many may a %(name)s take at a time?") % {
            "name": name
        }

    def terms(self) -> TakingPart:
        return TakingPart(**{"most_mentees": self._most_before, **self.cleaned_data})
