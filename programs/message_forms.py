"""The form of everything a program sends: what is on, and on which day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs import queries, touchpoints
from programs.actions import TouchpointSetting
from programs.models import Program
from programs.touchpoints import TOUCHPOINTS, Counted, Touchpoint

UNITS: Mapping[Counted, str | Promise] = {
    Counted.START: gettext_lazy("days after everybody has said yes"),
    Counted.END: gettext_lazy("days before the planned end"),
    Counted.CLOSING: gettext_lazy("days after the closing conversation"),
}
GROUPS: tuple[tuple[str | Promise, tuple[Counted, ...]], ...] = (
    (gettext_lazy("From the start"), (Counted.START,)),
    (gettext_lazy("Around the sessions"), (Counted.RHYTHM,)),
    (gettext_lazy("Toward the end"), (Counted.END,)),
    (gettext_lazy("Afterwards"), (Counted.CLOSING, Counted.CHOSEN)),
)


@dataclass(frozen=True)
class TouchpointRow:
    """One touchpoint on the page; ``day`` None where there is none to set."""

    point: Touchpoint
    on: BoundField
    day: BoundField | None
    unit: str | Promise
    usual: str
    is_moved: bool


@dataclass(frozen=True)
class TouchpointGroup:
    title: str | Promise
    rows: list[TouchpointRow]
    follows_rhythm: bool


class MessagesForm(forms.Form):
    """For each touchpoint whether it is sent and, where it has one, its day."""

    def __init__(self, data: Mapping[str, Any] | None, *, program: Program) -> None:
        super().__init__(data)
        self._timing, self._usual = queries.timing(program), queries.usual_days(program)
        self._length = queries.length(program)
        for point in TOUCHPOINTS:
            self._add(point)

    def _add(self, point: Touchpoint) -> None:
        self.fields[f"{point.key}_on"] = forms.BooleanField(
            label=str(point.title), required=False, initial=point.key in self._timing
        )
        if point.has_day:
            self.fields[f"{point.key}_day"] = forms.IntegerField(
                label=_("%(title)s: day") % {"title": point.title},
                initial=self._timing.get(point.key, self._usual[point.key]),
                error_messages={"required": _("Say on which day.")},
            )

    def clean(self) -> dict[str, Any]:
        """A day is looked at only where the letter is sent: nobody mends what is switched off."""
        cleaned = super().clean() or self.cleaned_data
        for row in self.wanted():
            if not row.is_on:
                self.errors.pop(f"{row.key}_day", None)
            elif f"{row.key}_day" in cleaned:
                for problem in touchpoints.problems(row.key, row.day, self._length):
                    self.add_error(problem.field, problem.sentence)
        return cleaned

    def wanted(self) -> list[TouchpointSetting]:
        values = self.cleaned_data
        return [
            TouchpointSetting(
                point.key,
                is_on=values[f"{point.key}_on"],
                day=values.get(f"{point.key}_day") or 0,
            )
            for point in TOUCHPOINTS
        ]

    def groups(self) -> list[TouchpointGroup]:
        """The touchpoints by what their day counts from, each in the order of its day."""
        return [
            TouchpointGroup(title, self._rows(counted), follows_rhythm=Counted.RHYTHM in counted)
            for title, counted in GROUPS
        ]

    def _rows(self, counted: tuple[Counted, ...]) -> list[TouchpointRow]:
        points = [point for point in TOUCHPOINTS if point.counted in counted]
        points.sort(key=lambda point: (counted.index(point.counted), self._place(point)))
        return [self._row(point) for point in points]

    def _place(self, point: Touchpoint) -> int:
        """Where it stands among those counted from the same: by day, the end counted backwards."""
        day = self._timing.get(point.key, self._usual[point.key])
        return -day if point.counted is Counted.END else day

    def _row(self, point: Touchpoint) -> TouchpointRow:
        usual = self._usual[point.key]
        return TouchpointRow(
            point,
            on=self[f"{point.key}_on"],
            day=self[f"{point.key}_day"] if point.has_day else None,
            unit=UNITS.get(point.counted, ""),
            usual=_("(usually %(day)s)") % {"day": usual},
            is_moved=self._timing.get(point.key, usual) != usual,
        )
