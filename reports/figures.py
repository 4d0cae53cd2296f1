"""The figures of one program: every number with what it is counted from, and its target.

Sources of the formulas and targets: domain 2.8. Opinions are shown from five answers on.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from profiles.circumstances import COLUMNS, annotated, standings
from profiles.models import Enrollment, EnrollmentStatus
from profiles.waiting_list import Line
from programs import queries as program_queries
from programs.models import Phase, Program
from relationships.models import RUNNING_STATUSES, Fit, Membership, Relationship
from reports.facts import Pair
from reports.rules import FIRST_SESSION_BY, is_active

FEWEST_OPINIONS = 5
ACTIVE_TARGET = 80
FIRST_SESSION_TARGET = 95
FIT_TARGET = 85


@dataclass(frozen=True, slots=True)
class Share:
    """``done`` of ``of``, with the target in percent; ``fewest`` hides shares of fewer."""

    done: int
    of: int
    target: int
    fewest: int = 1

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down so that 99.6 is not called all; None when hidden."""
        return self.done * 100 // self.of if self.of >= self.fewest else None

    @property
    def reached(self) -> bool:
        """Compared as counts, so that rounding decides nothing."""
        return self.done * 100 >= self.target * self.of


@dataclass(frozen=True, slots=True)
class Step:
    """How many people have come this far, of all who enrolled."""

    key: str
    people: int
    enrolled: int

    @property
    def percent(self) -> int | None:
        return self.people * 100 // self.enrolled if self.enrolled else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the dashboard counts."""

    running: int
    proposed: int
    active: Share
    met_in_time: Share
    good_fit: Share
    asked_about_fit: int
    waiting_mentees: int
    approved_mentors: int
    by_phase: dict[str, int]
    funnel: list[Step]
    line: Line

    @property
    def enrolled(self) -> int:
        return self.funnel[0].people

    @property
    def approved(self) -> int:
        return self.funnel[1].people

    @property
    def is_empty(self) -> bool:
        """Nobody has been proposed to anybody yet: there is nothing to look at."""
        return not self.funnel[2].people


def of_program(program: Program, pairs: list[Pair], now: datetime) -> Figures:
    """Count ``program`` at ``now``; ``pairs`` are those of ``counted_pairs``. Two queries."""
    running = [pair for pair in pairs if pair.facts.status in RUNNING_STATUSES]
    begun = [pair for pair in pairs if pair.facts.started_at is not None]
    active = [pair for pair in running if is_active(pair.facts, now)]
    rows = _rows(program)
    people, line = _people(rows), Line(program, standings(rows, program_queries.today_here()))
    return Figures(
        running=len(running),
        proposed=len(pairs) - len(begun),
        active=Share(len(active), len(running), ACTIVE_TARGET),
        met_in_time=met_in_time(program, now),
        good_fit=_good_fit(begun),
        asked_about_fit=sum(len(pair.people) for pair in begun),
        waiting_mentees=len(line.waiting),
        approved_mentors=line.room.mentors,
        by_phase=_by_phase(running),
        funnel=_funnel(people, active),
        line=line,
    )


def met_in_time(program: Program, now: datetime) -> Share:
    """Of the pairs that have had 21 days for it, ended or not, those that met within them."""
    had_time = Q(started_at__lte=now - FIRST_SESSION_BY)
    in_time = Q(first_session_at__lte=F("started_at") + FIRST_SESSION_BY)
    counted = Relationship.objects.filter(program=program).aggregate(
        of=Count("pk", filter=had_time), done=Count("pk", filter=had_time & in_time)
    )
    return Share(counted["done"], counted["of"], FIRST_SESSION_TARGET)


def _good_fit(begun: Iterable[Pair]) -> Share:
    answers = Counter(member.fit for pair in begun for member in pair.facts.members)
    answered = sum(answers.values()) - answers[""]
    return Share(answers[Fit.GOOD.value], answered, FIT_TARGET, fewest=FEWEST_OPINIONS)


def _by_phase(running: Iterable[Pair]) -> dict[str, int]:
    counted = Counter(pair.facts.phase for pair in running)
    return {phase.value: counted[phase.value] for phase in Phase}


def _rows(program: Program) -> list[dict[str, Any]]:
    """The enrollments of the program: where they stand, and how far they have come."""
    mine = Membership.objects.filter(enrollment=OuterRef("pk"))
    first = F("relationship__started_at") + FIRST_SESSION_BY
    rows = annotated(Enrollment.objects.filter(program=program).order_by()).annotate(
        was_proposed=Exists(mine),
        has_started=Exists(mine.filter(relationship__started_at__isnull=False)),
        has_met=Exists(mine.filter(relationship__first_session_at__lte=first)),
    )
    return list(rows.values(*COLUMNS, "user_id", "submitted_at", *_STEPS))


_STEPS = {"was_proposed": "proposed", "has_started": "accepted", "has_met": "met"}


def _people(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many people have come how far; somebody in two roles counts once, and people who cannot
    sign in any more count where they had come."""
    found: dict[str, set[int]] = {key: set() for key in ("enrolled", "approved", *_STEPS)}
    for row in rows:
        came_far = {key: row[key] for key in _STEPS}
        is_approved = row["status"] == EnrollmentStatus.APPROVED and row["of_user"]
        came_far["enrolled"] = row["submitted_at"] or row["was_proposed"]
        came_far["approved"] = is_approved or row["was_proposed"]
        for key, yes in came_far.items():
            found[key] |= {row["user_id"]} if yes else set()
    counted = {key: len(users) for key, users in found.items()}
    return counted | {_STEPS[key]: counted[key] for key in _STEPS}


def _funnel(people: Mapping[str, int], active: Iterable[Pair]) -> list[Step]:
    now_active = {person.user_id for pair in active for person in pair.people}
    steps = {key: people[key] for key in ("enrolled", "approved", "proposed", "accepted", "met")}
    steps["active"] = len(now_active)
    return [Step(key, count, people["enrolled"]) for key, count in steps.items()]
