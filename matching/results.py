"""From a solution of the engine to the rows of a run. Nothing is saved here."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from accounts.models import User
from matching.engine import Pair, Problem, Remark, Solution
from matching.engine import Unmatched as Alone
from matching.engine.explain import WEAK_FIT
from matching.models.runs import DraftChange, MatchRun, Proposal, Unmatched
from matching.pool import Pool
from matching.task import POINTS, MatchingTask
from programs.models import Program, Side

WEAK = WEAK_FIT // POINTS
"""No fit of this or more, of 100, is weak for its number."""

WEAK_NOTE = "weak_fit"
"""The code of the concern that a weak pair has."""

MOST_NAMED = 8
"""How many mentees who lost their mentor a run names; the others are counted."""

Pairing = Mapping[uuid.UUID, uuid.UUID]
"""Mentors by their mentees."""


@dataclass(frozen=True)
class Result:
    """A run and its rows: pairs in their places, then the people left over in theirs."""

    run: MatchRun
    proposals: Sequence[Proposal]
    unmatched: Sequence[Unmatched]


def result(
    task: MatchingTask,
    solution: Solution,
    *,
    program: Program,
    by: User,
    draft: Pairing | None = None,
) -> Result:
    """``solution`` of ``task`` as rows, still without a digest. ``draft``: the pairs of the
    draft before, None when there is none."""
    people = task.people
    match_run = _run(task, solution, program, by)
    proposals = [_proposal(match_run, pair, draft) for pair in _best_first(people, solution)]
    unmatched = [_unmatched(match_run, row) for row in _blocked_first(people, solution)]
    _number(proposals, unmatched)
    match_run.summary |= {
        **_counts(proposals, unmatched),
        "changed": None if draft is None else _changed(proposals, draft),
    }
    return Result(match_run, proposals, unmatched)


def told_nobody(match_run: MatchRun | None) -> Pairing | None:
    """The pairs of ``match_run`` that are still a draft; None for no run or a published one."""
    if match_run is None or match_run.published_at is not None:
        return None
    rows = match_run.proposals.filter(relationship=None)
    return dict(rows.values_list("mentee_id", "mentor_id"))


def percent(points: int) -> int:
    """Points of a full fit (10,000) as 0 to 100."""
    return round(points / 100)


# The run -------------------------------------------------------------------------------------


def _run(task: MatchingTask, solution: Solution, program: Program, by: User) -> MatchRun:
    problem = task.problem
    return MatchRun(
        program=program,
        requested_by=by,
        parameters={
            "weights": dict(problem.weights),
            "constant": sorted(problem.constant),
            "min_minutes": problem.min_minutes,
            "least": task.least,
        },
        summary={"on_hold": task.people.on_hold, **_summary(problem, solution)},
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
        "refused_pins": [asdict(pin) for pin in solution.refused_pins],
    }


def _counts(proposals: Sequence[Proposal], unmatched: Sequence[Unmatched]) -> dict[str, int]:
    """What the filters of the room would find, and who is left over."""
    mentees = [row for row in unmatched if row.role == Side.MENTEE]
    return {
        "concerned": sum(row.has_concerns for row in proposals),
        "weak": sum(is_weak(row.concerns) for row in proposals),
        "left": len(mentees),
        "blocked": sum(row.is_blocked for row in mentees),
        "idle": len(unmatched) - len(mentees),
    }


def is_weak(concerns: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a stored pair is weak: far below the others, or without any of the wanted skills."""
    return any(note["code"] == WEAK_NOTE for note in concerns)


def _changed(proposals: Sequence[Proposal], draft: Pairing) -> dict[str, Any]:
    have = {str(row.mentee_id) for row in proposals}
    lost = sorted(str(mentee) for mentee in draft if str(mentee) not in have)
    return {
        "moved": sum(row.change == DraftChange.MOVED for row in proposals),
        "new": sum(row.change == DraftChange.NEW for row in proposals),
        "lost": len(lost),
        "named": lost[:MOST_NAMED],
    }


# Its rows ------------------------------------------------------------------------------------


def _best_first(people: Pool, solution: Solution) -> list[Pair]:
    return sorted(solution.pairs, key=lambda p: (-percent(p.fit), *_name(people, p.mentee)))


def _blocked_first(people: Pool, solution: Solution) -> list[Alone]:
    return sorted(
        solution.unmatched, key=lambda row: (not _is_blocked(row), *_name(people, row.person))
    )


def _name(people: Pool, enrollment: str) -> tuple[str, str]:
    return str(people.enrollments[enrollment].user).casefold(), enrollment


def _number(proposals: Sequence[Proposal], unmatched: Sequence[Unmatched]) -> None:
    for place, pair in enumerate(proposals, start=1):
        pair.place = place
    for side in Side:
        alone = [row for row in unmatched if row.role == side]
        for place, row in enumerate(alone, start=1):
            row.place = place


def _proposal(match_run: MatchRun, pair: Pair, draft: Pairing | None) -> Proposal:
    row = Proposal(
        run=match_run,
        mentor_id=uuid.UUID(pair.mentor),
        mentee_id=uuid.UUID(pair.mentee),
        fit=percent(pair.fit),
        reasons=_plain(pair.reasons),
        concerns=_plain(pair.concerns),
        has_concerns=bool(pair.concerns),
        contributions=dict(pair.contributions),
        pinned=pair.pinned,
    )
    if draft is not None:
        _compare(row, draft.get(row.mentee_id))
    return row


def _compare(row: Proposal, before: uuid.UUID | None) -> None:
    if before is None:
        row.change = DraftChange.NEW
    elif before != row.mentor_id:
        row.change, row.before_id = DraftChange.MOVED, before


def _unmatched(match_run: MatchRun, row: Alone) -> Unmatched:
    return Unmatched(
        run=match_run,
        enrollment_id=uuid.UUID(row.person),
        role=row.side,
        is_blocked=_is_blocked(row),
        reasons=_plain(row.why + row.help),
    )


def _is_blocked(row: Alone) -> bool:
    return any(note.code == "census" for note in row.why)


def _plain(notes: tuple[Remark, ...]) -> list[dict[str, Any]]:
    return [{"code": note.code, "params": dict(note.params)} for note in notes]
