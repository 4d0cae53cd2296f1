"""Form fields for the program's own questions."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.html import conditional_escape
from django.utils.translation import gettext_lazy as _

from profiles.fields import SeveralField
from programs.models import Question, QuestionKind

SHORT, LONG = 300, 2000
SCALE = [(str(step), str(step)) for step in range(1, 6)]


def field_name(question: Question) -> str:
    return f"question_{question.pk.hex}"


def field_for(question: Question) -> forms.Field:
    """The field that takes the answer to ``question``, as its kind demands.

    Help texts of fields may hold markup; this one comes from a person, so it is escaped.
    """
    return FIELDS[QuestionKind(question.kind)](
        question,
        label=question.text,
        help_text=conditional_escape(question.help_text),
        required=question.required,
        error_messages={"required": _("Please answer this question.")},
    )


def _short(question: Question, **options: Any) -> forms.Field:
    return forms.CharField(max_length=SHORT, **options)


def _long(question: Question, **options: Any) -> forms.Field:
    return forms.CharField(max_length=LONG, widget=forms.Textarea(attrs={"rows": 3}), **options)


def _one_choice(question: Question, **options: Any) -> forms.Field:
    return forms.ChoiceField(choices=_choices(question), widget=forms.RadioSelect, **options)


def _several(question: Question, **options: Any) -> forms.Field:
    return SeveralField(choices=_choices(question), **options)


def _scale(question: Question, **options: Any) -> forms.Field:
    options["help_text"] = options["help_text"] or _("1 is the least, 5 the most.")
    return forms.TypedChoiceField(
        choices=SCALE, coerce=int, empty_value="", widget=forms.RadioSelect, **options
    )


def _choices(question: Question) -> list[tuple[str, str]]:
    return [(choice, choice) for choice in question.choices]


FIELDS: dict[QuestionKind, Callable[..., forms.Field]] = {
    QuestionKind.SHORT_TEXT: _short,
    QuestionKind.LONG_TEXT: _long,
    QuestionKind.ONE_CHOICE: _one_choice,
    QuestionKind.SEVERAL: _several,
    QuestionKind.SCALE: _scale,
}
