"""Runs the product's own matching for the demo programs, as of a day in the past."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from demo.cohorts import Cohort
from demo.ledger import RowLedger
from matching import pool
from matching.engine import Problem, Solution, solve
from matching.engine.codec import digest
from matching.models.runs import MatchRun, Proposal, Unmatched
from matching.results import result
from matching.task import MatchingTask
from profiles.models import Enrollment


@dataclass(frozen=True)
class Match:
    """Two people the matching found for each other; ``proposal`` is its row."""

    mentor: Enrollment
    mentee: Enrollment
    proposal: Proposal


@dataclass(frozen=True)
class WantedRun:
    """What a run is about: these mentees (None: everybody free), pairs kept, mentors left out."""

    mentees: Collection[Enrollment] | None = None
    kept: Collection[tuple[Enrollment, Enrollment]] = ()
    without: Collection[Enrollment] = ()


def run(ledger: RowLedger, cohort: Cohort, wanted: WantedRun, at: datetime) -> list[Match]:
    """Match at ``at`` whoever stands in the database as free, and publish the pairs."""
    found = pool.load(cohort.program)
    problem = _narrowed(found.whole, wanted)
    task, solution = MatchingTask(replace(found, problem=problem), {}), solve(problem)
    made = result(task, solution, program=cohort.program, by=cohort.coordinator)
    match_run = ledger.add(_published(made.run, problem, at))
    ledger.add_all(_dated(row, at) for row in made.unmatched)
    _tell(ledger, cohort, match_run, solution)
    people = found.enrollments
    return [
        Match(people[str(row.mentor_id)], people[str(row.mentee_id)], ledger.add(_dated(row, at)))
        for row in made.proposals
    ]


def _narrowed(problem: Problem, wanted: WantedRun) -> Problem:
    left_out = {str(row.pk) for row in wanted.without}
    asked = None if wanted.mentees is None else {str(row.pk) for row in wanted.mentees}
    mentees = (p for p in problem.mentees if asked is None or p.id in asked)
    return replace(
        problem,
        mentors=tuple(p for p in problem.mentors if p.id not in left_out),
        mentees=tuple(p for p in mentees if p.id not in left_out),
        pins=tuple((str(mentor.pk), str(mentee.pk)) for mentor, mentee in wanted.kept),
    )


def _published(match_run: MatchRun, problem: Problem, at: datetime) -> MatchRun:
    match_run.digest = digest(problem)
    match_run.created_at = match_run.published_at = at
    match_run.published_by = match_run.requested_by
    match_run.told = match_run.summary["pairs"]
    return match_run


Row = TypeVar("Row", Proposal, Unmatched)


def _dated(row: Row, at: datetime) -> Row:
    row.created_at = at
    return row


def _tell(ledger: RowLedger, cohort: Cohort, match_run: MatchRun, solution: Solution) -> None:
    by, at, program = cohort.coordinator, match_run.created_at, cohort.program.pk
    pairs, unmatched = len(solution.pairs), len(solution.unmatched)
    ledger.note(at, by, "matching.run", match_run, program, pairs=pairs, unmatched=unmatched)
    ledger.note(at, by, "matching.published", match_run, program, proposed=pairs, left_out=0)
