"""One run over the pool. It changes nothing for anybody until it is published."""

from dataclasses import asdict
from statistics import fmean
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from matching import pool
from matching.actions.guard import require_open
from matching.engine import Note, Pair, Problem, Solution
from matching.engine.codec import digest
from matching.keeping import close_to
from matching.models import MatchRun, Proposal, Unmatched
from matching.wishing import solve_with, wishes_of, with_wishes
from programs.models import Program


@transaction.atomic
def run(*, program: Program, by: User) -> MatchRun:
    """Match the program's pool and keep the result as the newest run.

    When nothing has changed since the newest unpublished run, that run is the answer again: two
    clicks make one run. When something has, as many of its pairs stay as is good for everybody.
    Raises DomainError when the program is not open.
    """
    program = Program.objects.select_for_update().get(pk=program.pk)
    require_open(program)
    people = pool.load(program)
    wished = with_wishes(people.problem, wishes_of(program))
    fingerprint = digest(wished)
    newest = program.match_runs.first()
    if newest and newest.digest == fingerprint and newest.published_at is None:
        return newest
    solution = solve_with(people.problem, close_to(wished, newest))
    return _keep(program, people, solution, fingerprint, by)


def _keep(
    program: Program, people: pool.Pool, solution: Solution, fingerprint: str, by: User
) -> MatchRun:
    match_run = drafted(program, by, people.problem, solution)
    match_run.digest = fingerprint
    match_run.summary["on_hold"] = people.on_hold
    match_run.save()
    Proposal.objects.bulk_create(proposal(match_run, pair) for pair in solution.pairs)
    Unmatched.objects.bulk_create(unmatched(match_run, solution))
    audit.record(
        by=by,
        verb="matching.run",
        target=match_run,
        program_id=program.pk,
        pairs=len(solution.pairs),
        unmatched=len(solution.unmatched),
    )
    return match_run


def drafted(program: Program, by: User, problem: Problem, solution: Solution) -> MatchRun:
    """The run as a row, not saved and without its digest yet."""
    return MatchRun(
        program=program,
        requested_by=by,
        parameters={"weights": dict(problem.weights), "min_minutes": problem.min_minutes},
        summary=_summary(problem, solution),
    )


def _summary(problem: Problem, solution: Solution) -> dict[str, Any]:
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


def percent(points: int) -> int:
    """Points of a full fit (10,000) as 0 to 100."""
    return round(points / 100)


def proposal(match_run: MatchRun, pair: Pair) -> Proposal:
    """One pair of the run as a row, not saved."""
    return Proposal(
        run=match_run,
        mentor_id=pair.mentor,
        mentee_id=pair.mentee,
        fit=percent(pair.fit),
        reasons=_plain(pair.reasons),
        concerns=_plain(pair.concerns),
        contributions=dict(pair.contributions),
        pinned=pair.pinned,
    )


def unmatched(match_run: MatchRun, solution: Solution) -> list[Unmatched]:
    """Everybody the run found no place for, as rows, not saved."""
    return [
        Unmatched(run=match_run, enrollment_id=row.person, reasons=_plain(row.why + row.help))
        for row in solution.unmatched
    ]


def _plain(notes: tuple[Note, ...]) -> list[dict[str, Any]]:
    return [{"code": note.code, "params": dict(note.params)} for note in notes]
