"""The counts behind what sponsors and HR admins see of a program, as tables of disjoint groups.

Nothing here is shown as it is: ``reports.released`` keeps it overnight and suppresses
what is small.
"""

from collections import Counter

from django.db.models import Count

from core.suppression import Counts
from profiles.models import Enrollment
from programs.models import Program
from relationships.models import RUNNING_STATUSES
from reports import figures
from reports.facts import ReportedPair
from reports.shares import Share
from sessions.models import MentoringSession, SessionStatus

Tables = dict[str, Counts]
YES, NO = "yes", "no"


def of_program(program: Program, pairs: list[ReportedPair], counted: figures.Figures) -> Tables:
    """Count ``program``; ``pairs`` are its open pairs, ``counted`` its figures. Two queries."""
    running = [pair for pair in pairs if pair.facts.status in RUNNING_STATUSES]
    reached = counted.reached
    return {
        "units": _units(program),
        "pairs": {"running": len(running), "over": reached.completed.of},
        "phases": Counter(pair.facts.phase for pair in running if pair.facts.phase),
        "sessions": _sessions(program),
        "waiting": {"waiting": counted.waiting_mentees},
        "met_in_time": _sides(counted.met_in_time),
        "active": _sides(counted.active),
        "agreed": _sides(reached.agreed),
        "with_goal": _sides(reached.with_goal),
        "good_fit": _sides(reached.good_fit),
        "completed": _sides(reached.completed),
    }


def _sides(share: Share) -> Counts:
    return {YES: share.done, NO: share.of - share.done}


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
