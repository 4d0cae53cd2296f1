"""Two runs side by side: their figures, and the mentees for whom they differ."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from matching.models.runs import MatchRun, Proposal
from matching.results import WEAK
from programs import formats
from programs.models import CriterionKey

MENTEES_A_PAGE = 20
LOST_SHOWN = 20
BANDS = (WEAK, 60, 75)
"""Where the bands of fit begin after the weak one."""


@dataclass(frozen=True)
class RunFigures:
    """One run in numbers. ``bands``: pairs by fit, weak ones first; ``load``: mentors by how many
    mentees they have; ``ranks``: pairs by the place they have among the mentee's wishes today."""

    run: MatchRun
    total: int
    bands: Sequence[int]
    load: Mapping[int, int]
    ranks: Mapping[int, int]

    @property
    def summary(self) -> dict[str, Any]:
        return dict(self.run.summary)


@dataclass(frozen=True)
class Weight:
    """A criterion that the two runs weighed differently."""

    label: str
    first: int
    second: int


@dataclass(frozen=True)
class Comparison:
    """``page``: proposals of the second run whose mentee had another mentor (``other``, an
    enrollment's id) or none in the first; ``lost``: proposals of the first run whose mentee has
    none in the second, at most ``LOST_SHOWN`` of them."""

    first: RunFigures
    second: RunFigures
    weights: Sequence[Weight]
    moved: int
    gained: int
    lost_count: int
    page: "Page[Any]"
    lost: Sequence[Proposal]

    @property
    def is_same(self) -> bool:
        return not (self.moved or self.gained or self.lost_count)


def compare(first: MatchRun, second: MatchRun, page: str) -> Comparison:
    """``second`` beside ``first``; counted by the database."""
    one, other = _figures([first, second])
    changed, lost = _changed(first, second), _lost(first, second)
    counts = changed.aggregate(
        moved=Count("pk", filter=Q(other__isnull=False)),
        gained=Count("pk", filter=Q(other__isnull=True)),
    )
    pages = Paginator(changed.select_related("mentee__user", "mentor__user"), MENTEES_A_PAGE)
    vars(pages)["count"] = counts["moved"] + counts["gained"]
    found = list(lost.select_related("mentee__user", "mentor__user")[: LOST_SHOWN + 1])
    return Comparison(
        first=one,
        second=other,
        weights=_weights(first, second),
        **counts,
        lost_count=len(found) if len(found) <= LOST_SHOWN else lost.count(),
        page=pages.get_page(page),
        lost=found[:LOST_SHOWN],
    )


# Figures -------------------------------------------------------------------------------------


def _figures(runs: Sequence[MatchRun]) -> list[RunFigures]:
    pairs = Proposal.objects.filter(run__in=runs).order_by()
    rows: Iterable[Any] = pairs.values("run").annotate(total=Sum("fit"), **_bands())
    sums: dict[uuid.UUID, dict[str, int]] = {row["run"]: row for row in rows}
    loads, ranks = _loads(pairs), _ranks(pairs)
    return [
        RunFigures(
            run=run,
            total=sums[run.pk]["total"] if run.pk in sums else 0,
            bands=[sums[run.pk][f"band{n}"] if run.pk in sums else 0 for n in range(4)],
            load=loads.get(run.pk, {}),
            ranks=ranks.get(run.pk, {}),
        )
        for run in runs
    ]


def _bands() -> dict[str, Count]:
    edges = [0, *BANDS, 101]
    return {
        f"band{n}": Count("pk", filter=Q(fit__gte=low, fit__lt=high))
        for n, (low, high) in enumerate(pairwise(edges))
    }


def _loads(pairs: QuerySet[Proposal]) -> dict[uuid.UUID, Counter[int]]:
    """For each run how many mentors have one mentee, two, …"""
    rows = pairs.values("run", "mentor").annotate(n=Count("pk")).values_list("run", "n")
    found: dict[uuid.UUID, Counter[int]] = {}
    for run, mentees in rows:
        found.setdefault(run, Counter())[mentees] += 1
    return found


def _ranks(pairs: QuerySet[Proposal]) -> dict[uuid.UUID, dict[int, int]]:
    wished = pairs.filter(mentee__mentor_wishes__mentor=F("mentor"))
    rows = wished.values_list("run", "mentee__mentor_wishes__rank").annotate(n=Count("pk"))
    found: dict[uuid.UUID, dict[int, int]] = {}
    for run, rank, pairs_with_it in rows:
        found.setdefault(run, {})[rank] = pairs_with_it
    return found


def _weights(first: MatchRun, second: MatchRun) -> list[Weight]:
    then, now = (run.parameters["weights"] for run in (first, second))
    both = [(key, then.get(key, 0), now.get(key, 0)) for key in CriterionKey]
    kind = first.program.format
    return [
        Weight(formats.criterion(kind, key), one, other) for key, one, other in both if one != other
    ]


# Mentees -------------------------------------------------------------------------------------


def _changed(first: MatchRun, second: MatchRun) -> QuerySet[Proposal]:
    had = Proposal.objects.filter(run=first, mentee=OuterRef("mentee"))
    rows = Proposal.objects.filter(run=second).annotate(other=Subquery(had.values("mentor")))
    return rows.filter(Q(other=None) | ~Q(other=F("mentor"))).order_by("place", "pk")


def _lost(first: MatchRun, second: MatchRun) -> QuerySet[Proposal]:
    have = Proposal.objects.filter(run=second, mentee=OuterRef("mentee"))
    return Proposal.objects.filter(~Exists(have), run=first).order_by("place", "pk")
