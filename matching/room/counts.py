"""Numbers about a program's people: who can be matched, and what mentees do themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from matching.models import MentorRequest, MentorWish, RequestStatus
from profiles.models import Enrollment
from programs.models import Choice, Program, Side


@dataclass(frozen=True)
class PoolCounts:
    """Who can be matched today."""

    mentees: int
    waiting: int
    mentors: int
    places: int

    @property
    def is_ready(self) -> bool:
        return bool(self.waiting and self.places)


def pool_counts(program: Program) -> PoolCounts:
    """The approved people of ``program``, and the places still free."""
    people = Enrollment.objects.approved().filter(program=program, user__is_active=True)
    taken = Count("memberships", filter=Q(memberships__is_open=True))
    rows = people.order_by().annotate(taken=taken).values_list("role", "capacity", "taken")
    return _counted(list(rows))


def _counted(rows: Sequence[tuple[str, int, int]]) -> PoolCounts:
    mentees = [taken for role, _capacity, taken in rows if role == Side.MENTEE]
    mentors = [max(0, capacity - taken) for role, capacity, taken in rows if role == Side.MENTOR]
    return PoolCounts(len(mentees), mentees.count(0), len(mentors), sum(mentors))


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
