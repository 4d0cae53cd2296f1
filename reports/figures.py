"""The figures of one program: every number with what it is counted from, and its target.

Sources of the formulas and targets: domain 2.8. Opinions are shown from five answers on.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q

from profiles.models import Enrollment, EnrollmentStatus
from programs.models import Phase, Program, Side
from relationships.models import RUNNING_STATUSES, Fit, Membership, Relationship, Status
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
    people = _people(program)
    return Figures(
        running=len(running),
        proposed=len(pairs) - len(begun),
        active=Share(len(active), len(running), ACTIVE_TARGET),
        met_in_time=met_in_time(program, now),
        good_fit=_good_fit(begun),
        asked_about_fit=sum(len(pair.people) for pair in begun),
        waiting_mentees=people["waiting"],
        approved_mentors=people["mentors"],
        by_phase=_by_phase(running),
        funnel=_funnel(people, active),
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


def _people(program: Program) -> dict[str, int]:
    """The people of the program, counted by how far they have come; somebody in two roles once."""
    mine = Membership.objects.filter(enrollment=OuterRef("pk"))
    started = Q(relationship__started_at__isnull=False)
    first = F("relationship__started_at") + FIRST_SESSION_BY
    is_open = Q(relationship__status__in=[Status.PROPOSED, *RUNNING_STATUSES])
    rows = Enrollment.objects.filter(program=program).annotate(
        was_proposed=Exists(mine),
        has_started=Exists(mine.filter(started)),
        has_met=Exists(mine.filter(relationship__first_session_at__lte=first)),
        is_taken=Exists(mine.filter(is_open)),
    )

    def people(came_far: Q) -> Count:
        return Count("user", distinct=True, filter=came_far)

    approved = Q(status=EnrollmentStatus.APPROVED)
    counted: dict[str, int] = rows.aggregate(
        enrolled=people(Q(submitted_at__isnull=False) | Q(was_proposed=True)),
        approved=people(approved | Q(was_proposed=True)),
        proposed=people(Q(was_proposed=True)),
        accepted=people(Q(has_started=True)),
        met=people(Q(has_met=True)),
        waiting=Count("pk", filter=approved & ~Q(role=Side.MENTOR) & Q(is_taken=False)),
        mentors=Count("pk", filter=approved & Q(role=Side.MENTOR)),
    )
    return counted


def _funnel(people: dict[str, int], active: Iterable[Pair]) -> list[Step]:
    now_active = {person.user_id for pair in active for person in pair.people}
    steps = {key: people[key] for key in ("enrolled", "approved", "proposed", "accepted", "met")}
    steps["active"] = len(now_active)
    return [Step(key, count, people["enrolled"]) for key, count in steps.items()]
