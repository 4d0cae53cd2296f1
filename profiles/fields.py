"""Form fields of the enrollment form."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from core.forms import DayField
from profiles.models import SkillLevel

MOST_AVOIDED = 10
SEPARATORS = re.compile(r"[\n\r;,]+")


class SeveralField(forms.MultipleChoiceField):
    """A few choices out of many: ticking more boxes must not win."""

    widget = forms.CheckboxSelectMultiple
    too_many = ngettext_lazy("Choose one at most.", "Choose %(most)s at most.", "most")

    def __init__(self, *, most: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.most = most

    def validate(self, value: Any) -> None:
        super().validate(value)
        if self.most is not None and len(value) > self.most:
            raise forms.ValidationError(self.too_many % {"most": self.most}, "too_many")


class DayAnswerField(DayField):
    """A calendar day, kept as ``2027-01-31``."""

    def clean(self, value: Any) -> Any:
        """The day as text, "" for none."""
        day = super().clean(value)
        return day.isoformat() if day else ""


class SideBySide(forms.MultiWidget):
    """Several choices that answer one question, each under a label of its own."""

    template_name = "components/side_by_side.html"
    use_fieldset = True

    def __init__(self, labels: list[str], choices: list[Any]) -> None:
        super().__init__([forms.Select(choices=offered) for offered in choices])
        self.labels = labels

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if value else [None] * len(self.labels)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["parts"] = list(zip(self.labels, context["widget"]["subwidgets"], strict=True))
        return context

    def id_for_label(self, id_: str, index: Any = None) -> str:
        """The first choice: where a link in the error summary leads."""
        return f"{id_}_0"


class RankingField(forms.MultiValueField):
    """Puts ``choices`` in order: a list of all of them, the first first."""

    def __init__(self, *, choices: list[str], **options: Any) -> None:
        self.choices = choices
        offered = [("", "—"), *((str(n), str(n)) for n in range(1, len(choices) + 1))]
        fields = [forms.ChoiceField(choices=offered, required=False) for _choice in choices]
        widget = SideBySide(choices, [offered] * len(choices))
        super().__init__(fields, widget=widget, **options)

    def places(self, order: list[str]) -> list[str]:
        """The place of each choice in ``order``, as the form shows it."""
        return [str(order.index(c) + 1) if c in order else "" for c in self.choices]

    def compress(self, data_list: list[Any]) -> list[str]:
        """Raises ValidationError when a place is missing or given twice."""
        if not any(data_list):
            return []
        if sorted(filter(None, data_list), key=int) != [
            str(n) for n in range(1, len(self.choices) + 1)
        ]:
            raise forms.ValidationError(
                _("Give each one a different number, starting with 1."), "places"
            )
        return [
            choice for _n, choice in sorted(zip(map(int, data_list), self.choices, strict=True))
        ]


class SkillLevelField(forms.MultiValueField):
    """A skill of the vocabulary with the level somebody has: ``[name, "0" to "4"]``."""

    def __init__(self, *, skills: list[str], **options: Any) -> None:
        named = [("", _("Choose a skill")), *((skill, skill) for skill in skills)]
        levels = [("", _("Choose")), *((str(n), label) for n, label in SkillLevel.choices)]
        offered: list[Any] = [named, levels]
        fields = [forms.ChoiceField(choices=choices, required=False) for choices in offered]
        super().__init__(fields, widget=SideBySide([_("Skill"), _("Level")], offered), **options)

    def compress(self, data_list: list[Any]) -> list[str]:
        """Raises ValidationError when only one of the two is chosen."""
        if not any(data_list):
            return []
        if not all(data_list):
            raise forms.ValidationError(_("Choose the skill and its level."), "half")
        return list(data_list)


class PeopleField(forms.CharField):
    """People of the organization by e-mail address or full name, one a line; never ``asked``."""

    widget = forms.Textarea

    def __init__(self, *, asked: User, **options: Any) -> None:
        super().__init__(**options)
        self.asked = asked

    def to_python(self, value: Any) -> Any:
        """A list of users. Raises ValidationError naming the line nobody answers to, or oneself."""
        text = super().to_python(value) or ""
        self.run_text_validators(text)
        lines = [line.strip() for line in SEPARATORS.split(text) if line.strip()]
        if len(lines) > MOST_AVOIDED:
            raise forms.ValidationError(_("Name ten people at most."), "too_many")
        people = _people(lines)
        if self.asked in people:
            raise forms.ValidationError(
                _("This list is for other people. Remove yourself."), "self"
            )
        return people

    def run_text_validators(self, text: str) -> None:
        super().run_validators(text)

    def run_validators(self, value: Any) -> None:
        """Done on the text, before it was turned into people."""

    def prepare_value(self, value: Any) -> Any:
        """E-mail addresses, whatever was typed: they are the same for everybody."""
        return "\n".join(user.email for user in value) if isinstance(value, list) else value


def _people(lines: list[str]) -> list[User]:
    """Each line's person, once, in the order typed: one query."""
    known = _by_name_or_email([line.lower() for line in lines]) if lines else {}
    return list(dict.fromkeys(_one(line, known.get(line.lower(), [])) for line in lines))


def _by_name_or_email(words: list[str]) -> dict[str, list[User]]:
    rows = User.objects.annotate(lower_email=Lower("email"), lower_name=Lower("full_name"))
    found: dict[str, list[User]] = {}
    for user in rows.filter(lower_email__in=words) | rows.filter(lower_name__in=words):
        found.setdefault(user.email.lower(), []).append(user)
        if user.full_name.lower() != user.email.lower():
            found.setdefault(user.full_name.lower(), []).append(user)
    return found


def _one(line: str, candidates: Iterable[User]) -> User:
    people = list(candidates)
    if len(people) == 1:
        return people[0]
    words = {"line": line[:80]}
    if people:
        raise forms.ValidationError(
            _("Several people are called “%(line)s”. Use the email address instead.") % words
        )
    raise forms.ValidationError(
        _("Nobody in the directory is called “%(line)s”. Use the email address instead.") % words
    )
