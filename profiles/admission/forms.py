"""The form about how people join."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles import format_words
from profiles.admission.actions import Rule
from programs import formats
from programs.models import (
    MOST_MENTORS,
    ManagerAsked,
    MentorsFirst,
    Needed,
    Program,
    Side,
    Silence,
)

MENTORS = ("mentors_first", "mentors_needed_as", "mentors_needed")


class JoiningForm(forms.Form):
    """Who joins first, and who is asked."""

    use_required_attribute = False

    mentors_first = forms.ChoiceField(choices=MentorsFirst.choices, widget=forms.RadioSelect)
    mentors_needed_as = forms.ChoiceField(choices=Needed.choices, widget=forms.RadioSelect)
    mentors_needed = forms.IntegerField(
        label=_("How many, or what percentage?"),
        help_text=_(
            "75% of those invited is usual. People who have said “not this time” are not counted."
        ),
        min_value=1,
        max_value=MOST_MENTORS,
    )

    manager_asked = forms.ChoiceField(
        label=_("Whose line managers are asked to agree to the time it takes?"),
        help_text=_("They see that somebody wants to take part, never what they have answered."),
        choices=ManagerAsked.choices,
        widget=forms.RadioSelect,
    )
    manager_days = forms.IntegerField(
        label=_("Days they have to answer"),
        help_text=_(
            "They get an email with two buttons, and one reminder two days before the deadline."
        ),
        min_value=1,
        max_value=60,
    )
    manager_silence = forms.ChoiceField(
        label=_("And when they do not answer?"),
        help_text=_("The email says so."),
        choices=Silence.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Mapping[str, Any] | None, *, program: Program) -> None:
        names = tuple(Rule.__annotations__)
        super().__init__(data, initial={name: getattr(program, name) for name in names})
        self._name(format_words.of(program.format))
        self.has_mentors = Side.MENTOR in formats.of(program.format).sides
        for name in () if self.has_mentors else MENTORS:
            del self.fields[name]

    def _name(self, words: format_words.JoiningWords) -> None:
        """Ask in the words of the format."""
        first = self.fields["mentors_first"]
        first.label, first.help_text = words.wait_with, words.wait_why
        self.fields["mentors_needed_as"].label = words.counted_how
        self._offer("mentors_first", words.wait_with_choices)
        self._offer("mentors_needed_as", words.count_choices)
        self._offer("manager_asked", words.manager_choices)

    def _offer(self, name: str, choices: Mapping[str, str]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, words) for key, words in choices.items() if words]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("mentors_first") == MentorsFirst.NOTHING:
            self._keep_as_it_was("mentors_needed_as", "mentors_needed")
        if cleaned.get("manager_asked") == ManagerAsked.NOBODY:
            self._keep_as_it_was("manager_days", "manager_silence")
        is_share = cleaned.get("mentors_needed_as") == Needed.SHARE
        if is_share and cleaned.get("mentors_needed", 0) > 100:
            self.add_error("mentors_needed", _("Enter 100% at most."))
        return cleaned

    def _keep_as_it_was(self, *names: str) -> None:
        """What is not shown is neither asked for nor changed."""
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data[name] = self.initial[name]

    def rule(self) -> Rule:
        return Rule(**{name: self.cleaned_data[name] for name in self.fields}, **self._not_asked())

    def _not_asked(self) -> dict[str, Any]:
        """Where nobody joins as a mentor, nobody waits for one."""
        return {name: self.initial[name] for name in MENTORS if name not in self.fields}
