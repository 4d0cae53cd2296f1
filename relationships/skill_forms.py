"""Forms of the skills gap. Rows of fields, so that no script is needed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from core.forms import read_by
from profiles.models import SkillLevel
from relationships.actions.skills import Rating
from relationships.forms import GoalForm, words_field
from relationships.models import Membership, WantedSkill
from relationships.skill_gap import SkillGapRow

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

EVIDENCE = 1000
NAME = 80
LEVELS = [(level.value, level.label) for level in SkillLevel]


def _level(label: "StrPromise", lowest: int = 0) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=LEVELS[lowest:], coerce=int)


def _evidence() -> forms.CharField:
    return words_field(_("What shows it?"), "pair", rows=2, max_length=EVIDENCE, required=False)


@dataclass(frozen=True)
class SkillRow:
    """One skill as the template draws it."""

    line: SkillGapRow
    level: BoundField
    target: BoundField
    evidence: BoundField


class RateForm(forms.Form):
    """Every skill of one person: where they stand today, what shows it, where they want to be."""

    def __init__(self, *data: Any, lines: list[SkillGapRow], **options: Any) -> None:
        super().__init__(*data, **options)
        self.lines = lines
        for line in lines:
            self.fields[f"{line.key}_level"] = _level(_("Where do you stand today?"))
            self.fields[f"{line.key}_target"] = _level(_("Where do you want to be?"), 1)
            self.fields[f"{line.key}_evidence"] = _evidence()
            for name in ("level", "target", "evidence"):
                self.initial[f"{line.key}_{name}"] = getattr(line, name)

    @property
    def rows(self) -> list[SkillRow]:
        return [SkillRow(line, *(self[name] for name in _names(line))) for line in self.lines]

    def ratings(self) -> list[Rating]:
        """What was typed in a valid form."""
        return [
            Rating(line.name, *(self.cleaned_data[name] for name in _names(line)))
            for line in self.lines
        ]


def _names(line: SkillGapRow) -> list[str]:
    return [f"{line.key}_{name}" for name in ("level", "target", "evidence")]


class Suggesting(forms.TextInput):
    """A text with words to choose from, which are no limit."""

    template_name = "relationships/suggesting.html"

    def __init__(self, words: list[str]) -> None:
        super().__init__(attrs={"list": "id_name_words", "autocomplete": "off"})
        self.words = words

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "words": self.words}


class WantedSkillForm(forms.Form):
    """One more skill to grow in."""

    name = read_by(
        "pair",
        forms.CharField(
            label=_("Which skill?"),
            max_length=NAME,
            help_text=_("Choose from the list, or use your own words."),
        ),
    )
    level = _level(_("Where do you stand today?"))
    target = _level(_("Where do you want to be?"), 1)
    evidence = _evidence()

    def __init__(self, *data: Any, words: list[str], **options: Any) -> None:
        super().__init__(*data, **options)
        self.fields["name"].widget = Suggesting(words)

    def rating(self) -> Rating:
        return Rating(**self.cleaned_data)


class NewGoalForm(GoalForm):
    """A goal, the skills it builds where some are wanted, and in a mentor's group whose it is."""

    def __init__(
        self, *data: Any, wanted: list[WantedSkill], owners: list[Membership], **options: Any
    ) -> None:
        super().__init__(*data, **options)
        self._owners = {str(one.pk): one for one in owners}
        if owners:
            self.fields["owner"] = forms.ChoiceField(
                label=_("Whose goal is it?"),
                choices=[(key, str(one.user)) for key, one in self._owners.items()],
                widget=forms.RadioSelect,
            )
        if wanted:
            self.fields["skills"] = forms.MultipleChoiceField(
                label=_("Which skills does it build?"),
                choices=[(str(row.pk), row.name) for row in wanted],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    @property
    def chosen(self) -> list[UUID]:
        return [UUID(key) for key in self.cleaned_data.get("skills", [])]

    def owner(self) -> Membership | None:
        """Whose goal it is; None where that is plain."""
        return self._owners.get(self.cleaned_data.get("owner", ""))


class SkillsOfGoalForm(forms.Form):
    """Which skills a goal builds."""

    skills = forms.MultipleChoiceField(
        label=_("Which skills does it build?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *data: Any, wanted: list[WantedSkill], **options: Any) -> None:
        super().__init__(*data, **options)
        skills = self.fields["skills"]
        if isinstance(skills, forms.MultipleChoiceField):
            skills.choices = [(str(row.pk), row.name) for row in wanted]
