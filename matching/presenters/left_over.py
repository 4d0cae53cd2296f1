"""The people a run found no place for, in words."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from matching import wording
from matching.models.runs import MatchRun, Unmatched
from matching.presenters.listing import named
from profiles import waiting_list
from programs.models import Program, Shape, Side
from programs.shapes import SHAPES

FIRST_FEW = 5


@dataclass(frozen=True)
class PersonRow:
    """``is_blocked``: no candidate at all passes the rules; otherwise all places were taken.

    ``mentee_id``: the enrollment of a mentee, None for a mentor. ``line``: the place in the waiting
    line today, None for who does not stand there; ``line_page`` of the list shows it.
    """

    person: User
    mentee_id: uuid.UUID | None
    is_blocked: bool
    why: Sequence[str]
    help: Sequence[str]
    line: int | None = None

    @property
    def line_page(self) -> int:
        return ((self.line or 1) - 1) // waiting_list.LINE_A_PAGE + 1


@dataclass(frozen=True)
class LeftOverPage:
    """How many are left over, and the first few of them, or those who were searched for."""

    mentees: Sequence[PersonRow]
    mentors: Sequence[PersonRow]
    left: int
    blocked: int
    idle: int

    @property
    def crowded_out(self) -> int:
        """Mentees who would have fitted and for whom there was no place."""
        return self.left - self.blocked

    @property
    def groups(self) -> int:
        return groups_for(self.crowded_out)


def left_over(run: MatchRun, query: str = "") -> LeftOverPage:
    """No question where the run left nobody over."""
    few = _few(run, query) if run.summary["left"] or run.summary["idle"] else []
    return LeftOverPage(
        mentees=[row for row in few if row.mentee_id],
        mentors=[row for row in few if not row.mentee_id],
        left=run.summary["left"],
        blocked=run.summary["blocked"],
        idle=run.summary["idle"],
    )


def _few(run: MatchRun, query: str) -> list[PersonRow]:
    asked = Q() if query else Q(place__lte=FIRST_FEW)
    return people_in_words(left_over_rows(run, query).filter(asked)[: 2 * FIRST_FEW])


def groups_for(mentees: int) -> int:
    """How many groups of one mentor take all ``mentees``, as few as can be; 0 when they are too few
    for one."""
    group = SHAPES[Shape.GROUP]
    return -(-mentees // (group.most - 1)) if mentees >= group.fewest - 1 else 0


def left_over_rows(run: MatchRun, query: str) -> QuerySet[Unmatched]:
    """The people with ``query`` in their names, who is blocked first, with their names."""
    rows = Unmatched.objects.filter(run=run).select_related("enrollment__user")
    return rows.filter(named(query, "enrollment__user"))


def people_in_words(rows: Iterable[Unmatched], program: Program | None = None) -> list[PersonRow]:
    """The rows in words, and where each stands in the line of ``program``, if asked for; they come
    with their people."""
    line = waiting_list.positions(program) if program else {}
    return [_person(row, line.get(row.enrollment_id)) for row in rows]


def _person(row: Unmatched, line: int | None) -> PersonRow:
    user = row.enrollment.user
    name = user.get_short_name()
    return PersonRow(
        person=user,
        mentee_id=row.enrollment_id if row.role == Side.MENTEE else None,
        is_blocked=row.is_blocked,
        why=wording.why_words(row.reasons, name),
        help=wording.help_words(row.reasons, name),
        line=line,
    )
