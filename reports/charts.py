"""The dashboard's figures as rows and lines to draw."""

from dataclasses import dataclass

from programs.models import Phase
from reports.figures import Figures
from reports.overview import STEP_LABELS


@dataclass(frozen=True, slots=True)
class Bar:
    """A label, its number, and how long its bar is (0 to 100)."""

    key: str
    label: str
    value: int
    percent: int
    note: str = ""


def phases(figures: Figures) -> list[Bar]:
    """Running pairs by phase; the bars share all of them."""
    all_pairs = max(figures.running, 1)
    return [
        Bar(phase.value, str(phase.label), count, count * 100 // all_pairs)
        for phase, count in ((phase, figures.by_phase[phase.value]) for phase in Phase)
    ]


def funnel(figures: Figures) -> list[Bar]:
    """How many of those who enrolled have come how far."""
    return [
        Bar(step.key, str(STEP_LABELS[step.key]), step.people, step.percent or 0)
        for step in figures.funnel
    ]
