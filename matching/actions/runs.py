"""One run over the pool. It changes nothing for anybody until it is published."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock
from core.errors import DomainError
from matching.actions.guard import require_open
from matching.models.runs import MatchRun, Proposal, Unmatched
from matching.results import Result, result, told_nobody
from matching.stability import draft_of
from matching.task import task_of
from programs.models import Program


@dataclass(frozen=True)
class UnsavedRun:
    """What a run found at ``moment``, not yet kept; ``found`` is the run ``before`` where that
    still answers."""

    program: Program
    before: MatchRun | None
    found: Result | MatchRun
    moment: datetime


@transaction.atomic
def run(*, program: Program, by: User) -> MatchRun:
    """Match the program's pool and keep the result as the newest run.

    When nothing has changed since the newest unpublished run, that run is the answer again, and up
    to date: two clicks make one run. When something has, as many of its pairs stay as is good for
    everybody. Raises DomainError when the program is not open.
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    require_open(program)
    return keep(draft(program=program, by=by))


def draft(*, program: Program, by: User, tell: Callable[[str], object] = str) -> UnsavedRun:
    """What a run of ``program`` finds now. Saves nothing; ``tell`` hears of each stage."""
    started = clock.now()
    before = program.match_runs.first()
    task = task_of(program)
    fingerprint = task.fingerprint
    if before and before.digest == fingerprint and before.published_at is None:
        return UnsavedRun(program, before, before, started)
    solution = task.near(draft_of(before)).solve(tell)
    found = result(task, solution, program=program, by=by, draft=told_nobody(before))
    found.run.digest, found.run.created_at = fingerprint, started
    return UnsavedRun(program, before, found, started)


@transaction.atomic
def keep(drawn: UnsavedRun) -> MatchRun:
    """Keep what was found as the newest run. Raises DomainError when the program is not open any
    more, or a run was made or published since."""
    program = Program.objects.select_for_update(no_key=True).get(pk=drawn.program.pk)
    require_open(program)
    if _state(program.match_runs.first()) != _state(drawn.before):
        raise DomainError(_("The draft has changed meanwhile. Run the matching again."), "moved")
    if isinstance(drawn.found, MatchRun):
        return _confirm(drawn.found, drawn.moment)
    return _keep(drawn.found)


def _state(match_run: MatchRun | None) -> tuple[object, int, datetime | None] | None:
    if match_run is None:
        return None
    return match_run.pk, match_run.told, match_run.published_at


def _confirm(match_run: MatchRun, moment: datetime) -> MatchRun:
    """The same draft is up to date again."""
    match_run.confirmed_at = moment
    match_run.save(update_fields=["confirmed_at"])
    return match_run


def _keep(found: Result) -> MatchRun:
    match_run = found.run
    match_run.save()
    Proposal.objects.bulk_create(found.proposals)
    Unmatched.objects.bulk_create(found.unmatched)
    audit.record(
        by=match_run.requested_by,
        verb="matching.run",
        target=match_run,
        program_id=match_run.program_id,
        pairs=len(found.proposals),
        unmatched=len(found.unmatched),
    )
    return match_run
