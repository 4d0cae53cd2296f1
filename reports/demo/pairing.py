"""Runs the product's own matching for the demo programs, as of a day in the past."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from statistics import fmean

from matching import pool
from matching.actions.running import percent
from matching.engine import Note, Pair, Problem, Solution, solve
from matching.engine.codec import digest
from matching.models import MatchRun, Proposal, Unmatched
from profiles.models import Enrollment
from reports.demo.cohorts import Cohort
from reports.demo.ledger import Ledger


@dataclass(frozen=True)
class Match:
    """Two people the matching found for each other; ``proposal`` is its row."""

    mentor: Enrollment
    mentee: Enrollment
    proposal: Proposal


@dataclass(frozen=True)
class Wanted:
    """What a run is about: these mentees (None: everybody free), pairs kept, mentors left out."""

    mentees: Collection[Enrollment] | None = None
    kept: Collection[tuple[Enrollment, Enrollment]] = ()
    without: Collection[Enrollment] = ()


def run(ledger: Ledger, cohort: Cohort, wanted: Wanted, at: datetime) -> list[Match]:
    """Match at ``at`` whoever stands in the database as free, and publish the pairs."""
    found = pool.load(cohort.program)
    problem = _narrowed(found.problem, wanted)
    solution = solve(problem)
    match_run = ledger.add(_run(cohort, problem, solution, at))
    match_run.summary["on_hold"] = found.on_hold
    ledger.add_all(_unmatched(match_run, solution))
    _tell(ledger, cohort, match_run, solution)
    people = found.enrollments
    return [
        Match(people[pair.mentor], people[pair.mentee], ledger.add(_proposal(match_run, pair)))
        for pair in solution.pairs
    ]


def _narrowed(problem: Problem, wanted: Wanted) -> Problem:
    left_out = {str(row.pk) for row in wanted.without}
    asked = None if wanted.mentees is None else {str(row.pk) for row in wanted.mentees}
    mentees = (p for p in problem.mentees if asked is None or p.id in asked)
    return replace(
        problem,
        mentors=tuple(p for p in problem.mentors if p.id not in left_out),
        mentees=tuple(p for p in mentees if p.id not in left_out),
        pins=tuple((str(mentor.pk), str(mentee.pk)) for mentor, mentee in wanted.kept),
    )


def _run(cohort: Cohort, problem: Problem, solution: Solution, at: datetime) -> MatchRun:
    return MatchRun(
        program=cohort.program,
        requested_by=cohort.coordinator,
        parameters={"weights": dict(problem.weights), "min_minutes": problem.min_minutes},
        digest=digest(problem),
        summary=_summary(problem, solution),
        created_at=at,
        published_by=cohort.coordinator,
        published_at=at,
    )


def _summary(problem: Problem, solution: Solution) -> dict[str, object]:
    fits = [percent(pair.fit) for pair in solution.pairs]
    return {
        "mentees": len(problem.mentees),
        "mentors": len(problem.mentors),
        "places": sum(problem.places(mentor) for mentor in problem.mentors),
        "pairs": len(fits),
        "mean_fit": round(fmean(fits)) if fits else None,
        "lowest_fit": min(fits, default=None),
        "rulings": len(problem.pins) + len(problem.rejects),
        "pins": sorted(map(list, problem.pins)),
        "rejects": sorted(map(list, problem.rejects)),
        "refused_pins": [asdict(pin) for pin in solution.refused_pins],
    }


def _proposal(match_run: MatchRun, pair: Pair) -> Proposal:
    return Proposal(
        run=match_run,
        mentor_id=pair.mentor,
        mentee_id=pair.mentee,
        fit=percent(pair.fit),
        reasons=_plain(pair.reasons),
        concerns=_plain(pair.concerns),
        contributions=dict(pair.contributions),
        pinned=pair.pinned,
        created_at=match_run.created_at,
    )


def _unmatched(match_run: MatchRun, solution: Solution) -> list[Unmatched]:
    return [
        Unmatched(
            run=match_run,
            enrollment_id=row.person,
            reasons=_plain(row.why + row.help),
            created_at=match_run.created_at,
        )
        for row in solution.unmatched
    ]


def _plain(notes: tuple[Note, ...]) -> list[dict[str, object]]:
    return [{"code": note.code, "params": dict(note.params)} for note in notes]


def _tell(ledger: Ledger, cohort: Cohort, match_run: MatchRun, solution: Solution) -> None:
    by, at, program = cohort.coordinator, match_run.created_at, cohort.program.pk
    pairs, unmatched = len(solution.pairs), len(solution.unmatched)
    ledger.note(at, by, "matching.run", match_run, program, pairs=pairs, unmatched=unmatched)
    ledger.note(at, by, "matching.published", match_run, program, proposed=pairs, left_out=0)
