"""Who is not to be brought together: one answer for every way in which people are matched.

Runs, the list of mentors, requests, wishes, publishing, drafts of groups and proposals by hand all
ask here. Coordinators see the records of their own program, so they may ask such a pair again on
purpose. What happened elsewhere, and what only the people themselves know, they can neither see
nor overrule (decision 12).
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from profiles.models import Avoid
from programs.models import Program
from relationships.models import OPEN_STATUSES, Membership, Outcome
from relationships.rematch_rules import Couple, Earlier, FormerMember, couple_of, refusals

Private = Callable[[Collection[int]], Iterable[Couple]]

_registered: dict[str, Private] = {}


def register(name: str, private: Private) -> None:
    """Add what only the people themselves know; the same ``name`` again replaces it.

    Rooms above this one know of refused requests and talks.
    """
    _registered[name] = private


@dataclass(frozen=True)
class Apart:
    """Couples who are not to be brought together, by what stands in the way.

    In the program that asks: ``open`` are together now; ``ended`` were, and are not to be again
    unless a coordinator says so on purpose; ``final``: not even then. ``private``: all the rest.
    """

    open: set[Couple] = field(default_factory=set)
    ended: set[Couple] = field(default_factory=set)
    final: set[Couple] = field(default_factory=set)
    private: set[Couple] = field(default_factory=set)

    @property
    def known(self) -> set[Couple]:
        """What coordinators of the program can see for themselves."""
        return self.open | self.ended | self.final


def apart(program: Program, users: Collection[int]) -> Apart:
    """Every couple of ``users`` who are not to be brought together in ``program``: one query, and
    one for each room that has registered. The avoid list is ``avoided``."""
    found = Apart()
    for record in _records(users):
        _sort(found, record, is_here=record.program == program.pk)
    for private in _registered.values():
        found.private.update(couple_of(*couple) for couple in private(users))
    return found


def avoided(program: Program, users: Collection[int]) -> set[Couple]:
    """Couples of ``users`` of whom one would rather not meet the other in ``program``."""
    rows = Avoid.objects.filter(enrollment__program=program, enrollment__user__in=users)
    return {couple_of(*couple) for couple in rows.couples()}


@dataclass(frozen=True)
class _Record:
    """A relationship in which at least two of the people are or were."""

    program: uuid.UUID
    is_open: bool
    earlier: Earlier


def _sort(found: Apart, record: _Record, *, is_here: bool) -> None:
    if record.is_open:
        together = {couple_of(one.user, two.user) for one, two in record.earlier.couples}
        (found.open if is_here else found.private).update(together)
    for refusal in refusals(record.earlier):
        here = found.final if refusal.is_final else found.ended
        (here if is_here else found.private).add(refusal.couple)


def _records(users: Collection[int]) -> Iterable[_Record]:
    rows = Membership.objects.filter(user__in=users).order_by()
    members: dict[uuid.UUID, list[Mapping[str, object]]] = {}
    for row in rows.values(*_COLUMNS):
        members.setdefault(row["relationship_id"], []).append(row)
    return [_record(rows) for rows in members.values() if len(rows) > 1]


_COLUMNS = (
    "relationship_id",
    "relationship__program_id",
    "relationship__shape",
    "relationship__status",
    "relationship__concluded_kind",
    "user_id",
    "accepted",
    "left_at",
    "fit",
    "outcome_choice",
    "wants_more",
)


def _record(rows: list[Mapping[str, object]]) -> _Record:
    first = rows[0]
    kind, shape = first["relationship__concluded_kind"], first["relationship__shape"]
    return _Record(
        program=uuid.UUID(str(first["relationship__program_id"])),
        is_open=first["relationship__status"] in OPEN_STATUSES,
        earlier=Earlier(str(shape), str(kind), [_member(row) for row in rows]),
    )


def _member(row: Mapping[str, object]) -> FormerMember:
    return FormerMember(
        user=int(str(row["user_id"])),
        accepted=bool(row["accepted"]) if row["accepted"] is not None else None,
        has_left=row["left_at"] is not None,
        fit=str(row["fit"]),
        wants_again=row["outcome_choice"] == Outcome.NEW_CYCLE or row["wants_more"] is True,
    )
