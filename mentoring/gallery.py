"""Every component in every state on one page, for whoever builds or changes a page."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mentoring.lib.charts import LineChart, Series
from mentoring.lib.templatetags.ui import PHASES, READERS, STATUSES

MOMENT = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
TONES = ("good", "warn", "bad", "info")
WEEKS = tuple(f"W{number}" for number in range(1, 13))
ICONS = (
    *("arrow-right", "calendar-days", "check", "circle", "circle-alert", "circle-help", "clock"),
    *("eye", "flag", "handshake", "info", "lock", "log-out", "mail", "message-circle", "pin"),
    *("search", "settings", "sprout", "target", "triangle-alert", "users", "x"),
)


@dataclass(frozen=True)
class Person:
    """Somebody who exists only on this page."""

    name: str
    email: str = ""
    is_authenticated: bool = True

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Place:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Condition:
    met: bool
    text: str
    url: str = ""
    link_text: str = ""


@dataclass(frozen=True)
class Row:
    label: str
    value: int
    share: float
    note: str = ""
    tone: str = ""
    url: str = ""


@dataclass(frozen=True)
class Form:
    """One form in one state, and the words above it."""

    title: str
    form: forms.Form = field(compare=False)


class WishesForm(forms.Form):
    """A field of every kind."""

    why = forms.MultipleChoiceField(
        label="Why now?",
        help_text="Choose up to two.",
        choices=(
            ("promoted", "I have been promoted"),
            ("ways", "New ways of working"),
            ("change", "I am planning a change of career"),
        ),
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
    start = forms.DateField(
        label="First day", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    language = forms.ChoiceField(
        label="Language of the sessions", choices=(("en", "English"), ("vi", "Tiếng Việt"))
    )
    pace = forms.ChoiceField(
        label="How often would you like to meet?",
        choices=(("2", "Every two weeks"), ("4", "Every four weeks")),
        widget=forms.RadioSelect,
    )
    agree = forms.BooleanField(label="I have read how ending works", help_text="Two minutes.")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, readers in (("hope", "coordinator"), ("avoid", "nobody"), ("why", "matching")):
            self.fields[name].readers = readers  # type: ignore[attr-defined]


FILLED = {
    "why": ["promoted", "change"],
    "skill": "Project leadership",
    "hope": "Honest feedback on how I lead, and somebody who has been through a reorganization.",
    "start": date(2026, 12, 1),
    "language": "en",
    "pace": "2",
}


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Shown in development and on demonstrations only. Raises 404 elsewhere."""
    if not settings.MENTORING_DEMO:
        raise Http404("The gallery belongs to development.")
    return render(request, "gallery.html", context())


def context() -> dict[str, object]:
    """What the gallery shows."""
    return {
        **_frame(),
        **_words(),
        **_figures(),
        "forms": (
            Form("As it opens", WishesForm(prefix="open")),
            Form("Sent with errors", WishesForm({"sent-pace": "2"}, prefix="sent")),
            Form("With answers", WishesForm(initial=FILLED, prefix="filled")),
        ),
        "page": Paginator(range(250), 50).page(2),
    }


def _frame() -> dict[str, object]:
    """The bars at the top, as a coordinator has them."""
    main = ("My mentoring", "Programs", "People")
    program = ("Overview", "People", "Matching", "Pairs", "Messages", "Reports", "Set-up")
    return {
        "user": Person("Marit Berg", "marit.berg@example.org"),
        "navigation": [Place(label, "/ui/", label == "Programs") for label in main],
        "subnavigation": [Place(label, "/ui/", label == "Overview") for label in program],
    }


def _words() -> dict[str, object]:
    names = ("Linh Nguyễn", "Jakub Kowalczyk", "Ingrid Solheim", "Marco Ricci", "Zofia Wójcik")
    return {
        "people": [Person(name) for name in names],
        "icons": ICONS,
        "phases": tuple(PHASES),
        "statuses": tuple(STATUSES),
        "readers": tuple(READERS),
        "tones": TONES,
        "moment": MOMENT,
        "details": {
            "initiation": "getting to know, agreeing",
            "cultivation": "working on goals · month 3",
            "separation": "standing on my own",
            "redefinition": "colleagues",
        },
        "conditions": (
            Condition(True, "Two sessions held"),
            Condition(True, "Good fit, both of you"),
            Condition(False, "Agreement confirmed by both: Linh has", "#", "read and confirm"),
            Condition(False, "One goal agreed together", "#", "propose one"),
        ),
    }


def _figures() -> dict[str, object]:
    pairs = {"initiation": 22, "cultivation": 52, "separation": 4, "redefinition": 1}
    steps = (
        *(("Invited", 240, "100 %"), ("Enrolled", 182, "75 %"), ("Oriented", 171, "93 %")),
        *(("Matched", 158, "92 %"), ("Met in 21 days", 139, "87 %"), ("Active now", 128, "81 %")),
    )
    return {
        "by_phase": [
            Row(str(PHASES[phase]), count, 100 * count / 79, tone=phase)
            for phase, count in pairs.items()
        ],
        "funnel": [Row(label, count, count / 2.4, note) for label, count, note in steps],
        "chart": LineChart(
            "Sessions held rose from 4 to 57 a week, close to the number due.",
            WEEKS,
            (
                Series("held", (4, 9, 15, 22, 30, 33, 41, 39, 44, 52, 49, 57)),
                Series("due", (6, 12, 18, 26, 32, 38, 42, 46, 50, 52, 54, 58), "reference"),
            ),
        ),
    }
