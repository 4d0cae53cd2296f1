"""The figures of one program: every number with what it is counted from, and its target.

Sources of the formulas: domain 2.8.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef

from accounts.models import User
from core.percents import percent_of
from profiles.circumstances import COLUMNS, annotated, standings
from profiles.models import Enrollment, EnrollmentStatus
from profiles.waiting_list import WaitingList
from programs import queries as program_queries
from programs.models import Phase, Program
from relationships.models import RUNNING_STATUSES, Membership
from reports import reached
from reports.attention_rules import FIRST_SESSION_BY, is_active, is_expected_to_meet
from reports.facts import ReportedPair
from reports.reached import Reached
from reports.shares import ACTIVE_TARGET, Share


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How many people have come this far, of all who enrolled."""

    key: str
    people: int
    enrolled: int

    @property
    def percent(self) -> int | None:
        return percent_of(self.people, self.enrolled) if self.enrolled else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the dashboard counts: relationships (``running``, ``proposed``, ``active``,
    ``met_in_time``, ``by_phase``), enrollments (``waiting_mentees``, ``approved_mentors``), and
    people (in the ``funnel``, and ``waiting_for_approval``)."""

    running: int
    proposed: int
    active: Share
    met_in_time: Share
    reached: Reached
    waiting_mentees: int
    approved_mentors: int
    by_phase: dict[str, int]
    funnel: list[FunnelStep]
    line: WaitingList
    waiting_for_approval: int = 0

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


def counted_at(program: Program, now: datetime) -> datetime:
    """The moment that figures are about: ``now``, or the one at which ``program`` closed."""
    return program.closed_at.astimezone(now.tzinfo) if program.closed_at else now


def of_program(
    program: Program, pairs: list[ReportedPair], now: datetime, viewer: User | None = None
) -> Figures:
    """Count ``program`` at ``now``; ``pairs`` are its open ones. What somebody in a pair with
    ``viewer`` has answered is left out. Two queries."""
    running = [pair for pair in pairs if pair.facts.status in RUNNING_STATUSES]
    meeting = [pair for pair in running if is_expected_to_meet(pair.facts)]
    active = [pair for pair in meeting if is_active(pair.facts, now)]
    found, rows = reached.of_program(program, now, viewer), _rows(program)
    people = _people(rows)
    line = WaitingList(program, standings(rows, program_queries.today_here()))
    return Figures(
        running=len(running),
        proposed=len(pairs) - len(running),
        active=Share(len(active), len(meeting), ACTIVE_TARGET),
        met_in_time=found.met_in_time,
        reached=found,
        waiting_mentees=len(line.waiting),
        approved_mentors=line.room.mentors,
        by_phase=_by_phase(running),
        funnel=_funnel(people, active),
        line=line,
        waiting_for_approval=_waiting_for_approval(rows),
    )


def _by_phase(running: Iterable[ReportedPair]) -> dict[str, int]:
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


def _waiting_for_approval(rows: Iterable[Mapping[str, Any]]) -> int:
    """How many people; somebody in two roles is one."""
    waits = EnrollmentStatus.SUBMITTED
    return len({row["user_id"] for row in rows if row["status"] == waits and row["of_user"]})


def _funnel(people: Mapping[str, int], active: Iterable[ReportedPair]) -> list[FunnelStep]:
    now_active = {person.user_id for pair in active for person in pair.people}
    steps = {key: people[key] for key in ("enrolled", "approved", "proposed", "accepted", "met")}
    steps["active"] = len(now_active)
    return [FunnelStep(key, count, people["enrolled"]) for key, count in steps.items()]
