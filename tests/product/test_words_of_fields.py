"""Fields say what is wrong in the words of the product, and read what can be seen."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from programs.models import Question
from tests.cast import Cast
from tests.product.test_permissions import ALL_ROUTES

DJANGO = ("Ensure this value", "Enter a whole number.", "Enter a valid date", "Enter a valid time")
COUNTED = (forms.IntegerField, forms.DateField, forms.TimeField)
NOTHING_SEEN = ["\u200b", "\u200b\u2060 \ufeff", "\u202e", "\u3164", "\u200d\u200c", "\u2800 "]


def classes(of: Any = forms.BaseForm) -> Iterator[Any]:
    for one in of.__subclasses__():
        yield one
        yield from classes(one)


def counted_fields() -> list[tuple[str, forms.Field]]:
    """Every field of a number, day or time of every form of ours; all rooms are loaded."""
    assert ALL_ROUTES
    return [
        (f"{form.__module__}.{form.__name__}.{name}", field)
        for form in classes()
        if not form.__module__.startswith(("django.", "allauth."))
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, COUNTED)
    ]


def refusals(field: forms.Field) -> Iterator[str]:
    for typed in ("x", "99999999999", "-99999999999"):
        try:
            field.clean(typed)
        except ValidationError as error:
            yield " ".join(error.messages)


def test_no_number_day_or_time_is_refused_in_the_words_of_django() -> None:
    fields = counted_fields()
    assert len(fields) > 15
    with override("en"):
        told = {(name, words) for name, field in fields for words in refusals(field)}
    assert {row for row in told if any(words in row[1] for words in DJANGO)} == set()


def test_a_limit_is_named() -> None:
    field = forms.IntegerField(min_value=15, max_value=240)
    with pytest.raises(ValidationError, match="at least 15"):
        field.clean("3")
    with pytest.raises(ValidationError, match="at most 240"):
        field.clean("900")


@pytest.mark.parametrize("text", NOTHING_SEEN)
@pytest.mark.parametrize("widget", [forms.TextInput, forms.Textarea])
def test_a_text_that_nobody_can_see_is_no_text(text: str, widget: type[forms.Widget]) -> None:
    with pytest.raises(ValidationError, match="required"):
        forms.CharField(widget=widget).clean(text)
    assert forms.CharField(widget=widget, required=False).clean(text) == ""


@pytest.mark.parametrize(
    "text", ["Łukasz", "שלום", "بو 🌱", "👩\u200d🔬 Ann", "می\u200cخواهم", "名"]
)
def test_texts_of_all_scripts_stay_as_they_are(text: str) -> None:
    assert forms.CharField().clean(text) == text


def test_a_password_stays_as_it_is_typed() -> None:
    assert forms.CharField(strip=False).clean("a\u202eb ") == "a\u202eb "


def test_no_name_turns_the_line_around(cast: Cast, sign_in: Any) -> None:
    hr: Client = sign_in(cast.hr)
    hr.post(
        reverse("person_new"),
        {"full_name": "A\u202enn\u2066", "email": "n@e.org", "language": "en", "unit": "\u202eR"},
    )
    person = User.objects.get(email="n@e.org")
    assert (person.full_name, str(person.unit)) == ("Ann", "R")
    answer = hr.post(
        reverse("person_new"), {"full_name": "\u200b", "email": "m@e.org", "language": "en"}
    )
    assert list(answer.context["form"].errors) == ["full_name"]


def test_no_question_turns_the_line_around(cast: Cast, sign_in: Any) -> None:
    asked = {
        "text": "Why\u202e?",
        "kind": "one_choice",
        "audience": "both",
        "choices": "a\u202e\nb",
    }
    url = reverse("program_question_new", args=[cast.program.pk])
    sign_in(cast.hr).post(url, {**asked, "readers": "coordinator"})
    question = Question.objects.get(program=cast.program)
    assert (question.text, question.choices) == ("Why?", ["a", "b"])
