"""A text that is too long is refused at its field, with all of it still there: nothing cuts it."""

import copy
import re
from collections.abc import Iterator
from pathlib import Path

from django import forms
from django.conf import settings
from django.urls import get_resolver

WORDS = (forms.TextInput, forms.Textarea)
TEMPLATES = Path(settings.BASE_DIR) / "templates"


def below(form: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for one in form.__subclasses__():
        yield one
        yield from below(one)


def limited() -> dict[str, forms.CharField]:
    """Every text with a limit in a form of the product, by form and name."""
    assert get_resolver().url_patterns  # imports every view, and with it every form
    found = {
        f"{form.__module__}.{form.__name__}.{name}": field
        for form in below(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if not form.__module__.startswith(("django", "allauth", "tests"))
        if type(field) is forms.CharField and field.max_length
    }
    return {
        key: one for key, one in found.items() if isinstance(one.widget, WORDS) and is_seen(one)
    }


def is_seen(field: forms.Field) -> bool:
    return getattr(field.widget, "input_type", "text") in {"text", "search"}


def test_a_text_one_character_too_long_comes_back_whole_with_the_error_at_its_field() -> None:
    found = limited()
    assert len(found) > 30
    for name, field in found.items():
        form = type("One", (forms.Form,), {"text": copy.deepcopy(field)})
        limit = int(field.max_length or 0)
        typed = "x" * (limit + 1)
        html = form({"text": typed}).render()
        assert typed in html, name
        assert "maxlength" not in html, name
        error = re.search(r'id="id_text_error">([^<]*)', html)
        words = f"This is 1 character too long. Use at most {limit} characters."
        assert (name, error and error[1]) == (name, words)


def test_no_form_that_is_sent_cuts_what_is_pasted() -> None:
    """A field to search in may: nothing is kept of it."""
    for template in TEMPLATES.rglob("*.html"):
        for tag in re.findall(r"<(?:input|textarea)\b[^>]*maxlength[^>]*>", template.read_text()):
            assert 'type="search"' in tag or 'name="q"' in tag, (template, tag)
