"""The form about how people join."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.joining.actions import Rule
from programs.models import MOST_MENTORS, MentorsFirst, Needed, Program


class JoiningForm(forms.Form):
    """Who joins first."""

    use_required_attribute = False

    mentors_first = forms.ChoiceField(
        label=_("What do mentees wait with until enough mentors are approved?"),
        help_text=_(
            "Mentees hesitate when nobody is there to help, and lose heart when they wait."
        ),
        choices=MentorsFirst.choices,
        widget=forms.RadioSelect,
    )
    mentors_needed_as = forms.ChoiceField(
        label=_("How do you count the mentors they wait for?"),
        choices=Needed.choices,
        widget=forms.RadioSelect,
    )
    mentors_needed = forms.IntegerField(
        label=_("How many, or what percentage?"),
        help_text=_("75 % of those invited is usual; who has said “not this time” is not counted."),
        min_value=1,
        max_value=MOST_MENTORS,
    )

    def __init__(self, data: Mapping[str, Any] | None, *, program: Program) -> None:
        names = tuple(Rule.__annotations__)
        super().__init__(data, initial={name: getattr(program, name) for name in names})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("mentors_first") == MentorsFirst.NOTHING:
            self._keep_as_it_was("mentors_needed_as", "mentors_needed")
        is_share = cleaned.get("mentors_needed_as") == Needed.SHARE
        if is_share and cleaned.get("mentors_needed", 0) > 100:
            self.add_error("mentors_needed", _("A share is 100 % at most."))
        return cleaned

    def _keep_as_it_was(self, *names: str) -> None:
        """What is not shown is neither asked for nor changed."""
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data[name] = self.initial[name]

    def rule(self) -> Rule:
        return Rule(**{name: self.cleaned_data[name] for name in Rule.__annotations__})
