"""The line of approved mentees without a mentor: where somebody stands, and why they wait."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.models import Enrollment, EnrollmentQuerySet
from programs.models import Choice, Program, ProgramStatus, Side

LINE_A_PAGE = 50
"""How many people of the line coordinators see at a time."""


@dataclass(frozen=True)
class Room:
    """``mentors`` and the ``free`` places they have together."""

    mentors: int
    free: int


@dataclass(frozen=True)
class Place:
    """``position`` from 1 among ``waiting`` mentees; ``free`` places with ``mentors`` mentors.

    ``since``: the moment of approval; ``ahead``: they waited in vain in an earlier program;
    ``unoriented``: the orientation comes first; ``asks``: they ask mentors themselves; ``peers``:
    people wait for one another, not for mentors.
    """

    position: int
    waiting: int
    mentors: int
    free: int
    since: datetime | None = field(default=None, compare=False)
    ahead: bool = False
    unoriented: bool = False
    asks: bool = False
    peers: bool = False

    @property
    def sentence(self) -> str:
        """Where the person stands, in words."""
        if self.peers:
            return self._among_peers
        if self.waiting == 1:
            return _("You are the only one who waits for a mentor.")
        return _("You are number %(position)s of %(waiting)s who wait for a mentor.") % {
            "position": self.position,
            "waiting": self.waiting,
        }

    @property
    def _among_peers(self) -> str:
        others = self.waiting - 1
        return ngettext(
            "Somebody else waits to be brought together with others, too.",
            "%(others)s others wait to be brought together, too.",
            others,
        ) % {"others": others}

    @property
    def reason(self) -> str:
        """Why there is no mentor yet, in words."""
        if self.unoriented:
            return _("The matching begins with you once your orientation is done.")
        if self.peers:
            return _(
                "The coordinators bring people together in rounds; the next round has not been held"
                " yet, or found nobody who fits."
            )
        if not self.mentors:
            return _("No mentor is approved yet. The coordinators are looking for some.")
        if not self.free:
            return _(
                "Every mentor has as many mentees as they can take. A place becomes free when a"
                " relationship ends or another mentor joins."
            )
        if self.asks:
            return _("Mentors have room. Here you ask one yourself; that is the way to a mentor.")
        if self.free >= self.waiting:
            return _(
                "There is a free place for everybody who waits. The coordinators match people in"
                " rounds; the next round has not been held yet, or found nobody who fits."
            )
        return ngettext(
            "Mentors have %(free)s free place, and more people wait than that.",
            "Mentors have %(free)s free places, and more people wait than that.",
            self.free,
        ) % {"free": self.free}


def place_of(enrollment: Enrollment) -> Place | None:
    """Where an approved mentee stands; None for everybody else. Two queries."""
    if enrollment.is_mentor or enrollment.program.status == ProgramStatus.CLOSED:
        return None
    line = list(in_line(enrollment.program).values_list("pk", flat=True))
    if enrollment.pk not in line:
        return None
    room = room_in(enrollment.program)
    return Place(
        position=line.index(enrollment.pk) + 1,
        waiting=len(line),
        mentors=room.mentors,
        free=room.free,
        since=enrollment.decided_at,
        ahead=enrollment.rounds_waited > 0,
        peers=enrollment.role == Side.PEER,
        unoriented=_is_unoriented(enrollment),
        asks=enrollment.program.choice == Choice.REQUESTS and enrollment.program.mentees_choose,
    )


def _is_unoriented(enrollment: Enrollment) -> bool:
    return enrollment.program.orientation_required and enrollment.orientation_done_at is None


def in_line(program: Program) -> QuerySet[Enrollment]:
    """Approved mentees with nobody and no open proposal, in the order of the line.

    Who waited in vain in earlier programs comes first, then who was approved first.
    """
    rows = _approved(program).exclude(role=Side.MENTOR)
    rows = rows.exclude(memberships__is_open=True)
    return rows.order_by("-rounds_waited", "decided_at", "pk")


def positions(program: Program) -> Mapping[uuid.UUID, int]:
    """The place of each enrollment in the line, from 1. One query."""
    ids = in_line(program).values_list("pk", flat=True)
    return {pk: place for place, pk in enumerate(ids, start=1)}


def room_in(program: Program) -> Room:
    """How many mentors there are and the places they have left. One query."""
    taken = Count("memberships", filter=Q(memberships__is_open=True))
    rows = _approved(program).filter(role=Side.MENTOR).order_by().annotate(taken=taken)
    places = [max(room - used, 0) for room, used in rows.values_list("capacity", "taken")]
    return Room(len(places), sum(places))


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


def _approved(program: Program) -> EnrollmentQuerySet:
    rows = EnrollmentQuerySet(Enrollment).approved()
    return rows.filter(program=program, user__is_active=True)
