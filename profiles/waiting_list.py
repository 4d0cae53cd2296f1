"""The waiting list of a program: who is waiting for a match, who is left out, and why.

What counts as waiting is defined in ``profiles.eligibility``; every page that names or counts the
people who are waiting, or the places there are, asks this module.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles import circumstances, format_words
from profiles.eligibility import Obstacle, Since, Standing
from profiles.format_words import JoiningWords
from profiles.models import Enrollment, EnrollmentQuerySet
from programs import queries as program_queries
from programs.models import Choice, Format, Program, ProgramStatus, Side

LINE_A_PAGE = 50
"""How many people of the line coordinators see at a time."""


@dataclass(frozen=True)
class FreePlaces:
    """``mentors`` and the ``free`` places they have together; ``to_ask``: with those that are held
    for requests and talks, for which people can still ask."""

    mentors: int
    free: int
    to_ask: int = 0


@dataclass(frozen=True)
class WaitingPosition:
    """``position`` from 1 among ``waiting`` mentees; ``free`` places with ``mentors`` mentors.

    ``since``: the later of the approval and the end of the last relationship; ``ahead``: they
    waited in vain in an earlier program; ``asks``: they ask mentors themselves; ``peers``: people
    wait for one another, not for mentors.
    """

    position: int
    waiting: int
    mentors: int
    free: int
    since: Since = field(default=None, compare=False)
    ahead: bool = False
    asks: bool = False
    peers: bool = False
    format: str = Format.CLASSIC

    @property
    def sentence(self) -> str:
        """Where the person stands, in words."""
        if self.peers:
            return self._among_peers
        if self.waiting == 1:
            return str(self._words.only_one_waiting)
        return str(self._words.number_of % {"position": self.position, "waiting": self.waiting})

    @property
    def _words(self) -> JoiningWords:
        return format_words.of(self.format)

    @property
    def _among_peers(self) -> str:
        others = self.waiting - 1
        return ngettext(
            "One other person is waiting to be matched, too.",
            "%(others)s other people are waiting to be matched, too.",
            others,
        ) % {"others": others}

    @property
    def reason(self) -> str:
        """Why there is no mentor yet, in words."""
        if self.peers:
            return _(
                "The coordinators bring people together in rounds. Either the next round is"
                " still to come, or the last one found nobody who fits."
            )
        if not self.mentors:
            return str(self._words.no_mentor)
        if not self.free:
            return str(self._words.mentors_full)
        if self.asks:
            return str(self._words.mentors_available)
        if self.free >= self.waiting:
            return _(
                "There is a free place for everybody who is waiting. The coordinators match"
                " people in rounds; the next round has not been held yet, or found nobody who fits."
            )
        return str(self._words.free_places % {"free": self.free})


@dataclass(frozen=True)
class WaitingList:
    """Everybody who is approved in ``program``, by where they stand for the matching."""

    program: Program
    standings: Mapping[uuid.UUID, Standing]

    @cached_property
    def waiting(self) -> list[uuid.UUID]:
        """Those who are waiting for a match, in order: people who waited in vain in earlier
        programs come first, then those who have been waiting longest."""
        found = [(key, one) for key, one in self.standings.items() if one.is_waiting]
        return [key for key, one in sorted(found, key=_in_order)]

    @cached_property
    def room(self) -> FreePlaces:
        """How many mentors there are who take somebody new now or later, and their free places."""
        mentors = [one for one in self.standings.values() if one.facts.is_mentor]
        ready = [one for one in mentors if one.obstacle in {Obstacle.NONE, Obstacle.FULL}]
        free, to_ask = (
            sum(getattr(one.facts, name) for one in ready) for name in ("free", "free_to_ask")
        )
        return FreePlaces(len(ready), free, to_ask)

    @cached_property
    def left_out(self) -> Mapping[uuid.UUID, Standing]:
        """Those no run looks at although they have no match: the longest first."""
        found = [(key, one) for key, one in self.standings.items() if one.obstacle in LEFT_OUT]
        return dict(sorted(found, key=lambda row: (str(row[1].since or ""), str(row[0]))))

    def place_of(self, enrollment: Enrollment) -> WaitingPosition | None:
        """The place of somebody who is waiting; None for everybody else."""
        if enrollment.pk not in self.waiting:
            return None
        program = self.program
        asks = program.choice == Choice.REQUESTS and program.mentees_choose
        return WaitingPosition(
            position=self.waiting.index(enrollment.pk) + 1,
            waiting=len(self.waiting),
            mentors=self.room.mentors,
            free=self.room.to_ask if asks else self.room.free,
            since=self.standings[enrollment.pk].since,
            ahead=enrollment.rounds_waited > 0,
            peers=enrollment.role == Side.PEER,
            format=program.format,
            asks=asks,
        )


LEFT_OUT = frozenset(Obstacle) - {
    Obstacle.NONE,
    Obstacle.NOT_APPROVED,
    Obstacle.NOT_OPEN,
    Obstacle.PROPOSED,
    Obstacle.MATCHED,
    Obstacle.PAUSED,
    Obstacle.FULL,
}
"""What leaves somebody out who has no match, and whom a coordinator might look for in the list."""


def _in_order(row: tuple[uuid.UUID, Standing]) -> tuple[int, datetime, uuid.UUID]:
    key, one = row
    since = one.since if isinstance(one.since, datetime) else datetime.min.replace(tzinfo=UTC)
    return -one.facts.rounds_waited, since, key


def line_of(program: Program) -> WaitingList:
    """The waiting list of ``program`` as it is now. One query."""
    return WaitingList(program, standings(program))


def standings(program: Program, *, holds: bool = True) -> dict[uuid.UUID, Standing]:
    """Where everybody who is approved in ``program`` stands; see ``circumstances``. One query."""
    rows = EnrollmentQuerySet(Enrollment).approved().filter(program=program).order_by()
    columns = circumstances.annotated(rows).values(*circumstances.COLUMNS)
    return circumstances.standings(columns, program_queries.today_here(), holds=holds)


def choosing(enrollments: Iterable[Enrollment]) -> set[uuid.UUID]:
    """Which of these mentees, who come with their programs, can look for a mentor themselves now.
    One query, or none."""
    asked = [row.pk for row in enrollments if not row.is_mentor and row.program.mentees_choose]
    if not asked:
        return set()
    rows = EnrollmentQuerySet(Enrollment).filter(pk__in=asked).order_by()
    columns = circumstances.annotated(rows).values(*circumstances.COLUMNS)
    found = circumstances.standings(columns, program_queries.today_here())
    return {key for key, one in found.items() if one.may_choose}


def place_of(enrollment: Enrollment) -> WaitingPosition | None:
    """Where somebody who is waiting stands; None for everybody else. One query."""
    return line_of(enrollment.program).place_of(enrollment)


def positions(program: Program) -> Mapping[uuid.UUID, int]:
    """The place of each enrollment in the line, from 1. One query."""
    return {pk: place for place, pk in enumerate(line_of(program).waiting, start=1)}


def rounds_in_vain(enrollment: Enrollment) -> int:
    """In how many other programs, closed by now, the person waited for a mentor in vain."""
    if enrollment.is_mentor:
        return 0
    rows = (
        EnrollmentQuerySet(Enrollment)
        .approved()
        .filter(user=enrollment.user_id, program__status=ProgramStatus.CLOSED)
        .exclude(role=Side.MENTOR)
    )
    return _without_anybody(rows).exclude(program=enrollment.program_id).count()


def was_in_vain(enrollment: Enrollment) -> bool:
    """Whether the program has closed and this mentee never had a mentor in it."""
    if enrollment.is_mentor or enrollment.program.status != ProgramStatus.CLOSED:
        return False
    rows = EnrollmentQuerySet(Enrollment).approved().filter(pk=enrollment.pk)
    return _without_anybody(rows).exists()


def _without_anybody(rows: EnrollmentQuerySet) -> EnrollmentQuerySet:
    """Those who never had a relationship that both had accepted."""
    return rows.exclude(memberships__relationship__started_at__isnull=False)
