"""Every component of the design system in every state, on one page."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mentoring.lib.charts import LineChart, Series


class SampleForm(forms.Form):
    """One field of each kind, two of them wrong."""

    name = forms.CharField(label="Your name", help_text="As your colleagues know it.")
    words = forms.CharField(label="Why now?", widget=forms.Textarea, required=False)
    phase = forms.ChoiceField(
        label="One of these",
        choices=[("a", "Getting to know"), ("b", "Working on goals")],
        widget=forms.RadioSelect,
    )
    several = forms.MultipleChoiceField(
        label="Any of these",
        choices=[(str(number), f"Choice {number}") for number in range(8)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    unit = forms.ChoiceField(label="Unit", choices=[("r", "Research"), ("s", "Sales")])
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    sure = forms.BooleanField(label="I have read what others can see")


@dataclass(frozen=True)
class Sample:
    """A row for lists, bars and checklists."""

    label: str
    value: str = ""
    share: float = 0
    note: str = ""
    tone: str = ""
    met: bool = False
    url: str = ""
    link_text: str = ""

    @property
    def text(self) -> str:
        return self.label


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Raises Http404 outside development and demo."""
    if not settings.MENTORING_DEMO:
        raise Http404
    form = SampleForm({"words": "What was typed stays."})
    form.fields["words"].readers = "pair"  # type: ignore[attr-defined]
    return render(request, "gallery.html", {"sample": form, **_samples()})


def _samples() -> dict[str, object]:
    return {
        "person": "Linh Nguyễn",
        "other": "Jakub Kowalski",
        "phases": ["initiation", "cultivation", "separation", "redefinition"],
        "readers": ["author", "pair", "coordinator", "everyone", "matching", "nobody"],
        "rows": [
            Sample("Initiation", "22", 28, tone="initiation"),
            Sample("Cultivation", "52", 66, note="of 79", tone="cultivation"),
            Sample("Separation", "4", 5, tone="separation"),
        ],
        "checklist": [
            Sample("Two sessions held", met=True),
            Sample("Agreement confirmed by both", url="#", link_text="read and confirm"),
        ],
        "chart": LineChart(
            "Sessions held rose from 4 to 57 a week, close to the number due",
            [f"W{week}" for week in range(1, 9)],
            [
                Series("held", [4, 9, 15, 22, 30, 41, 44, 57]),
                Series("due by cadence", [6, 12, 18, 26, 34, 42, 46, 58], "reference"),
            ],
        ),
    }
