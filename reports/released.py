"""What sponsors and HR admins are told of a program: the figures of the last night, suppressed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from core import suppression
from core.suppression import Counts
from programs.models import Phase, Program
from reports import aggregates, figures
from reports.aggregates import NO, YES
from reports.facts import open_pairs
from reports.models import ToldFigures
from reports.shares import (
    ACTIVE_TARGET,
    AGREED_TARGET,
    COMPLETED_TARGET,
    FIRST_SESSION_TARGET,
    FIT_TARGET,
)

Words = str | Promise

RATES: Mapping[str, tuple[Words, int]] = {
    "met_in_time": (gettext_lazy("have met within 21 days"), FIRST_SESSION_TARGET),
    "active": (
        gettext_lazy("of those that are not paused have met within the rhythm of their phase"),
        ACTIVE_TARGET,
    ),
    "agreed": (gettext_lazy("have confirmed an agreement"), AGREED_TARGET),
    "with_goal": (gettext_lazy("have agreed on a goal"), AGREED_TARGET),
    "good_fit": (
        gettext_lazy(
            "of the answers on the fit (one per member of each relationship) say “good fit”"
        ),
        FIT_TARGET,
    ),
    "completed": (gettext_lazy("of those that are over came to a planned end"), COMPLETED_TARGET),
}


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """One group, or all groups that are not named. ``share`` of the total, 0 to 100."""

    label: str
    number: int
    share: float
    tone: str = ""

    @property
    def value(self) -> str:
        return str(self.number)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with what it says; ``percent`` is None while it is kept back."""

    key: str
    label: Words
    percent: int | None
    target: int


@dataclass(frozen=True, slots=True)
class ReleasedFigures:
    """All that is told of a program; None and empty lists are kept back."""

    people: int | None
    pairs: int | None
    started: int | None
    sessions: int | None
    waiting: int | None
    rates: list[Rate]
    phases: list[FigureGroup]
    units: list[FigureGroup]
    renewed_at: datetime


def renew(program: Program, now: datetime) -> ToldFigures:
    """Count ``program`` again, and tell from now on what has changed enough."""
    at = figures.counted_at(program, now)
    pairs = open_pairs(program, viewer=None, now=at)
    counted = figures.of_program(program, pairs, at)
    tables = aggregates.of_program(program, pairs, counted)
    with transaction.atomic():
        before = ToldFigures.objects.select_for_update().filter(program=program).first()
        told = before.tables if before else {}
        values = {
            "tables": {
                key: suppression.renewed(told.get(key), counts) for key, counts in tables.items()
            },
            "renewed_at": now,
        }
        row, _is_new = ToldFigures.objects.update_or_create(program=program, defaults=values)
    return row


def sheet(program: Program) -> ReleasedFigures | None:
    """What may be told of ``program``; None until its first night."""
    row = ToldFigures.objects.filter(program=program).first()
    if row is None:
        return None
    return from_tables(
        row.tables, row.renewed_at, known=Unit.objects.values_list("name", flat=True)
    )


def from_tables(
    tables: Mapping[str, Counts], renewed_at: datetime, known: Iterable[str] = ()
) -> ReleasedFigures:
    """The same from the counts themselves. Pure.

    ``known`` are the units of the organization: readers know them, so that the units without
    anybody are groups, too.
    """
    running, started = _pairs(tables["pairs"])
    units = {**dict.fromkeys(sorted(known), 0), **tables["units"]}
    phases = tables["phases"]
    people = sum(units.values())
    waiting = tables["waiting"]["waiting"]
    return ReleasedFigures(
        people=people if suppression.is_told(people) else None,
        pairs=running,
        started=started,
        sessions=_sessions(tables["sessions"]),
        waiting=_alone(waiting) if suppression.difference_is_told(people, waiting) else None,
        rates=[_rate(key, tables[key]) for key in RATES],
        phases=_groups(
            {phase.value: phases.get(phase.value, 0) for phase in Phase},
            {phase.value: str(phase.label) for phase in Phase},
            _("Other phases, together"),
        ),
        units=_groups(
            units,
            {key: key or _("No unit known") for key in units},
            _("Other units, together"),
            hides_nobody=True,
        ),
        renewed_at=renewed_at,
    )


def _pairs(counts: Counts) -> tuple[int | None, int | None]:
    """Pairs now, and since the start; the second only where it does not tell who has ended."""
    running, over = counts["running"], counts["over"]
    now, ever = _alone(running), _alone(running + over)
    if now is not None and not suppression.difference_is_told(running + over, running):
        ever = None
    return now, ever


def _alone(number: int) -> int | None:
    return number if suppression.is_told(number) else None


def _sessions(counts: Counts) -> int | None:
    return counts["held"] if suppression.is_told(counts["pairs"]) else None


def _rate(key: str, counts: Counts) -> Rate:
    label, target = RATES[key]
    return Rate(key, label, suppression.percent(counts[YES], counts[NO]), target)


def _groups(
    counts: Counts, labels: Mapping[str, str], rest: str, *, hides_nobody: bool = False
) -> list[FigureGroup]:
    """The groups in the order of ``labels``, then all that are not named as one."""
    told = suppression.groups(counts, hides_nobody=hides_nobody)
    if told is None or not told.total:
        return []
    rows = [(labels[key], told.named[key], key) for key in labels if key in told.named]
    if told.rest:
        rows.append((rest, told.rest, ""))
    return [
        FigureGroup(label, number, number * 100 / told.total, tone) for label, number, tone in rows
    ]
