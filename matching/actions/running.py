"""One run over the pool. It changes nothing for anybody until it is published."""

from django.db import transaction

from accounts import audit
from accounts.models import User
from matching.actions.guard import require_open
from matching.keeping import draft_of
from matching.models import MatchRun, Proposal, Unmatched
from matching.results import Result, result, told_nobody
from matching.solving import task_of
from mentoring.lib import clock
from programs.models import Program


@transaction.atomic
def run(*, program: Program, by: User) -> MatchRun:
    """Match the program's pool and keep the result as the newest run.

    When nothing has changed since the newest unpublished run, that run is the answer again: two
    clicks make one run. When something has, as many of its pairs stay as is good for everybody.
    Raises DomainError when the program is not open.
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    require_open(program)
    started = clock.now()
    task = task_of(program)
    fingerprint = task.fingerprint
    newest = program.match_runs.first()
    if newest and newest.digest == fingerprint and newest.published_at is None:
        return newest
    solution = task.near(draft_of(newest)).solve()
    found = result(task, solution, program=program, by=by, draft=told_nobody(newest))
    found.run.digest, found.run.created_at = fingerprint, started
    return _keep(found)


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
