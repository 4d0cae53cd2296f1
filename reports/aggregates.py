"""The counts behind what sponsors and HR admins see of a program, as tables of disjoint groups.

Nothing here is shown as it is: ``reports.released`` keeps it overnight and suppresses
what is small.
"""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count

from core.suppression import Counts
from profiles.models import Enrollment
from programs.models import Program
from relationships.models import RUNNING_STATUSES, ConcludedKind, Relationship
from reports import figures
from reports.facts import Pair
from reports.figures import Share
from sessions.models import MentoringSession, SessionStatus

Tables = dict[str, Counts]
YES, NO = "yes", "no"


def of_program(program: Program, pairs: list[Pair], counted: figures.Figures) -> Tables:
    """Count ``program``; ``pairs`` are its open pairs, ``counted`` its figures. Four queries."""
    running = [pair for pair in pairs if pair.facts.status in RUNNING_STATUSES]
    over = _over(program)
    return {
        "units": _units(program),
        "pairs": {"running": len(running), "over": sum(over.values())},
        "phases": Counter(pair.facts.phase for pair in running if pair.facts.phase),
        "sessions": _sessions(program),
        "waiting": {"waiting": counted.waiting_mentees},
        "met_in_time": _sides(counted.met_in_time),
        "active": _sides(counted.active),
        "agreed": _of(running, (pair.facts.agreement_confirmed for pair in running)),
        "with_goal": _of(running, (pair.facts.goals_agreed > 0 for pair in running)),
        "good_fit": _sides(counted.good_fit),
        "completed": _sides(_completed(over)),
    }


def _sides(share: Share) -> Counts:
    return {YES: share.done, NO: share.of - share.done}


def _of(running: list[Pair], answers: Iterable[bool]) -> Counts:
    yes = sum(answers)
    return {YES: yes, NO: len(running) - yes}


def _units(program: Program) -> Counts:
    """The people who take part, by unit ("" when none is known); somebody in two roles once."""
    rows = Enrollment.objects.approved().filter(program=program, user__is_active=True)
    rows = rows.filter(user__is_active=True)
    counted = rows.order_by().values_list("user__unit__name").annotate(Count("user", distinct=True))
    return {unit or "": number for unit, number in counted}


def _sessions(program: Program) -> Counts:
    """Sessions held, and how many pairs held them."""
    rows = MentoringSession.objects.filter(relationship__program=program, status=SessionStatus.HELD)
    counted: Counts = rows.aggregate(held=Count("pk"), pairs=Count("relationship", distinct=True))
    return counted


def _over(program: Program) -> Counter[str]:
    """The relationships that started and are over, by how they ended."""
    over = Relationship.objects.filter(program=program, concluded_at__isnull=False).started()
    return Counter(over.values_list("concluded_kind", flat=True))


def _completed(over: Counter[str]) -> Share:
    return Share(over[ConcludedKind.COMPLETED], sum(over.values()), 0)
