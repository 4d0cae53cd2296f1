"""Every component of the design system in every state, on one page.

The samples are not translated: nobody but those who build pages reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.charts import LineChart, Series
from core.forms import DayField
from core.templatetags.ui import READERS
from programs.models import Phase
from relationships.models import Status

PEOPLE = ("Linh Nguyễn", "Jakub Kowalczyk", "Ingrid Solheim", "Marco Ricci", "Zofia Wójcik")
ICONS = (
    *("arrow-right", "calendar-days", "check", "circle", "circle-alert", "clock", "eye", "flag"),
    *("handshake", "info", "lock", "log-out", "mail", "message-circle", "pin", "search"),
    *("settings", "sprout", "target", "triangle-alert", "users", "x"),
)


@dataclass(frozen=True)
class GalleryPerson:
    """Somebody who exists only on this page."""

    full_name: str
    email: str = ""
    is_authenticated: bool = True

    def __str__(self) -> str:
        return self.full_name


@dataclass(frozen=True)
class Sample:
    """A row for bars, checklists and navigation bars."""

    label: str
    value: int = 0
    share: float = 0
    note: str = ""
    tone: str = ""
    met: bool = False
    url: str = ""
    link_text: str = ""
    current: bool = False

    @property
    def text(self) -> str:
        return self.label


class SampleForm(forms.Form):
    """One field of each kind."""

    why = forms.MultipleChoiceField(
        label="Why now?",
        help_text="Choose up to two.",
        choices=[
            ("promoted", "I have been promoted"),
            ("ways", "New ways of working"),
            ("change", "I am planning a change of career"),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    skill = forms.CharField(
        label="Skill to grow",
        help_text="Type and choose from the list; then say where you want to be.",
        error_messages={"required": "Choose at least one skill you want to grow."},
    )
    hope = forms.CharField(
        label="What do you expect from your mentor?",
        help_text="A few sentences help more than a long list.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    avoid = forms.CharField(
        label="Whom would you rather not be matched with?",
        help_text="Your manager and everyone above are left out in any case.",
        required=False,
    )
    start = DayField(label="First day", required=False)
    photo = forms.FileField(label="Photo", required=False)
    language = forms.ChoiceField(
        label="Language of the sessions", choices=[("en", "English"), ("vi", "Tiếng Việt")]
    )
    pace = forms.ChoiceField(
        label="How often would you like to meet?",
        choices=[("2", "Every two weeks"), ("4", "Every four weeks")],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label="Topics",
        choices=[(str(number), f"Topic {number}") for number in range(1, 9)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agree = forms.BooleanField(label="I have read how ending works", help_text="Two minutes.")

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        for name, readers in (("why", "matching"), ("hope", "coordinator"), ("avoid", "nobody")):
            self.fields[name].readers = readers  # type: ignore[attr-defined]


FILLED = {
    "why": ["promoted", "change"],
    "skill": "Project leadership",
    "hope": "Honest feedback on how I lead, and somebody who has been through a reorganization.",
    "start": date(2026, 12, 1),
    "language": "en",
    "pace": "2",
    "topics": ["3"],
}


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Raises Http404 outside development and demo."""
    if not settings.MENTORING_DEMO:
        raise Http404
    return render(request, "gallery.html", _bars() | _words() | _figures() | _forms())


def _bars() -> dict[str, object]:
    """The bars at the top, as a coordinator has them."""
    main = ("My mentoring", "Programs", "People")
    program = ("Overview", "People", "Matching", "Pairs", "Messages", "Reports", "Set-up")
    return {
        "user": GalleryPerson("Marit Berg", "marit.berg@example.org"),
        "navigation": [Sample(name, url="#main", current=name == "Programs") for name in main],
        "subnavigation": [
            Sample(name, url="#main", current=name == "Matching") for name in program
        ],
    }


def _words() -> dict[str, object]:
    return {
        "people": [GalleryPerson(name) for name in PEOPLE],
        "icons": ICONS,
        "phases": Phase.values,
        "statuses": Status.values,
        "readers": list(READERS),
        "tones": {"good": "check", "warn": "triangle-alert", "bad": "circle-alert", "info": "info"},
        "moment": datetime(2026, 11, 27, 14, 0, tzinfo=UTC),
        "details": {
            "initiation": "getting to know, agreeing",
            "cultivation": "working on goals · month 3",
            "separation": "standing on my own",
            "redefinition": "colleagues",
        },
        "conditions": [
            Sample("Two sessions held", met=True),
            Sample("Agreement confirmed by both", url="#main", link_text="read and confirm"),
            Sample("One goal agreed together", url="#main", link_text="propose one"),
        ],
        "page": Paginator(range(250), 50).page(2),
    }


def _figures() -> dict[str, object]:
    pairs = {"initiation": 22, "cultivation": 52, "separation": 4, "redefinition": 1}
    steps = {"Invited": 240, "Enrolled": 182, "Oriented": 171, "Matched": 158, "Active now": 128}
    held = (4, 9, 15, 22, 30, 33, 41, 39, 44, 52, 49, 57)
    due = (6, 12, 18, 26, 32, 38, 42, 46, 50, 52, 54, 58)
    return {
        "by_phase": [
            Sample(str(Phase(phase).label), count, 100 * count / 79, tone=phase)
            for phase, count in pairs.items()
        ],
        "funnel": [
            Sample(step, count, 100 * count / 240, note=f"{count / 240:.0%}")
            for step, count in steps.items()
        ],
        "chart": LineChart(
            "Sessions held rose from 4 to 57 a week, close to the number due.",
            [f"W{week}" for week in range(1, 13)],
            (Series("held", held), Series("due by cadence", due, "reference")),
        ),
    }


def _forms() -> dict[str, object]:
    """The form as it opens, sent with errors, and with answers."""
    wrong = {"wrong-pace": "2", "wrong-skill": ""}
    return {
        "forms": [
            SampleForm(prefix="empty"),
            SampleForm(wrong, prefix="wrong"),
            SampleForm(prefix="filled", initial=FILLED),
        ]
    }
