"""Loads a program's pairs as plain data, in three queries however many pairs there are.

Only the columns named here are read. None of them holds words written in confidence, and none says
who ended a pair without fault.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import permutations
from operator import attrgetter
from typing import Any, TypedDict, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Exists, F, Max, Model, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.directory import manager_map, managers_above
from accounts.models import User
from core import clock
from core.fields import Confidential
from programs import formats
from programs.models import Format, Program, Shape, Side
from relationships.models import (
    OPEN_STATUSES,
    Agreement,
    Goal,
    HistoryEntry,
    Membership,
    PauseRequest,
    PhaseProposal,
    Relationship,
    Status,
    end_after_pause,
)
from relationships.wording import in_a_row
from reports.attention_rules import TALK_STANDS_FOR, Concern, Limits, MemberFacts, PairFacts, health
from reports.wording import Names
from sessions.models import CALLED_OFF_WITH, CheckIn, MentoringSession, SessionStatus

Row = TypeVar("Row", bound=Model)


def organization_now() -> datetime:
    """This moment in the organization's time zone, in which days of programs are counted."""
    return clock.now().astimezone(ZoneInfo(settings.TIME_ZONE))


@dataclass(frozen=True, slots=True)
class ReportedPerson:
    """One member, as far as a list shows them."""

    user_id: int
    enrollment_id: uuid.UUID
    full_name: str
    short_name: str
    email: str

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.short_name or self.full_name.split(" ")[0]


@dataclass(frozen=True, slots=True)
class ReportedPair:
    """One relationship with its people, and what speaks for looking at it.

    ``people`` stand in the same order as ``facts.members``: those who learn first. ``former`` and
    ``facts.former``: who has left the group and still waits for a talk with the coordinator.
    """

    id: uuid.UUID
    facts: PairFacts
    people: tuple[ReportedPerson, ...]
    format: str = Format.CLASSIC
    group: str = ""
    concluded_at: datetime | None = None
    concluded_kind: str = ""
    concerns: list[Concern] = field(default_factory=list)
    former: tuple[ReportedPerson, ...] = ()

    @property
    def mentor(self) -> ReportedPerson | None:
        """None among peers."""
        members = zip(self.people, self.facts.members, strict=True)
        return next((who for who, facts in members if facts.role == Side.MENTOR), None)

    @property
    def learners(self) -> tuple[ReportedPerson, ...]:
        """Everybody but the mentor."""
        return tuple(person for person in self.people if person is not self.mentor)

    @property
    def lines(self) -> list[str]:
        """The two of a pair; of more, the name of the group and who leads it or how many."""
        if len(self.people) <= 2:
            return [str(person) for person in self.people]
        group = self.group or _("A group")
        number = _("%(count)d members") % {"count": len(self.people)}
        return [group, str(self.mentor), number] if self.mentor else [group, number]

    @property
    def title(self) -> str:
        """Who they are, as a heading."""
        if self.group or self.mentor is None:
            return self.group or in_a_row([str(person) for person in self.people])
        names = {
            "mentee": in_a_row([str(person) for person in self.learners]),
            "mentor": self.mentor,
        }
        return str(formats.of(self.format).nouns.led % names)

    @property
    def names(self) -> Names:
        called = [person.get_short_name() for person in (*self.people, *self.former)]
        here = len(self.people)
        return Names(tuple(called[:here]), self.group, tuple(called[here:]))

    def person(self, who: object) -> ReportedPerson:
        """Who is meant by the place ``who`` of a concern."""
        return (*self.people, *self.former)[int(str(who))]

    def includes(self, user: User) -> bool:
        return any(person.user_id == user.pk for person in self.people)


class _Member(TypedDict):
    relationship_id: uuid.UUID
    person: ReportedPerson
    facts: MemberFacts
    left_at: datetime | None


def open_pairs(program: Program, *, viewer: User | None, now: datetime) -> list[ReportedPair]:
    """Every proposed or running pair of ``program`` at ``now``, with its concerns.

    What somebody says to the coordinator alone is left out of the pairs ``viewer`` belongs to:
    there the coordinator is the partner it must not reach. ``viewer`` None: nobody looks at
    single pairs, they are only counted.
    """
    rows = Relationship.objects.filter(program=program).open()
    return load(rows, program, viewer=viewer, now=now)


def pairs_to_look_at(
    program: Program, *, viewer: User, now: datetime
) -> tuple[list[ReportedPair], list[ReportedPair]]:
    """The open pairs, and the ended ones of which somebody still waits for a talk with a
    coordinator: together in the same queries."""
    asking = _standing(now).filter(relationship=OuterRef("pk"))
    wanted = Q(status__in=OPEN_STATUSES) | Q(status=Status.CONCLUDED) & Exists(asking)
    rows = Relationship.objects.filter(wanted, program=program)
    found = load(rows, program, viewer=viewer, now=now)
    over = [pair for pair in found if pair.facts.status == Status.CONCLUDED]
    return [pair for pair in found if pair.facts.status in OPEN_STATUSES], over


def load(
    rows: "QuerySet[Relationship]", program: Program, *, viewer: User | None, now: datetime
) -> list[ReportedPair]:
    """The pairs of ``rows``, all of them of ``program``, in the order of ``rows``."""
    limits, line = limits_of(program), ReportingLine()
    members = _members(rows, now)
    counted = _with_counts(rows).values(*_COLUMNS, *_COUNTED, *_HEADER)
    pairs = (_pair(row, members[row["id"]], limits, program.format) for row in counted)
    return [_judged(line.noted(pair), viewer, now) for pair in pairs]


class ReportingLine:
    """Who is in whose reporting line, as the directory is now: asked once, when first needed."""

    @cached_property
    def _above(self) -> Mapping[int, frozenset[int]]:
        return managers_above(manager_map())

    def noted(self, pair: ReportedPair) -> ReportedPair:
        """``pair`` with those of its people who are in one reporting line; two mentees of a group
        may be."""
        if pair.facts.status not in OPEN_STATUSES:
            return pair
        places = tuple(
            (upper, lower)
            for upper, lower in permutations(range(len(pair.people)), 2)
            if self._are_together(pair, upper, lower) and self._is_above(pair, upper, lower)
        )
        return replace(pair, facts=replace(pair.facts, line=places)) if places else pair

    def _are_together(self, pair: ReportedPair, one: int, other: int) -> bool:
        roles = {pair.facts.members[place].role for place in (one, other)}
        return roles != {Side.MENTEE}

    def _is_above(self, pair: ReportedPair, upper: int, lower: int) -> bool:
        above = self._above.get(pair.people[lower].user_id, frozenset())
        return pair.people[upper].user_id in above


def _judged(pair: ReportedPair, viewer: User | None, now: datetime) -> ReportedPair:
    is_own = viewer is not None and pair.includes(viewer)
    seen = _without_confidences(pair) if is_own else pair
    return replace(seen, concerns=health(seen.facts, now))


def record_of(program: Program, pk: uuid.UUID, now: datetime) -> Relationship | None:
    """One pair of ``program`` with what surrounds it, the words of the two left out.

    Five queries: goals, agreements, history and members with their wish for a talk come along.
    """
    rows = Relationship.objects.filter(program=program, pk=pk)
    everybody = Membership.objects.order_by("role", "seat")
    members = _asking(everybody.select_related("user"), now)
    around = (
        Prefetch("memberships", members),
        Prefetch("goals", without_words(Goal.objects.all())),
        Prefetch("agreements", without_words(Agreement.objects.all())),
        Prefetch("history", HistoryEntry.objects.select_related("by")),
    )
    return _with_counts(rows).prefetch_related(*around).first()


def pair_of(record: Relationship, program: Program, *, viewer: User, now: datetime) -> ReportedPair:
    """The same pair as :func:`load` gives it, from a ``record`` of :func:`record_of`."""
    row = {name: getattr(record, name) for name in (*_COLUMNS, *_COUNTED, *_HEADER)}
    members = [_member(*_columns_of(member)) for member in record.memberships.all()]
    return _judged(
        ReportingLine().noted(_pair(row, members, limits_of(program), program.format)), viewer, now
    )


def _columns_of(member: Membership) -> list[Any]:
    """The same columns a query names, read from a row with its person."""
    return [attrgetter(name.replace("__", "."))(member) for name in _MEMBER_COLUMNS]


def without_words(rows: "QuerySet[Row]") -> "QuerySet[Row]":
    """The same rows, with everything written in confidence left in the database."""
    fields = rows.model._meta.concrete_fields
    sealed = [field.name for field in fields if isinstance(field, Confidential)]
    return rows.defer(*sealed)


def limits_of(program: Program) -> dict[str, Limits]:
    """When to worry in each phase, as the program's plan says."""
    return {
        plan.phase: Limits(plan.amber_gap_days, plan.red_gap_days, plan.warn_weeks)
        for plan in program.phase_plans.all()
    }


_HEADER = ("id", "shape", "name", "closing_held_at", "concluded_at", "concluded_kind")
_COLUMNS = (
    "status",
    "phase",
    "proposed_at",
    "answer_by",
    "started_at",
    "phase_since",
    "planned_end_on",
    "paused_at",
    "resume_on",
    "held_at",
    "sessions_held",
    "last_session_at",
    "next_session_at",
)
_COUNTED = (
    "agreement_confirmed",
    "goals_agreed",
    "cancelled_in_a_row",
    "closing_proposed_at",
    "pause_asked_at",
    "pause_asked_until",
)


def _pair(
    row: dict[str, Any], members: Iterable[_Member], limits: dict[str, Limits], format_key: str
) -> ReportedPair:
    members = list(members)
    here = [member for member in members if member["left_at"] is None]
    former = [member for member in members if member["left_at"] is not None]
    counted = {name: row[name] for name in (*_COLUMNS, *_COUNTED)}
    counted["planned_end_on"] = end_after_pause(
        row["planned_end_on"], row["paused_at"], row["resume_on"]
    )
    facts = PairFacts(
        **counted,
        closing_held=row["closing_held_at"] is not None,
        is_talk=row["shape"] == Shape.TALK,
        members=tuple(member["facts"] for member in here),
        former=tuple(member["facts"] for member in former),
        limits=limits.get(row["phase"], Limits()),
    )
    people = tuple(member["person"] for member in here)
    header = row["name"], row["concluded_at"], row["concluded_kind"]
    gone = tuple(member["person"] for member in former)
    return ReportedPair(row["id"], facts, people, format_key, *header, former=gone)


def _without_confidences(pair: ReportedPair) -> ReportedPair:
    members = tuple(
        MemberFacts(role=member.role, accepted=member.accepted) for member in pair.facts.members
    )
    facts = replace(pair.facts, members=members, former=(), pause_asked_at=None)
    return replace(pair, facts=facts)


def _with_counts(rows: "QuerySet[Relationship]") -> "QuerySet[Relationship]":
    pair = OuterRef("pk")
    confirmed = Q(relationship=pair, confirmed_at__isnull=False)
    waiting = PhaseProposal.objects.filter(
        relationship=pair,
        transition="begin_redefinition",
        confirmed_at__isnull=True,
        closed_at__isnull=True,
    )
    pause = PauseRequest.objects.waiting().filter(relationship=pair)
    return rows.annotate(
        pause_asked_at=Subquery(pause.values("asked_at")[:1]),
        pause_asked_until=Subquery(pause.values("resume_on")[:1]),
        agreement_confirmed=Exists(Agreement.objects.filter(confirmed)),
        goals_agreed=_count(Goal.objects.filter(confirmed)),
        cancelled_in_a_row=_count(_cancelled_since_the_last()),
        closing_proposed_at=Subquery(waiting.values("proposed_at")[:1]),
    )


def _cancelled_since_the_last() -> "QuerySet[MentoringSession]":
    cancelled = MentoringSession.objects.filter(
        relationship=OuterRef("pk"), status=SessionStatus.CANCELLED
    ).exclude(not_held_reason__in=CALLED_OFF_WITH)
    none_held = Q(relationship__last_session_at__isnull=True)
    return cancelled.filter(none_held | Q(starts_at__gt=F("relationship__last_session_at")))


def _count(rows: "QuerySet[Any]") -> Coalesce:
    counted = rows.order_by().values("relationship").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def _members(
    rows: "QuerySet[Relationship]", now: datetime
) -> defaultdict[uuid.UUID, list[_Member]]:
    memberships = Membership.objects.filter(relationship__in=rows.order_by().values("pk"))
    columns = _asking(memberships.order_by("role", "seat"), now).values_list(*_MEMBER_COLUMNS)
    found: defaultdict[uuid.UUID, list[_Member]] = defaultdict(list)
    for member in _told_apart([_member(*row) for row in columns]):
        found[member["relationship_id"]].append(member)
    return found


def _told_apart(members: list[_Member]) -> Iterator[_Member]:
    """Two of the same first name are called by their full names."""
    called = {member["person"].user_id: member["person"].get_short_name() for member in members}
    times = Counter(called.values())
    for member in members:
        person = member["person"]
        if times[person.get_short_name()] > 1:
            member["person"] = replace(person, short_name=person.full_name)
        yield member


def _asking(memberships: "QuerySet[Membership]", now: datetime) -> "QuerySet[Membership]":
    """With the moment each member last asked for a talk, while that still stands. Who has left a
    group comes along only for as long as it does."""
    recent = _standing(now).filter(membership=OuterRef("pk"))
    asked = recent.order_by().values("membership").annotate(latest=Max("answered_at"))
    rows = memberships.annotate(talk_asked_at=Subquery(asked.values("latest")))
    return rows.filter(Q(left_at=None) | Q(talk_asked_at__isnull=False))


def _standing(now: datetime) -> "QuerySet[CheckIn]":
    """Requests to talk that a coordinator still reads at ``now``, whatever ended since."""
    return CheckIn.objects.requests_to_talk().filter(answered_at__gt=now - TALK_STANDS_FOR)


_MEMBER_COLUMNS = (
    "relationship_id",
    "user_id",
    "enrollment_id",
    "user__full_name",
    "user__short_name",
    "user__email",
    "role",
    "accepted",
    "fit",
    "fit_at",
    "talk_asked_at",
    "left_at",
)


def _member(relationship_id: uuid.UUID, *columns: Any) -> _Member:
    return _Member(
        relationship_id=relationship_id,
        person=ReportedPerson(*columns[:5]),
        facts=MemberFacts(*columns[5:-1]),
        left_at=columns[-1],
    )
