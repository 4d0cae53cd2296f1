"""One program's people as a matching problem: the only place that knows both worlds."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from functools import cached_property, lru_cache
from itertools import chain, product

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, QuerySet

from accounts.directory import manager_map, managers_above
from accounts.models import User
from core.local_time import moment_of
from matching import verdicts
from matching.engine import Person, Problem, WantedSkill
from matching.engine.constant import without_constant
from matching.engine.model import SLOT_MINUTES, SLOTS_PER_WEEK
from matching.models.runs import Decision, Ruling
from profiles import circumstances
from profiles.eligibility import Obstacle, Standing
from profiles.models import (
    Avoid,
    Direction,
    Enrollment,
    EnrollmentSkill,
    LearningFocus,
    PartOfWeek,
    Situation,
)
from profiles.waiting_list import WaitingList
from programs import formats
from programs.models import MatchCriterion, Program
from programs.queries import planned_end, today_here
from relationships import kept_apart
from relationships.rematch_rules import Couple

Mondays = tuple[date, ...]
A_YEAR = timedelta(days=365)

LEARNING_FOCUS = frozenset(LearningFocus.values)

MORNING, AFTERNOON = (time(8), 4), (time(13), 4)
"""When a half-day starts, in the person's own time zone, and how many hours it has."""


@dataclass(frozen=True)
class Pool:
    """``enrollments`` by the ids used in ``problem``; ``on_hold``: how many are left out although
    they have no match; ``obstacles``: what keeps everybody who is approved from being matched, by
    id; ``in_contact``: mentees who are matched although a request or a talk of theirs is live;
    ``left_out``: pairs that an earlier publishing left out, which are not kept together.
    ``in_line``: users of whom one is above the other in the organization, on whichever side: two
    mentees of one group must not be that either.

    ``problem`` knows no more than a coordinator may know, so nothing computed from it can give
    away the rest. ``avoided`` and ``elsewhere`` are couples of users who may not be brought
    together for a reason that is private: somebody avoids somebody, a mentor has said no to a
    request or a talk, or it happened outside this program. Only publishing, and what people choose
    themselves, looks at ``whole`` (decision 12).
    """

    problem: Problem
    enrollments: Mapping[str, Enrollment]
    on_hold: int
    avoided: frozenset[Couple] = frozenset()
    elsewhere: frozenset[Couple] = frozenset()
    obstacles: Mapping[str, str] = field(default_factory=dict)
    in_contact: frozenset[str] = frozenset()
    left_out: frozenset[verdicts.Pair] = frozenset()
    in_line: frozenset[Couple] = frozenset()

    @property
    def whole(self) -> Problem:
        """``problem`` with the private pairs. Never shown, and never the base of anything shown."""
        sides = [
            {self.enrollments[person.id].user_id: person.id for person in side}
            for side in (self.problem.mentors, self.problem.mentees)
        ]
        private = {pair for couple in self.private for pair in _pairs(couple, *sides)}
        forbidden = dict.fromkeys(private, "unavailable") | dict(self.problem.forbidden)
        return replace(self.problem, forbidden=forbidden)

    @cached_property
    def apart(self) -> frozenset[verdicts.Pair]:
        """Enrollments whose people may not share a group, as far as a coordinator knows: the pairs
        of ``problem``, and everybody in one reporting line."""
        ids: dict[int, list[str]] = {}
        for key, row in self.enrollments.items():
            ids.setdefault(row.user_id, []).append(key)
        lines = (product(ids.get(one, ()), ids.get(other, ())) for one, other in self.in_line)
        return frozenset(chain(self.problem.forbidden, *lines))

    @property
    def private(self) -> frozenset[Couple]:
        return self.avoided | self.elsewhere


def load(
    program: Program,
    without: Collection[uuid.UUID] = (),
    present: Collection[uuid.UUID] = (),
    *,
    is_for_runs: bool = True,
) -> Pool:
    """Everybody of ``program`` who can be matched, in a fixed number of queries.

    Mentees without a mentor, and all mentors: full ones stay in, so that the census can name them.
    Peers stand on both sides. ``without``: enrollments to leave out.
    ``present``: enrollments that count although they are away, because they answer themselves.
    ``is_for_runs``: requests and talks hold their places, and what an earlier publishing left out
    is respected; people who choose themselves are asked about nothing but what holds now.
    """
    rows = list(_approved(program))
    found = circumstances.standings(map(vars, rows), today_here(), holds=is_for_runs)
    line = WaitingList(program, found)
    known = {key for key, one in found.items() if _is_in(key, one, present)} - {*without}
    people = [row for row in rows if row.pk in known]
    users = {row.user_id for row in people}
    apart, in_line = kept_apart.apart(program, users), frozenset(_in_line(users))
    broken = dict.fromkeys(apart.known, "unavailable") | dict.fromkeys(in_line, "line")
    earlier = verdicts.standing(program) if is_for_runs else []
    return Pool(
        _problem(program, people, line, broken, earlier),
        {str(row.pk): row for row in people},
        on_hold=len(line.left_out),
        avoided=frozenset(_avoiding(program)),
        elsewhere=frozenset(apart.private),
        obstacles={str(key): one.obstacle.value for key, one in line.standings.items()},
        in_contact=frozenset(str(key) for key in known if found[key].facts.contacts),
        left_out=frozenset(one.pair for one in earlier),
        in_line=in_line,
    )


def _problem(
    program: Program,
    people: list[Enrollment],
    line: WaitingList,
    broken: Mapping[Couple, str],
    earlier: Sequence[verdicts.Verdict],
) -> Problem:
    """What a coordinator may know. ``broken``: the rule that couples of users break; ``earlier``:
    what a publishing has left out."""
    mentors = {row.user_id: str(row.pk) for row in people if row.side.gives}
    mentees = {row.user_id: str(row.pk) for row in people if row.side.learns}
    persons, rulings = _persons(program, people), _rulings(program)
    left_out = {one.pair for one in earlier}
    problem = Problem(
        mentors=tuple(persons[key] for key in mentors.values()),
        mentees=tuple(persons[key] for key in mentees.values()),
        weights=dict(MatchCriterion.objects.filter(program=program).values_list("key", "weight")),
        forbidden=_forbidden(program, mentors, mentees, broken),
        pins=tuple(pair for pair in rulings[Ruling.PINNED] if pair not in left_out),
        rejects=frozenset(rulings[Ruling.REJECTED]),
        used=_used(line, people),
        min_minutes=program.session_minutes,
    )
    return without_constant(verdicts.respected(problem, earlier))


def _is_in(key: uuid.UUID, one: Standing, present: Collection[uuid.UUID]) -> bool:
    is_here = one.obstacle is Obstacle.AWAY and key in present
    return one.can_be_matched or one.obstacle is Obstacle.FULL or is_here


def _approved(program: Program) -> QuerySet[Enrollment]:
    rows = Enrollment.objects.approved().filter(program=program)
    return circumstances.annotated(rows.select_related("user__unit").order_by("pk"))


def _used(line: WaitingList, people: Iterable[Enrollment]) -> dict[str, int]:
    """The places a run cannot give away: those in use, and those held for requests and talks."""
    facts = ((row.pk, line.standings[row.pk].facts) for row in people if row.is_mentor)
    return {str(key): one.capacity - one.free for key, one in facts if one.free < one.capacity}


def _rulings(program: Program) -> dict[str, list[tuple[str, str]]]:
    """The pairs of each ruling. A pair that is proposed to each other, or mentors, is settled: no
    run can fail to keep them together."""
    pairs: dict[str, list[tuple[str, str]]] = {ruling: [] for ruling in Ruling.values}
    together = Enrollment.objects.filter(
        pk=OuterRef("mentee"),
        memberships__is_open=True,
        memberships__relationship__memberships__enrollment=OuterRef("mentor"),
    )
    decided = Decision.objects.filter(~Exists(together), program=program)
    for mentor, mentee, ruling in decided.values_list("mentor_id", "mentee_id", "ruling"):
        pairs[ruling].append((str(mentor), str(mentee)))
    return pairs


# People --------------------------------------------------------------------------------------


def _persons(program: Program, enrollments: list[Enrollment]) -> dict[str, Person]:
    offered, wanted = _skills(program)
    zones = frozenset(row.user.zone for row in enrollments)
    mondays = weeks_of_clocks(zones, next_monday(today_here()), planned_end(program))
    return {
        str(row.pk): _person(row, offered.get(row.pk, {}), wanted.get(row.pk, {}), mondays)
        for row in enrollments
    }


def _person(
    row: Enrollment, offered: dict[str, int], wanted: dict[str, WantedSkill], mondays: Mondays
) -> Person:
    return Person(
        id=str(row.pk),
        capacity=row.capacity if row.is_mentor else 1,
        offered=offered,
        wanted=wanted,
        situations=frozenset(row.situations) - {Situation.OTHER},
        learning_focus=frozenset(row.learning_focus) & LEARNING_FOCUS,
        functions=frozenset(row.functions),
        styles=frozenset(row.styles),
        field=_folded(row.user.function),
        field_preference=row.field_preference,
        languages=frozenset(row.languages),
        channels=frozenset(row.channels),
        location=_folded(row.user.location),
        slots=free_slots(row.availability, row.user.zone, mondays),
        minutes_per_month=row.minutes_per_month,
        waited=0 if row.is_mentor else row.rounds_waited,
    )


def _folded(words: str) -> str:
    """Free text, so that two people who mean the same have the same."""
    return " ".join(words.casefold().split())


def _skills(
    program: Program,
) -> tuple[dict[uuid.UUID, dict[str, int]], dict[uuid.UUID, dict[str, WantedSkill]]]:
    """What each enrollment offers and wants; one row for each and direction, since there are many
    skills and few people."""
    offered: dict[uuid.UUID, dict[str, int]] = {}
    wanted: dict[uuid.UUID, dict[str, WantedSkill]] = {}
    rows = EnrollmentSkill.objects.filter(enrollment__program=program).order_by()
    lists = {
        name: ArrayAgg(field, order_by="skill__name")
        for name, field in (("names", "skill__name"), ("now", "level"), ("then", "target"))
    }
    columns = rows.values_list("enrollment_id", "direction").annotate(**lists)
    for owner, direction, names, now, then in columns:
        if direction == Direction.OFFERED:
            offered[owner] = dict(zip(names, now, strict=True))
        else:
            steps = zip(names, now, then, strict=True)
            wanted[owner] = {skill: WantedSkill(level, aim) for skill, level, aim in steps if aim}
    return offered, wanted


def next_monday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


def weeks_of_clocks(zones: Collection[str], monday: date, until: date | None) -> Mondays:
    """One Monday for each way in which clocks in ``zones`` lie apart, from ``monday`` to ``until``
    (at most a year): with one zone, or zones that never change, ``monday`` alone."""
    last = min(until or date.max, monday + A_YEAR)
    ways: dict[tuple[timedelta, ...], date] = {}
    while monday <= last or not ways:
        ways.setdefault(_apart(sorted(zones), monday), monday)
        monday += timedelta(days=7)
    return tuple(ways.values())


def _apart(zones: Sequence[str], monday: date) -> tuple[timedelta, ...]:
    """How far each working morning of the first zone is from that of each other zone."""
    days = [monday + timedelta(days=number) for number in range(5)]
    starts = [[moment_of(day, MORNING[0], zone) for day in days] for zone in zones]
    return tuple(
        other - first for row in starts[1:] for first, other in zip(starts[0], row, strict=True)
    )


def free_slots(parts: Iterable[str], zone: str, mondays: Mondays) -> frozenset[int]:
    """Quarters of an hour in UTC for half-days in ``zone``, in the weeks that start ``mondays``,
    one behind the other.

    Half-days stay where people mean them when the clocks change; their place in UTC moves.
    """
    return _slots_of_all(frozenset(parts), zone, mondays)


@lru_cache(maxsize=4096)
def _slots_of_all(parts: frozenset[str], zone: str, mondays: Mondays) -> frozenset[int]:
    return frozenset(
        place * SLOTS_PER_WEEK + slot
        for place, monday in enumerate(mondays)
        for part in parts
        for slot in _slots_of(part, zone, monday)
    )


@lru_cache(maxsize=4096)
def _slots_of(part: str, zone: str, monday: date) -> tuple[int, ...]:
    if part not in PartOfWeek.values:
        return ()
    days_later, half = divmod(PartOfWeek.values.index(part), 2)
    start, hours = (MORNING, AFTERNOON)[half]
    utc = moment_of(monday + timedelta(days=days_later), start, zone)
    first = (utc.weekday() * 24 * 60 + utc.hour * 60 + utc.minute) // SLOT_MINUTES
    count = hours * 60 // SLOT_MINUTES
    return tuple((first + number) % SLOTS_PER_WEEK for number in range(count))


# Forbidden pairs -----------------------------------------------------------------------------

ByUser = Mapping[int, str]


def _forbidden(
    program: Program, mentors: ByUser, mentees: ByUser, broken: Mapping[Couple, str]
) -> dict[tuple[str, str], str]:
    """Pairs that may not be made, as mentor and mentee enrollments, as far as a coordinator knows.

    "unavailable" covers what they can see for themselves: who met in this program before, and a
    rule of its format.
    """
    themselves = dict.fromkeys(((user, user) for user in (*mentors, *mentees)), "unavailable")
    named = themselves | dict(broken)
    pairs = {
        pair: rule for couple, rule in named.items() for pair in _pairs(couple, mentors, mentees)
    }
    return dict.fromkeys(_against_format(program, mentors, mentees), "unavailable") | pairs


def _against_format(
    program: Program, mentors: ByUser, mentees: ByUser
) -> Iterator[tuple[str, str]]:
    """Pairs the format of the program rules out; a format without rules costs no query."""
    if not formats.of(program.format).rules:
        return
    people = _colleagues({*mentors, *mentees})
    sides = [[people[user] for user in side] for side in (mentors, mentees)]
    for mentor, mentee in formats.ruled_out(program.format, *sides):
        yield mentors[mentor], mentees[mentee]


def _colleagues(users: set[int]) -> dict[int, formats.Colleague]:
    above = managers_above(manager_map())
    functions = User.objects.filter(pk__in=users).values_list("pk", "function")
    return {
        user: formats.Colleague(user, _folded(function), len(above.get(user, ())))
        for user, function in functions
    }


def _pairs(couple: Couple, mentors: ByUser, mentees: ByUser) -> Iterator[tuple[str, str]]:
    for mentor, mentee in (couple, couple[::-1]):
        if mentor in mentors and mentee in mentees:
            yield mentors[mentor], mentees[mentee]


def _avoiding(program: Program) -> Iterable[Couple]:
    return Avoid.objects.filter(enrollment__program=program).couples()


def _in_line(users: set[int]) -> Iterator[Couple]:
    above = managers_above(manager_map())
    for user in users:
        for manager in above.get(user, frozenset()) & users:
            yield user, manager
