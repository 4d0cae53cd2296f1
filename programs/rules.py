"""What a program may become, and what it still needs. Pure: the day is an argument."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from core.errors import FieldProblem
from programs.models import CriterionKey, Phase, ProgramStatus, QuestionKind

MOVES: dict[str, dict[str, str]] = {
    "open": {ProgramStatus.DRAFT: ProgramStatus.OPEN},
    "close_enrollment": {ProgramStatus.OPEN: ProgramStatus.RUNNING},
    "reopen": {
        ProgramStatus.RUNNING: ProgramStatus.OPEN,
        ProgramStatus.CLOSED: ProgramStatus.RUNNING,
    },
    "close": {
        ProgramStatus.OPEN: ProgramStatus.CLOSED,
        ProgramStatus.RUNNING: ProgramStatus.CLOSED,
    },
}
EARLIEST_START = timedelta(days=2 * 366)
LATEST_START = timedelta(days=5 * 366)
LONGEST_PROGRAM = timedelta(days=5 * 366)
LONGEST_MONTHS = 60
MEANING = ("kind", "audience", "text", "help_text", "readers")


def state(status: str, *, archived: bool) -> str:
    """What the buttons that open, close and archive a program carry: what they were shown for."""
    return "archived" if archived else str(status)


@dataclass(frozen=True)
class ProgramFacts:
    """What the readiness of a program depends on; weights are by criterion key, and the longest
    phase is in weeks."""

    dates: "Dates"
    coordinators: int
    planned_phases: frozenset[str]
    has_phases: bool
    weights: Mapping[str, int]
    longest_phase: int = 0


@dataclass(frozen=True)
class LaunchCheck:
    """One line of the launch checklist; ``route`` is where it is put right."""

    code: str
    done: bool
    sentence: str
    route: str


@dataclass(frozen=True)
class Dates:
    """The days of a program: with ``ends_on`` for all, or rolling, with ``months`` for each
    relationship from its own start. One of the two is None."""

    starts_on: date
    ends_on: date | None
    enrollment_closes_on: date | None = None
    months: int | None = None


@dataclass(frozen=True)
class PhaseNumbers:
    """The plan of one phase: days between sessions, days until worry, length in weeks."""

    cadence_days: int
    amber_gap_days: int
    red_gap_days: int
    expected_weeks: int
    warn_weeks: int


@dataclass(frozen=True)
class QuestionFacts:
    """A question: how many people have answered, its :func:`meaning`, and what it offers."""

    answers: int
    meaning: tuple[str, ...]
    choices: list[str] = field(default_factory=list)


def after(move: str, status: str) -> str | None:
    """The status ``move`` leads to from ``status``; None when it is not allowed there."""
    return MOVES[move].get(status)


def takes_enrollments(status: str, closes_on: date | None, today: date) -> bool:
    """Whether people can join today; the closing day itself still counts."""
    return status == ProgramStatus.OPEN and (closes_on is None or today <= closes_on)


def last_day(starts_on: date, months: int) -> date:
    """The last day of a program of ``months`` months that begins on ``starts_on``."""
    years, month = divmod(starts_on.month - 1 + months, 12)
    year, month = starts_on.year + years, month + 1
    day = min(starts_on.day, calendar.monthrange(year, month)[1])
    return date(year, month, day) - timedelta(days=1)


def planned_end(dates: Dates, started_on: date) -> date:
    """The day on which a relationship that starts on ``started_on`` plans to end: the common last
    day, or in a rolling program its own. Raises ValueError when the dates have neither."""
    end = last_day(started_on, dates.months) if dates.months else dates.ends_on
    if end is None:
        raise ValueError("A program has a last day, or a length for each relationship.")
    return end


def moved(dates: Dates, starts_on: date) -> Dates:
    """The same dates, each as far from ``starts_on`` as it was from the start before."""
    shift = starts_on - dates.starts_on
    ends_on, closes_on = (
        day + shift if day else None for day in (dates.ends_on, dates.enrollment_closes_on)
    )
    return Dates(starts_on, ends_on, closes_on, dates.months)


def date_problems(dates: Dates, today: date) -> list[FieldProblem]:
    """What is wrong with the dates, at the field where it is put right.

    The other days are measured from the start, so a wrong one says nothing about them.
    """
    if not today - EARLIEST_START <= dates.starts_on <= today + LATEST_START:
        words = _("Choose a start within the last two or the next five years.")
        return [FieldProblem("starts_on", words)]
    return _problems_rolling(dates) if dates.months else _problems_at_the_end(dates)


def _problems_at_the_end(dates: Dates) -> list[FieldProblem]:
    ends_on, closes_on = dates.ends_on, dates.enrollment_closes_on
    if ends_on is None:
        return [FieldProblem("ends_on", _("Choose the last day."))]
    found = []
    if ends_on <= dates.starts_on:
        found.append(FieldProblem("ends_on", _("The program must end after it starts.")))
    elif ends_on - dates.starts_on > LONGEST_PROGRAM:
        found.append(FieldProblem("ends_on", _("A program lasts five years at most.")))
    if closes_on is not None and closes_on > ends_on:
        found.append(
            FieldProblem("enrollment_closes_on", _("Enrollment closes before the program ends."))
        )
    return found


def _problems_rolling(dates: Dates) -> list[FieldProblem]:
    closes_on = dates.enrollment_closes_on
    if not 1 <= (dates.months or 0) <= LONGEST_MONTHS:
        return [FieldProblem("months", _("A relationship lasts between 1 and 60 months."))]
    if closes_on is not None and closes_on < dates.starts_on:
        return [
            FieldProblem("enrollment_closes_on", _("Enrollment closes after the program starts."))
        ]
    return []


def phase_problems(numbers: PhaseNumbers, days: int) -> list[FieldProblem]:
    """What does not fit together in the plan of one phase of a relationship of ``days`` days."""
    found = _too_long(numbers, days)
    if numbers.amber_gap_days < numbers.cadence_days:
        found.append(
            FieldProblem("amber_gap_days", _("Remind people after a session is due, not before."))
        )
    if numbers.red_gap_days <= numbers.amber_gap_days:
        found.append(FieldProblem("red_gap_days", _("Attention comes after the gentle reminder.")))
    if numbers.warn_weeks < numbers.expected_weeks:
        found.append(
            FieldProblem("warn_weeks", _("“Long” must be more weeks than the usual length."))
        )
    return found


def _too_long(numbers: PhaseNumbers, days: int) -> list[FieldProblem]:
    found = []
    if numbers.cadence_days > days:
        words = _("Mentoring lasts %(days)s days here, so this would be no second session.")
        found.append(FieldProblem("cadence_days", words % {"days": days}))
    if numbers.expected_weeks > whole_weeks(days):
        words = _("Mentoring lasts %(weeks)s weeks here, so no phase is longer than that.")
        found.append(FieldProblem("expected_weeks", words % {"weeks": whole_weeks(days)}))
    return found


def whole_weeks(days: int) -> int:
    """Weeks that have begun within ``days`` days."""
    return -(-days // 7)


def readiness(facts: ProgramFacts, today: date) -> list[LaunchCheck]:
    """The launch checklist: everything a program needs before people can join it."""
    phases = [_phases_check(facts)] if facts.has_phases else []
    return [
        _dates_check(facts, today),
        *phases,
        _criteria_check(facts),
        _coordinators_check(facts),
    ]


def is_ready(checks: list[LaunchCheck]) -> bool:
    return all(check.done for check in checks)


def meaning(words: object) -> tuple[str, ...]:
    """Everything of a question that gives its answers their meaning, but for the choices."""
    return tuple(getattr(words, name) for name in MEANING)


def needs_new_version(now: QuestionFacts, wanted: QuestionFacts) -> bool:
    """Whether answers that were given would stand under words they were not given to.

    Another choice beside the old ones changes nothing about the answers there are, except for a
    ranking, which puts all choices in order.
    """
    if not now.answers:
        return False
    ranked = now.meaning[0] == QuestionKind.RANKING
    kept = now.choices == wanted.choices if ranked else set(now.choices) <= set(wanted.choices)
    return now.meaning != wanted.meaning or not kept


def _dates_check(facts: ProgramFacts, today: date) -> LaunchCheck:
    dates, closes_on = facts.dates, facts.dates.enrollment_closes_on
    if dates.ends_on is not None and dates.ends_on <= max(dates.starts_on, today):
        sentence, done = _("The program ends too early: choose an end in the future."), False
    elif closes_on is not None and closes_on < today:
        sentence, done = _("Enrollment closed before it opened: choose a later day."), False
    else:
        sentence, done = _("The dates are set."), True
    return LaunchCheck("dates", done, sentence, "program_dates")


def _phases_check(facts: ProgramFacts) -> LaunchCheck:
    start = facts.dates.starts_on
    days = (planned_end(facts.dates, start) - start).days + 1
    done = False
    if facts.planned_phases != frozenset(Phase.values):
        sentence = _("Some phase has no plan: complete it.")
    elif facts.longest_phase > whole_weeks(max(days, 1)):
        sentence = _("A phase lasts longer than the mentoring itself: shorten it.")
    else:
        sentence, done = _("All four phases have a plan."), True
    return LaunchCheck("phases", done, sentence, "program_phases")


def _criteria_check(facts: ProgramFacts) -> LaunchCheck:
    done = sum(facts.weights.values()) > 0
    sentence = (
        _("The matching criteria have weights.")
        if done
        else _("No matching criterion has a weight yet. Give at least one a weight.")
    )
    return LaunchCheck("criteria", done, sentence, "program_criteria")


def _coordinators_check(facts: ProgramFacts) -> LaunchCheck:
    done = facts.coordinators > 0
    sentence = (
        _("Somebody looks after the program.")
        if done
        else _("Nobody looks after the program yet: name a coordinator.")
    )
    return LaunchCheck("coordinators", done, sentence, "program_staff")


def weights_problem(weights: Mapping[str, int]) -> str | None:
    """Why these weights cannot be used; None when they can."""
    if set(weights) != set(CriterionKey.values):
        return _("Give every criterion a weight; 0 leaves it out.")
    if any(not 0 <= weight <= 100 for weight in weights.values()):
        return _("A weight is between 0 (ignored) and 100.")
    if not sum(weights.values()):
        return _("At least one criterion must count.")
    return None
