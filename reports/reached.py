"""What the relationships of a program have reached: all that have started, ended ones too.

A figure over the open ones alone would drop when somebody ends well, would move when one pair ends,
and would say nothing once the program is closed. Opinions are shown from five answers on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from programs.models import Program
from relationships.models import (
    Agreement,
    ConcludedKind,
    Fit,
    Goal,
    Membership,
    Relationship,
    RelationshipQuerySet,
)
from reports.attention_rules import FIRST_SESSION_BY
from reports.shares import (
    AGREED_TARGET,
    COMPLETED_TARGET,
    FIRST_SESSION_TARGET,
    FIT_TARGET,
    Share,
)

FEWEST_OPINIONS = 5


@dataclass(frozen=True, slots=True)
class Reached:
    """``started`` relationships; of those, how many have confirmed an agreement and a goal; of
    those that had 21 days for it, how many met within them; of those that are over, how many came
    to a planned end, and ``endings`` by kind. ``good_fit`` counts answers, of the
    ``asked_about_fit`` memberships: somebody in two relationships answers for each."""

    started: int
    agreed: Share
    with_goal: Share
    met_in_time: Share
    completed: Share
    good_fit: Share
    asked_about_fit: int
    endings: Mapping[str, int]


def of_program(program: Program, now: datetime, viewer: User | None = None) -> Reached:
    """Count ``program`` at ``now``. What somebody in a relationship with ``viewer`` has answered
    is left out. One query."""
    counted = _annotated(program, viewer).aggregate(**_sums(now))
    endings = {kind: counted[kind] for kind in ConcludedKind.values if counted[kind]}
    completed, over = endings.get(ConcludedKind.COMPLETED, 0), sum(endings.values())
    good, answers = counted["sum_good"] or 0, counted["sum_answers"] or 0
    return Reached(
        started=counted["of"],
        agreed=Share(counted["agreed"], counted["of"], AGREED_TARGET),
        with_goal=Share(counted["with_goal"], counted["of"], AGREED_TARGET),
        met_in_time=Share(counted["in_time"], counted["had_time"], FIRST_SESSION_TARGET),
        completed=Share(completed, over, COMPLETED_TARGET),
        good_fit=Share(good, answers, FIT_TARGET, fewest=FEWEST_OPINIONS),
        asked_about_fit=counted["sum_asked"] or 0,
        endings=endings,
    )


def _annotated(program: Program, viewer: User | None) -> RelationshipQuerySet:
    confirmed = Q(relationship=OuterRef("pk"), confirmed_at__isnull=False)
    rows = RelationshipQuerySet(Relationship).filter(program=program).started()
    return rows.annotate(
        is_own=Exists(Membership.objects.filter(relationship=OuterRef("pk"), user=viewer)),
        has_agreed=Exists(Agreement.objects.filter(confirmed)),
        has_goal=Exists(Goal.objects.filter(confirmed)),
        asked=_members(Q()),
        answers=_members(~Q(fit="")),
        good=_members(Q(fit=Fit.GOOD)),
    )


def _members(wanted: Q) -> Coalesce:
    """How many of the people who have belonged to each relationship are ``wanted``: a figure since
    the start does not go down when somebody leaves a group."""
    rows = Membership.objects.filter(wanted, relationship=OuterRef("pk"))
    rows = rows.exclude(accepted=False).order_by()
    counted = rows.values("relationship").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _sums(now: datetime) -> dict[str, Any]:
    had_time = Q(started_at__lte=now - FIRST_SESSION_BY)
    in_time = Q(first_session_at__lte=F("started_at") + FIRST_SESSION_BY)
    return {
        "of": Count("pk"),
        "agreed": Count("pk", filter=Q(has_agreed=True)),
        "with_goal": Count("pk", filter=Q(has_goal=True)),
        "had_time": Count("pk", filter=had_time),
        "in_time": Count("pk", filter=had_time & in_time),
        "sum_asked": Sum("asked"),
        "sum_answers": Sum("answers", filter=Q(is_own=False)),
        "sum_good": Sum("good", filter=Q(is_own=False)),
        **{kind: Count("pk", filter=Q(concluded_kind=kind)) for kind in ConcludedKind.values},
    }
