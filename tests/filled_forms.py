"""The forms of a page, filled in as a person would who hurries, ready to be posted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from tests.cast import PASSWORD

Attributes = dict[str, str]
Answers = dict[str, list[Any]]
TYPED = {
    "email": "somebody-new@example.org",
    "number": "1",
    "time": "10:00",
    "url": "https://example.org/",
    "password": PASSWORD,
}


@dataclass
class Filled:
    """Where a form is sent ("" for its own page), with which answers, and the name and value of
    each of its buttons."""

    action: str
    is_posted: bool
    answers: Answers = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def add(self, name: str, value: Any) -> None:
        self.answers.setdefault(name, []).append(value)

    def posts(self) -> Iterator[tuple[str, Answers]]:
        """The name of each button with everything that is sent when it is pressed."""
        for name, value in self.buttons or [("", "")]:
            yield name, self.answers | ({name: [value]} if name else {})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Filled] = []
        self.form: Filled | None = None
        self.words = ""
        self.area: Attributes | None = None
        self.select: Attributes | None = None
        self.options: list[Attributes] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Filled(found.get("action", ""), found.get("method") == "post")
            self.forms.append(self.form)
        elif tag == "option":
            self.options.append(found)
        elif self.form and (found.get("name") or tag == "button"):
            self._begin(self.form, tag, found)

    def _begin(self, form: Filled, tag: str, found: Attributes) -> None:
        if tag == "textarea":
            self.area, self.words = found, ""
        elif tag == "select":
            self.select, self.options = found, []
        elif tag == "button" and found.get("type") != "button":
            form.buttons.append((found.get("name", ""), found.get("value", "")))
        elif tag == "input":
            _fill_input(form, found)

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.form and self.area:
            self.form.add(self.area["name"], self.words.strip() or "Words")
            self.area = None
        elif tag == "select" and self.form and self.select:
            self._choose(self.form, self.select)
            self.select = None

    def _choose(self, form: Filled, select: Attributes) -> None:
        chosen = [one for one in self.options if "selected" in one and one.get("value")]
        possible = [one for one in self.options if one.get("value") and "disabled" not in one]
        for option in (chosen or possible)[: None if "multiple" in select else 1]:
            form.add(select["name"], option["value"])


def _fill_input(form: Filled, found: Attributes) -> None:
    name, kind, value = found["name"], found.get("type", "text"), found.get("value", "")
    if kind == "file":
        form.add(name, SimpleUploadedFile("people.csv", b"email,name\nnew@example.org,New One\n"))
    elif kind in {"checkbox", "radio"}:
        if "checked" in found and kind == "radio":
            form.answers[name] = [value]
        elif name not in form.answers or ("checked" in found and kind == "checkbox"):
            form.add(name, value or "on")
    elif kind == "hidden":
        form.add(name, value)
    elif kind == "date":
        form.add(name, value or str(clock.today() + timedelta(days=7)))
    elif kind != "submit":
        form.add(name, value or found.get("min") or TYPED.get(kind, "Words"))


def forms_of(page: str) -> list[Filled]:
    """Every form of an HTML page that is posted."""
    reader = _Reader()
    reader.feed(page)
    return [form for form in reader.forms if form.is_posted]
