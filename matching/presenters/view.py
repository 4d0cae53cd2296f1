"""One run as a page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page

from matching.models.runs import MatchRun
from matching.presenters.answers import ProposalAnswer, tally
from matching.presenters.difference import RunDifference, difference
from matching.presenters.left_over import LeftOverPage, left_over
from matching.presenters.listing import ListFilter, choices, find
from matching.presenters.pairs import PairRow, rows
from matching.presenters.rulings import refused
from matching.presenters.shares import constant_words


@dataclass(frozen=True)
class RunView:
    """One run, the part of it that was asked for, and its difference to the run before."""

    run: MatchRun
    wanted: ListFilter
    menus: Mapping[str, Sequence[tuple[str, str, bool]]]
    page: "Page[Any]"
    rows: Sequence[PairRow]
    left_over: LeftOverPage
    difference: RunDifference | None
    refused: Sequence[str]
    answers: Sequence[ProposalAnswer]
    constant: Sequence[str]

    @property
    def drafts(self) -> int:
        summary = self.run.summary
        return int(summary["pairs"]) - int(summary.get("left_out", 0)) - self.run.told


def run_view(run: MatchRun, wanted: ListFilter, page: str) -> RunView:
    """``run`` as shown on one page. Every list is cut by the database: a run of ten thousand
    pairs costs what one of thirty costs."""
    found = find(run, wanted, page)
    return RunView(
        run=run,
        wanted=wanted,
        menus=choices(run, wanted, found.ruled),
        page=found.page,
        rows=rows(run, found.proposals),
        left_over=left_over(run, wanted.q),
        difference=None if run.published_at else difference(run),
        refused=refused(run),
        answers=tally(run) if run.told else (),
        constant=constant_words(run),
    )
