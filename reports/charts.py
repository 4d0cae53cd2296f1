"""The dashboard's figures as bars and lines to draw."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.charts import LineChart, Series
from programs.models import Phase, Program, ProgramStatus
from reports.figures import Figures
from reports.listing import ending_words
from reports.overview import step_label, weeks_sentence
from reports.reached import Reached
from reports.weeks import Week


@dataclass(frozen=True, slots=True)
class Bar:
    """A row for ``{% bars %}``; ``share`` is the length of its bar, 0 to 100."""

    label: str
    value: int
    share: float
    note: str = ""
    tone: str = ""


def phases(figures: Figures) -> list[Bar]:
    """Running pairs by phase, as shares of all of them."""
    return [_phase_bar(phase, figures) for phase in Phase]


def _phase_bar(phase: Phase, figures: Figures) -> Bar:
    count = figures.by_phase[phase.value]
    share = count * 100 / figures.running if figures.running else 0
    return Bar(str(phase.label), count, share, tone=phase.value)


def funnel(program: Program, figures: Figures) -> list[Bar]:
    """How many of those who enrolled have come how far; nobody meets now in a closed program."""
    steps = figures.funnel[:-1] if program.status == ProgramStatus.CLOSED else figures.funnel
    return [
        Bar(step_label(program, step.key), step.people, step.percent or 0, note=f"{step.percent} %")
        for step in steps
    ]


def endings(reached: Reached) -> list[Bar]:
    """How the relationships that are over came to their end, as shares of them."""
    counted = Counter[str]()
    for kind, number in reached.endings.items():
        counted[ending_words(kind)] += number
    over = counted.total()
    return [Bar(words, number, number * 100 / over) for words, number in counted.most_common()]


def sessions(weeks: list[Week]) -> LineChart | None:
    """Sessions held and due, week by week; None while there is no line to draw."""
    if len(weeks) < 2:
        return None
    held = Series(_("held"), [week.held for week in weeks])
    due = Series(_("expected"), [week.due for week in weeks], "reference")
    return LineChart(weeks_sentence(weeks), [week.label for week in weeks], [held, due])
