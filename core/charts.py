"""Geometry of charts: numbers in, points of a 100 by 100 square out. No markup, no color."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

GRID_LINES = 4
MOST_TICKS = 13


@dataclass(frozen=True)
class Series:
    """One line: a name, one number for each label, and "main" or "reference" as its style."""

    name: str
    values: Sequence[float]
    style: str = "main"


@dataclass(frozen=True)
class LineChart:
    """Lines over the same labels.

    ``sentence`` says in words what the lines show: it is the chart's accessible name. ``axis``
    says what the labels are, where they are not weeks.
    """

    sentence: str
    labels: Sequence[str]
    series: Sequence[Series]
    axis: str = ""

    @property
    def ticks(self) -> list[str]:
        """The labels, with "" in the place of those that would stand too close."""
        step = ceil(len(self.labels) / MOST_TICKS)
        return [label if index % step == 0 else "" for index, label in enumerate(self.labels)]

    @property
    def top(self) -> int:
        """The highest number of the scale: round, and at least 4."""
        highest = max((value for line in self.series for value in line.values), default=0)
        return round_up(max(highest, GRID_LINES))

    @property
    def scale(self) -> list[str]:
        """Labels of the grid lines, from top to bottom."""
        step = self.top / GRID_LINES
        return [f"{step * line:g}" for line in range(GRID_LINES, -1, -1)]

    @property
    def grid(self) -> list[str]:
        """Heights of the grid lines, from 0 (top) to 100."""
        return [f"{100 * line / GRID_LINES:g}" for line in range(GRID_LINES + 1)]

    @property
    def paths(self) -> list[tuple[Series, str]]:
        return [(line, path(line.values, self.top)) for line in self.series]

    @property
    def area(self) -> str:
        """The surface under the main line; "" when there is none."""
        main = next((line for line in self.series if line.style == "main"), None)
        return f"{path(main.values, self.top)} L100,100 L0,100 Z" if main and main.values else ""

    @property
    def rows(self) -> list[tuple[str, list[float]]]:
        """The same numbers as a table: each label with one number a series."""
        columns = [list(line.values) for line in self.series]
        return [
            (label, [column[index] for column in columns])
            for index, label in enumerate(self.labels)
        ]


def path(values: Sequence[float], top: float) -> str:
    """An SVG path through ``values``, spread evenly from 0 to 100."""
    last = max(len(values) - 1, 1)
    points = [
        f"{100 * index / last:.1f},{100 - 100 * value / top:.1f}"
        for index, value in enumerate(values)
    ]
    return f"M{' L'.join(points)}" if points else ""


def round_up(number: float) -> int:
    """The next 4, 8, 12, 20, 40, 80 … at or above ``number``: a scale people can read."""
    magnitude: int = 10 ** max(int(log10(number)), 0)
    steps = (4, 8, 12, 20, 40) if magnitude == 1 else (0.4, 0.8, 1.2, 2, 4, 6, 8, 12)
    fitting = (step * magnitude for step in steps if step * magnitude >= number)
    return ceil(next(fitting, 12 * magnitude))
