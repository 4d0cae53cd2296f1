"""What a sponsor sees of a program: counts of people, and never a group so small that it shows
somebody.

Groups of one to four are hidden. Where the total would still give them away, the next smallest
group is hidden with them (domain 2.7).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from profiles.models import Enrollment, EnrollmentStatus
from programs.models import Phase, Program
from relationships.models import ConcludedKind, Membership, Relationship
from reports.facts import Pair, open_pairs
from reports.figures import ACTIVE_TARGET, Share, met_in_time
from reports.rules import is_active
from sessions.models import MentoringSession, SessionStatus

FEWEST = 5
COMPLETED_TARGET = 75
AGREED_TARGET = 90
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Group:
    """One group; ``people`` is None when it is hidden. ``share`` of the total, 0 to 100."""

    label: str
    people: int | None
    share: float

    @property
    def value(self) -> str:
        return _("hidden") if self.people is None else str(self.people)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of the pairs with what it says; hidden below five."""

    label: Words
    share: Share

    @property
    def is_shown(self) -> bool:
        return self.share.of >= FEWEST


@dataclass(frozen=True, slots=True)
class Aggregates:
    """The whole page. ``pairs`` run now, ``started`` have ever started, with ``sessions`` held
    between them; each None while it would be about fewer than five people."""

    people: int
    pairs: int | None
    started: int | None
    sessions: int | None
    rates: list[Rate]
    phases: list[Group]
    units: list[Group]

    @property
    def is_shown(self) -> bool:
        return self.people >= FEWEST


def hidden(counts: Mapping[str, int]) -> set[str]:
    """The keys of ``counts`` that may not be shown beside the total: groups of one to four, and
    as many of the next smallest as it takes that no hidden number can be worked out."""
    groups = sorted(((number, key) for key, number in counts.items() if number), reverse=True)
    found: list[int] = []
    keys = set()
    while groups and (groups[-1][0] < FEWEST or (found and not _is_safe(found))):
        number, key = groups.pop()
        found.append(number)
        keys.add(key)
    return keys


def _is_safe(numbers: list[int]) -> bool:
    """Whether what these add up to tells nothing about one of them."""
    return len(numbers) > 1 and sum(numbers) >= FEWEST


def groups(counts: Mapping[str, int], labels: Mapping[str, str]) -> list[Group]:
    """The groups in the order of ``labels``, the small ones hidden; without those nobody is in."""
    kept_back, total = hidden(counts), sum(counts.values())
    return [
        Group(label, None, 0.0)
        if key in kept_back
        else Group(label, counts[key], counts[key] * 100 / total)
        for key, label in labels.items()
        if counts.get(key)
    ]


def of_program(program: Program, viewer: User, now: datetime) -> Aggregates:
    """Count ``program`` at ``now``; ``viewer`` is who reads it."""
    pairs = open_pairs(program, viewer=viewer, now=now)
    running = [pair for pair in pairs if pair.facts.started_at is not None]
    units, in_pairs = _units(program), sum(len(pair.people) for pair in running)
    started = Membership.objects.filter(
        relationship__program=program, relationship__started_at__isnull=False
    ).aggregate(people=Count("user", distinct=True), pairs=Count("relationship", distinct=True))
    return Aggregates(
        people=sum(units.values()),
        pairs=_of_many(len(running), in_pairs),
        started=_of_many(started["pairs"], started["people"]),
        sessions=_of_many(_sessions(program), started["people"]),
        rates=_rates(program, running, now),
        phases=_phases(running),
        units=groups(units, {key: key or _("No unit known") for key in sorted(units)}),
    )


def _of_many(number: int, people: int) -> int | None:
    """``number`` when it is about nobody, or about five people and more."""
    return number if not people or people >= FEWEST else None


def _sessions(program: Program) -> int:
    rows = MentoringSession.objects.filter(relationship__program=program)
    return rows.filter(status=SessionStatus.HELD).count()


def _units(program: Program) -> dict[str, int]:
    """The people who take part, by unit ("" when none is known); somebody in two roles once."""
    rows = Enrollment.objects.filter(program=program, status=EnrollmentStatus.APPROVED)
    counted = rows.order_by().values_list("user__unit__name").annotate(Count("user", distinct=True))
    return {unit or "": number for unit, number in counted}


def _phases(running: Iterable[Pair]) -> list[Group]:
    counted: Counter[str] = Counter()
    for pair in running:
        counted[pair.facts.phase] += len(pair.people)
    return groups(counted, {phase.value: str(phase.label) for phase in Phase})


def _rates(program: Program, running: list[Pair], now: datetime) -> list[Rate]:
    active = sum(is_active(pair.facts, now) for pair in running)
    agreed = sum(pair.facts.agreement_confirmed for pair in running)
    with_goal = sum(pair.facts.goals_agreed > 0 for pair in running)
    return [
        Rate(gettext_lazy("have met within 21 days"), met_in_time(program, now)),
        Rate(
            gettext_lazy("have met within the rhythm of their phase"),
            Share(active, len(running), ACTIVE_TARGET),
        ),
        Rate(
            gettext_lazy("have confirmed an agreement"), Share(agreed, len(running), AGREED_TARGET)
        ),
        Rate(gettext_lazy("have agreed on a goal"), Share(with_goal, len(running), AGREED_TARGET)),
        Rate(gettext_lazy("of those that are over came to a planned end"), _completed(program)),
    ]


def _completed(program: Program) -> Share:
    """Of the relationships that started and are over, those that came to a proper end."""
    over = Relationship.objects.filter(program=program, concluded_at__isnull=False).started()
    kinds = Counter(over.values_list("concluded_kind", flat=True))
    return Share(kinds[ConcludedKind.COMPLETED], sum(kinds.values()), COMPLETED_TARGET)
