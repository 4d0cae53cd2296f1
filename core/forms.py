"""Forms that keep what was typed, say what is wrong at the field, and who will read each answer."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.forms import (
    BoundField,
    CharField,
    DateField,
    DateInput,
    Field,
    IntegerField,
    Textarea,
    TimeField,
    ValidationError,
    Widget,
)
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.seen import readable, shows

AnyField = TypeVar("AnyField", bound=Field)


class UncutField(BoundField):
    """A field whose browser takes whatever is pasted.

    ``maxlength`` cuts a long text without a word; the form refuses it instead, and gives it back.
    """

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: Widget | None = None
    ) -> dict[str, Any]:
        return {**super().build_widget_attrs(attrs, widget), "maxlength": False}


class Renderer(TemplatesSetting):
    """Every form and field of the product is drawn by these two templates."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = UncutField


class TooLong:
    """The error about a text that is too long: by how much, and how long it can be."""

    def __mod__(self, found: Mapping[str, int]) -> str:
        """``found`` are the parameters of Django's ``MaxLengthValidator``."""
        limit = found["limit_value"]
        over = found["show_value"] - limit
        words = ngettext(
            "This is %(over)d character too long. Use at most %(limit)d characters.",
            "This is %(over)d characters too long. Use at most %(limit)d characters.",
            over,
        )
        return words % {"over": over, "limit": limit}


class DayInput(DateInput):
    """A date picker of the browser's own."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"format": "%Y-%m-%d", **options})


class DayField(DateField):
    """A calendar day that somebody can mean, and that can be counted from."""

    widget = DayInput
    earliest, latest = date(1900, 1, 1), date(2100, 1, 1)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None and not self.earliest <= value <= self.latest:
            raise ValidationError(_("Choose a day nearer to today."))


def say_what_is_wrong() -> None:
    """Let every field of the product speak in the words of the product."""
    CharField.default_error_messages = {"max_length": TooLong()}  # type: ignore[dict-item]
    IntegerField.default_error_messages = {
        "invalid": gettext_lazy("Enter a whole number in digits, such as 30."),
        "min_value": gettext_lazy("Enter a number of at least %(limit_value)s."),
        "max_value": gettext_lazy("Enter a number of at most %(limit_value)s."),
    }
    DateField.default_error_messages = {
        "invalid": gettext_lazy("Choose a day, or write it as year-month-day: 2027-03-31.")
    }
    TimeField.default_error_messages = {
        "invalid": gettext_lazy("Write the time in hours and minutes: 14:30.")
    }


def read_texts_as_they_are_seen() -> None:
    """Let no field take a text that nobody can see, nor a line of text that turns around.

    Every text field of every form reads its text with ``to_python``, so that this is one place.
    Passwords and others that are not stripped stay as they are typed.
    """
    read = CharField.to_python

    def to_python(self: CharField, value: Any) -> Any:
        text = read(self, value)
        if not self.strip or not isinstance(text, str):
            return text
        if not isinstance(self.widget, Textarea):
            text = readable(text)
        return text if shows(text) else self.empty_value

    if not hasattr(read, "reads_as_seen"):
        vars(to_python)["reads_as_seen"] = True
        CharField.to_python = to_python  # type: ignore[method-assign]


def say_in_full(field: AnyField, words: str) -> AnyField:
    """What ``field`` is called away from its place, where its label alone does not tell it from
    others of its form."""
    vars(field)["in_full"] = words
    return field


def full_label(field: BoundField) -> str:
    """What ``field`` is called in a list of fields."""
    return str(vars(field.field).get("in_full", field.label))


def read_by(readers: str, field: AnyField) -> AnyField:
    """Say beside the field readers of the answer: a key of ``templatetags.ui.READERS``."""
    vars(field)["readers"] = readers
    return field
