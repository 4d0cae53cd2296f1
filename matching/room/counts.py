"""Numbers about a program's people: who can be matched, and what mentees do themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, IntegerField, Q, QuerySet, Sum
from django.db.models.functions import Least

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
    """The approved people of ``program``, and the places still free; counted by the database."""
    people = Enrollment.objects.approved().filter(program=program, user__is_active=True).order_by()
    counts = people.aggregate(
        mentees=Count("pk", filter=Q(role=Side.MENTEE)),
        mentors=Count("pk", filter=Q(role=Side.MENTOR)),
        places=Sum("capacity", filter=Q(role=Side.MENTOR), default=0),
    )
    paired, taken = _in_use(people)
    return PoolCounts(
        mentees=counts["mentees"],
        waiting=counts["mentees"] - paired,
        mentors=counts["mentors"],
        places=counts["places"] - taken,
    )


def _in_use(people: QuerySet[Enrollment]) -> tuple[int, int]:
    """Mentees with a partner, and places of mentors that are taken."""
    busy = people.filter(memberships__is_open=True).annotate(taken=Count("memberships"))
    taken = Least("taken", "capacity", output_field=IntegerField())
    counts = busy.aggregate(
        mentees=Count("pk", filter=Q(role=Side.MENTEE)),
        places=Sum(taken, filter=Q(role=Side.MENTOR), default=0),
    )
    return counts["mentees"], counts["places"]


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
