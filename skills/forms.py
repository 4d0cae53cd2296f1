"""Forms that keep the skills vocabulary."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.seen import readable
from skills import rules
from skills.models import Skill
from skills.rules import SkillWords

FILE_BYTES = 512 * 1024


class SkillForm(forms.Form):
    """One skill; the areas in use are suggested, a new one is welcome."""

    name = forms.CharField(
        label=gettext_lazy("What is the skill called?"),
        max_length=rules.NAME_LENGTH,
        help_text=gettext_lazy("As people say it, such as “Giving feedback”."),
    )
    area = forms.CharField(
        label=gettext_lazy("Which area does it belong to?"),
        max_length=rules.AREA_LENGTH,
        widget=forms.TextInput(attrs={"list": "areas", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "Skills in the same area are shown together in the enrollment form."
        ),
    )
    synonyms = forms.CharField(
        label=gettext_lazy("Other names people use"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One per line. They help people find the skill, and keep duplicates out."
        ),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, skill: Skill | None = None) -> None:
        stored = {"name": skill.name, "area": skill.area} if skill else {}
        synonyms = {"synonyms": "\n".join(skill.synonyms)} if skill else {}
        super().__init__(data, initial=stored | synonyms)

    def clean_name(self) -> str:
        return rules.tidy(self.cleaned_data["name"])

    def clean_area(self) -> str:
        return rules.tidy(self.cleaned_data["area"])

    def clean_synonyms(self) -> tuple[str, ...]:
        words = rules.without_doubles(map(readable, self.cleaned_data["synonyms"].splitlines()))
        if len(words) > rules.MOST_SYNONYMS:
            raise forms.ValidationError(_("Give twenty other names at most."))
        if any(len(word) > rules.NAME_LENGTH for word in words):
            raise forms.ValidationError(_("Keep each name under 80 characters."))
        return words

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("name", "area"):
            if cleaned.get(name) == "":
                self.add_error(name, _("Write a word or two that people can read."))
        return cleaned

    def words(self) -> SkillWords:
        cleaned = self.cleaned_data
        synonyms = rules.without_doubles(cleaned["synonyms"], leave_out=cleaned["name"])
        return SkillWords(cleaned["name"], cleaned["area"], synonyms)


class MergeForm(forms.Form):
    """The skill that stays."""

    into = forms.ChoiceField(
        label=gettext_lazy("Which skill stays?"),
        help_text=gettext_lazy("It keeps its name and area; the other name still finds it."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, skill: Skill) -> None:
        super().__init__(data)
        others = list(Skill.objects.choosable().exclude(pk=skill.pk))
        self.skills = {str(other.pk): other for other in others}
        field = self.fields["into"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose a skill")), *_by_area(others)]

    def skill(self) -> Skill:
        return self.skills[self.cleaned_data["into"]]


class ImportForm(forms.Form):
    """A file, or the same rows as text: what was looked at comes back as text."""

    file = forms.FileField(
        label=gettext_lazy("File of skills (CSV)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
        help_text=gettext_lazy(
            "Up to 500 KB: one row for each skill, with name, area, other names."
        ),
    )
    rows = forms.CharField(
        label=gettext_lazy("Or paste the rows here"),
        required=False,
        max_length=FILE_BYTES,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("For example: Giving feedback, Leading people, Feedback; Praise"),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if not file:
            return b""
        if file.size > FILE_BYTES:
            raise forms.ValidationError(_("The file is larger than 500 KB. Split it."))
        content: bytes = file.read()
        return content

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.content():
            self.add_error("file", _("Choose a file, or paste rows below."))
        return cleaned

    def content(self) -> bytes:
        """The file when there is one, else the pasted rows."""
        file: bytes = self.cleaned_data["file"]
        rows: str = self.cleaned_data["rows"]
        return file or rows.encode()


def areas() -> list[str]:
    """The areas in use, in order: one query."""
    return list(Skill.objects.order_by("area").values_list("area", flat=True).distinct())


def _by_area(skills: list[Skill]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups = groupby(skills, key=lambda skill: skill.area)
    return [(area, [(str(s.pk), s.name) for s in rows]) for area, rows in groups]
