"""Numbers about a program's people: who can be matched, and what mentees do themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from matching.models.runs import MentorRequest, MentorWish, RequestStatus
from profiles.eligibility import HOLDING, MATCHING_IN
from profiles.waiting_list import line_of
from programs.models import Choice, Program


@dataclass(frozen=True)
class PoolCounts:
    """Who can be matched today. ``approved``: mentees and peers who are approved; ``held``: those
    of whom a request or a talk is live; ``left_out``: everybody no run looks at."""

    approved: int
    waiting: int
    mentors: int
    places: int
    held: int
    left_out: int
    is_open: bool

    @property
    def is_ready(self) -> bool:
        return bool(self.waiting and self.places)


def pool_counts(program: Program) -> PoolCounts:
    """The people of ``program`` as its waiting list has them. One query."""
    line = line_of(program)
    found = line.standings.values()
    return PoolCounts(
        approved=sum(not one.facts.is_mentor for one in found),
        waiting=len(line.waiting),
        mentors=line.room.mentors,
        places=line.room.free,
        held=sum(one.obstacle in HOLDING for one in found),
        left_out=len(line.left_out),
        is_open=program.status in MATCHING_IN,
    )


@dataclass(frozen=True)
class Wishing:
    """What mentees do about their own matching, in numbers; nobody's words, nobody's name."""

    wishers: int
    requests: Sequence[tuple[str, int]]


def wishing(program: Program) -> Wishing | None:
    """How many mentees have wishes, and the requests of ``program`` by state; None where mentees
    have nothing to say."""
    if program.choice == Choice.COORDINATOR:
        return None
    wishes = MentorWish.objects.filter(mentee__program=program)
    rows = MentorRequest.objects.filter(mentor__program=program).order_by()
    counts = dict(rows.values_list("status").annotate(Count("pk")))
    return Wishing(
        wishers=wishes.aggregate(n=Count("mentee", distinct=True))["n"],
        requests=[(str(state.label), counts[state]) for state in RequestStatus if state in counts],
    )
