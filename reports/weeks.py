"""Sessions week by week: how many were held, and how many the program's rhythm asked for."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncWeek

from core import dates
from programs.models import Phase, Program, ProgramStatus
from relationships.models import HistoryEntry, Status
from sessions.models import MentoringSession, SessionStatus

WEEKS_SHOWN = 12
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


class Span(NamedTuple):
    """A time in which one pair was meant to meet every ``cadence_days`` days."""

    start: datetime
    end: datetime
    cadence_days: int


class PairMove(NamedTuple):
    """One step in the history of a pair: where it has stood since ``at``."""

    pair: uuid.UUID
    at: datetime
    status: str
    phase: str


@dataclass(frozen=True, slots=True)
class Week:
    """One week from Monday on: ``held`` sessions, and ``due`` ones (rounded)."""

    monday: date
    held: int
    due: int

    @property
    def label(self) -> str:
        """Its first day, short enough for the foot of a chart."""
        return dates.tick(self.monday)


def of_program(program: Program, now: datetime) -> list[Week]:
    """The last twelve full weeks before ``now``, fewer in a young program. Two queries, and a
    third for a closed one.

    A closed program is looked at as of the end of its last mentoring: nothing was due or held in
    the weeks between that and the closing. The running week is left out: it would always look like
    a drop. ``now`` brings the time zone in which weeks begin.
    """
    cadences = {plan.phase: plan.cadence_days for plan in program.phase_plans.all()}
    due_spans = list(spans(_moves(program), cadences, now))
    if program.status == ProgramStatus.CLOSED:
        now = min(now, _after_the_last(program, due_spans, now))
    mondays = full_weeks(min((span.start for span in due_spans), default=now), now)
    if not mondays:
        return []
    held = _held_since(program, mondays[0], now.tzinfo)
    due = due_in(mondays, due_spans, now.tzinfo)
    return [
        Week(day, held.get(day, 0), round(number)) for day, number in zip(mondays, due, strict=True)
    ]


def _after_the_last(program: Program, due_spans: list[Span], now: datetime) -> datetime:
    """A moment in the week after the last one in which a session was due or held."""
    held = _held(program).order_by("-starts_at").values_list("starts_at", flat=True)[:1]
    last = max([*(span.end for span in due_spans), *held], default=now)
    return last.astimezone(now.tzinfo) + WEEK


def full_weeks(first: datetime, now: datetime) -> list[date]:
    """The Mondays of the weeks that are over at ``now``: at most twelve, from ``first`` on."""
    this_week = _monday(now.date())
    begin = max(_monday(first.astimezone(now.tzinfo).date()), this_week - WEEKS_SHOWN * WEEK)
    return [begin + number * WEEK for number in range((this_week - begin) // WEEK)]


def spans(moves: Iterable[PairMove], cadences: dict[str, int], now: datetime) -> Iterator[Span]:
    """The times in which sessions were due. ``moves`` are sorted by pair and time; ``cadences`` are
    the days between sessions by phase.

    Nothing is due in a pause or in redefinition, where the two meet as they like.
    """
    for _pair, history in groupby(moves, key=lambda move: move.pair):
        steps = list(history)
        ends = [step.at for step in steps[1:]] + [now]
        for step, end in zip(steps, ends, strict=True):
            if step.status == Status.ACTIVE and step.phase != Phase.REDEFINITION:
                yield Span(step.at, end, cadences.get(step.phase, 0))


def due_in(mondays: list[date], due_spans: Iterable[Span], zone: tzinfo | None) -> list[float]:
    """How many sessions were due in each week: the days of its spans, divided by their cadence."""
    begin = datetime.combine(mondays[0], time(), zone)
    due = [0.0] * len(mondays)
    for span in due_spans:
        if not span.cadence_days or span.end <= begin:
            continue
        start, end = _days_after(begin, span.start), _days_after(begin, span.end)
        for number in range(len(due)):
            overlap = min(end, 7.0 * number + 7) - max(start, 7.0 * number)
            if overlap > 0:
                due[number] += overlap / span.cadence_days
    return due


def _days_after(begin: datetime, moment: datetime) -> float:
    """Days of the calendar, so that a week in which the clock changes has seven too."""
    return (moment.astimezone(begin.tzinfo) - begin) / DAY


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _moves(program: Program) -> Iterator[PairMove]:
    rows = HistoryEntry.objects.filter(relationship__program=program)
    columns = ("relationship_id", "created_at", "to_status", "to_phase")
    ordered = rows.order_by("relationship_id", "created_at")
    return (PairMove(*row) for row in ordered.values_list(*columns))


def _held(program: Program) -> QuerySet[MentoringSession]:
    return MentoringSession.objects.filter(relationship__program=program, status=SessionStatus.HELD)


def _held_since(program: Program, monday: date, zone: tzinfo | None) -> dict[date, int]:
    since = datetime.combine(monday, time(), zone)
    rows = _held(program).filter(starts_at__gte=since)
    by_week = rows.order_by().annotate(week=TruncWeek("starts_at", tzinfo=zone)).values("week")
    counted = by_week.annotate(number=Count("pk")).values_list("week", "number")
    return {week.date(): number for week, number in counted}
