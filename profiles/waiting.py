"""The line of approved mentees without a mentor: where somebody stands, and why they wait."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.models import Enrollment, EnrollmentQuerySet
from programs.models import ProgramStatus, Side


@dataclass(frozen=True)
class Place:
    """``position`` from 1 among ``waiting`` mentees; ``free`` places with ``mentors`` mentors."""

    position: int
    waiting: int
    mentors: int
    free: int

    @property
    def sentence(self) -> str:
        """Where the person stands, in words."""
        if self.waiting == 1:
            return _("You are the only one who waits for a mentor.")
        return _("You are number %(position)s of %(waiting)s who wait for a mentor.") % {
            "position": self.position,
            "waiting": self.waiting,
        }

    @property
    def reason(self) -> str:
        """Why there is no mentor yet, in words."""
        if not self.mentors:
            return _("No mentor is approved yet. The coordinators are looking for some.")
        if not self.free:
            return _(
                "Every mentor has as many mentees as they can take. A place becomes free when a"
                " relationship ends or another mentor joins."
            )
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
    """Where an approved mentee stands; None for everybody else. Two queries.

    The line is in the order of approval.
    """
    if enrollment.is_mentor or enrollment.program.status == ProgramStatus.CLOSED:
        return None
    line = list(in_line(enrollment).values_list("pk", flat=True))
    if enrollment.pk not in line:
        return None
    places = [max(capacity - taken, 0) for capacity, taken in _mentors(enrollment)]
    return Place(line.index(enrollment.pk) + 1, len(line), len(places), sum(places))


def in_line(enrollment: Enrollment) -> QuerySet[Enrollment]:
    """Approved mentees of the same program with nobody and no open proposal, the longest first."""
    rows = _approved(enrollment).exclude(role=Side.MENTOR)
    rows = rows.exclude(memberships__is_open=True)
    return rows.order_by("decided_at", "pk")


def _mentors(enrollment: Enrollment) -> list[tuple[int, int]]:
    """Capacity and places taken of every mentor."""
    taken = Count("memberships", filter=Q(memberships__is_open=True))
    rows = _approved(enrollment).filter(role=Side.MENTOR).order_by().annotate(taken=taken)
    return list(rows.values_list("capacity", "taken"))


def _approved(enrollment: Enrollment) -> EnrollmentQuerySet:
    rows = EnrollmentQuerySet(Enrollment).approved()
    return rows.filter(program=enrollment.program_id, user__is_active=True)
