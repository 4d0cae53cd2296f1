"""Whom to invite: people of the directory who fit, and whether they are invited already."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from accounts.models import User
from profiles.models import Enrollment, Invitation
from programs.models import Program

INACTIVE, ENROLLED, INVITED = "inactive", "enrolled", "invited"


@dataclass(frozen=True)
class CandidateFilter:
    """What the people have in common; everything may be left out. ``unit`` is an id.

    ``title`` is a part of the job title; ``program`` and ``role`` are of an earlier program.
    """

    unit: Any = None
    function: str = ""
    location: str = ""
    title: str = ""
    program: Any = None
    role: str = ""


def with_obstacle(program: Program) -> QuerySet[User]:
    """Everybody, each with the ``obstacle`` to inviting them to ``program``; None: none."""
    here = Q(program=program, user=OuterRef("pk"))
    obstacle = Case(
        When(is_active=False, then=Value(INACTIVE)),
        When(Exists(Enrollment.objects.filter(here)), then=Value(ENROLLED)),
        When(Exists(_invitations(here)), then=Value(INVITED)),
        default=Value(None),
    )
    return User.objects.annotate(obstacle=obstacle)


def invitable(program: Program) -> QuerySet[User]:
    """Everybody who can still be invited to ``program``."""
    here = Q(program=program, user=OuterRef("pk"))
    rows = User.objects.filter(~Exists(_invitations(here)), is_active=True)
    return rows.exclude(enrollments__program=program)


def _invitations(here: Q) -> QuerySet[Invitation]:
    """Who only asked to be told when it opens is not invited yet."""
    return Invitation.objects.filter(here).exclude(invited_by=F("user"))


def fitting(program: Program, wanted: CandidateFilter) -> QuerySet[User]:
    """The active people who fit, by name, with their obstacle and their unit."""
    rows = with_obstacle(program).filter(is_active=True)
    same = {"unit": wanted.unit, "function": wanted.function, "location": wanted.location}
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if wanted.title:
        rows = rows.filter(job_title__icontains=wanted.title)
    if wanted.program:
        rows = rows.filter(Exists(_earlier(wanted)))
    return rows.select_related("unit").order_by(F("full_name"), "email")


def _earlier(wanted: CandidateFilter) -> QuerySet[Enrollment]:
    rows = Enrollment.objects.filter(program=wanted.program, user=OuterRef("pk"))
    rows = rows.approved()
    return rows.filter(role=wanted.role) if wanted.role else rows
