"""The program's own questions: a form field for each kind, and the answers in words."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import dates
from profiles.fields import DayAnswerField, RankingField, SeveralField, SkillLevelField
from profiles.models import SkillLevel
from programs.models import Question, QuestionKind
from skills.models import Skill

SHORT, LONG = 300, 2000
MOST = 1_000_000_000
SCALE = [(str(step), str(step)) for step in range(1, 6)]
YES_NO = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No")}

Make = Callable[..., forms.Field]


def field_name(question: Question) -> str:
    return f"question_{question.pk.hex}"


def field_for(question: Question, skills: list[Skill]) -> forms.Field:
    """The field that takes the answer to ``question``, as its kind demands.

    Help texts of fields may hold markup; this one comes from a person, so it is escaped.
    """
    options = {
        "label": question.text,
        "help_text": conditional_escape(question.help_text),
        "required": question.required,
        "error_messages": {"required": _("Please answer this question.")},
    }
    if question.kind == QuestionKind.SKILL_LEVEL:
        return SkillLevelField(skills=[skill.name for skill in skills], **options)
    return FIELDS[QuestionKind(question.kind)](question, **options)


def shown(question: Question, value: Any) -> Any:
    """A stored answer as its field shows it."""
    if question.kind == QuestionKind.RANKING:
        return RankingField(choices=list(question.choices)).places(value)
    return value


def in_words(kind: str, value: Any) -> list[str]:
    """A stored answer as the lines people read."""
    if words := WORDS.get(kind):
        return words(value)
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


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


def _yes_no(question: Question, **options: Any) -> forms.Field:
    return forms.ChoiceField(choices=list(YES_NO.items()), widget=forms.RadioSelect, **options)


def _number(question: Question, **options: Any) -> forms.Field:
    return forms.IntegerField(min_value=-MOST, max_value=MOST, **options)


def _date(question: Question, **options: Any) -> forms.Field:
    return DayAnswerField(**options)


def _ranking(question: Question, **options: Any) -> forms.Field:
    options["help_text"] = options["help_text"] or _("Number them in order; 1 matters most.")
    return RankingField(choices=list(question.choices), **options)


def _choices(question: Question) -> list[tuple[str, str]]:
    return [(choice, choice) for choice in question.choices]


def _yes_no_words(value: Any) -> list[str]:
    return [str(YES_NO.get(value, value))]


def _date_words(value: Any) -> list[str]:
    return [dates.day(date.fromisoformat(value))]


def _ranking_words(value: Any) -> list[str]:
    return [
        _("%(place)s. %(choice)s") % {"place": place, "choice": choice}
        for place, choice in enumerate(value, start=1)
    ]


def _skill_words(value: Any) -> list[str]:
    skill, level = value
    words = {"skill": skill, "level": SkillLevel(int(level)).label}
    return [_("%(skill)s: %(level)s") % words]


FIELDS: dict[QuestionKind, Make] = {
    QuestionKind.SHORT_TEXT: _short,
    QuestionKind.LONG_TEXT: _long,
    QuestionKind.ONE_CHOICE: _one_choice,
    QuestionKind.SEVERAL: _several,
    QuestionKind.SCALE: _scale,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.RANKING: _ranking,
}

WORDS: dict[str, Callable[[Any], list[str]]] = {
    QuestionKind.YES_NO: _yes_no_words,
    QuestionKind.DATE: _date_words,
    QuestionKind.RANKING: _ranking_words,
    QuestionKind.SKILL_LEVEL: _skill_words,
}
