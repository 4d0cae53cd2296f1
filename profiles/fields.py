"""Form fields of the enrollment form."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from accounts.models import User

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


class PeopleField(forms.CharField):
    """People of the organization by e-mail address or full name, one a line."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """A list of users. Raises ValidationError naming the line nobody answers to."""
        text = super().to_python(value) or ""
        self.run_text_validators(text)
        lines = [line.strip() for line in SEPARATORS.split(text) if line.strip()]
        if len(lines) > MOST_AVOIDED:
            raise forms.ValidationError(_("Name ten people at most."), "too_many")
        return _people(lines)

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
            _("Several people are called “%(line)s”: write the e-mail address.") % words
        )
    raise forms.ValidationError(
        _("Nobody is listed as “%(line)s”: write the e-mail address.") % words
    )
