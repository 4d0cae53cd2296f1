"""One page of a run, as it was asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from matching.models import MatchRun
from matching.room.answers import Answer, tally
from matching.room.difference import Brief, Difference, by_mentee, difference, drafts
from matching.room.left_over import left_over
from matching.room.pairs import PairRow, rows
from matching.room.rulings import Pairing, refused

PAIRS_A_PAGE = 20
PEOPLE_A_PAGE = 20
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class RunView:
    """One run, the part of it that was asked for, and its difference to the run before."""

    run: MatchRun
    pairs: "Page[Any]"
    rows: Sequence[PairRow]
    mentees: "Page[Any]"
    blocked: int
    mentors: "Page[Any]"
    difference: Difference | None
    refused: Sequence[str]
    answers: Sequence[Answer]
    drafts: int
    query: str
    weakest_first: bool

    @property
    def count(self) -> int:
        return int(self.run.summary["pairs"])

    @property
    def told(self) -> int:
        """How many pairs are published, of a run that may still be a draft."""
        return self.count - self.drafts

    @property
    def unmatched_mentees(self) -> int:
        return int(self.run.summary["mentees"]) - self.count

    @property
    def crowded_out(self) -> int:
        """Mentees who would have fitted and for whom there was no place."""
        return self.mentees.paginator.count - self.blocked


def clean_query(text: str) -> str:
    """What was typed into the search field, as far as a name can hold it."""
    return text.replace("\x00", "").strip()[:LONGEST_SEARCH]


@dataclass(frozen=True)
class Wanted:
    """What somebody asked to see: names like ``query``, which page, in which order."""

    query: str = ""
    page: str = "1"
    people_page: str = "1"
    weakest_first: bool = False


def run_view(
    run: MatchRun, before: MatchRun | None, rulings: Mapping[Pairing, str], wanted: Wanted
) -> RunView:
    """``run`` as shown on one page; ``before`` is the run to compare it with, if any."""
    briefs = by_mentee([run] + ([before] if before else []))
    own, earlier = briefs[run.pk], drafts(briefs[before.pk]) if before else {}
    found = [brief.mentee_id for brief in own.values() if _matches(wanted.query, brief)]
    ordered = found[::-1] if wanted.weakest_first else found
    pairs = Paginator(ordered, PAIRS_A_PAGE).get_page(wanted.page)
    mentees, mentors = left_over(run, wanted.query)
    return RunView(
        run=run,
        pairs=pairs,
        rows=rows(run, list(pairs), rulings, earlier if before else None),
        mentees=Paginator(mentees, PEOPLE_A_PAGE).get_page(wanted.people_page),
        blocked=sum(row.is_blocked for row in mentees),
        mentors=Paginator(mentors, PEOPLE_A_PAGE).get_page(wanted.people_page),
        difference=difference(own, earlier) if before else None,
        refused=refused(run),
        answers=tally(run) if run.published_at else (),
        drafts=len(drafts(own)),
        query=wanted.query,
        weakest_first=wanted.weakest_first,
    )


def _matches(query: str, brief: Brief) -> bool:
    return query.casefold() in f"{brief.mentee}\n{brief.mentor}".casefold()
