"""Runs of large pools: asked for with a click, made in the background, seen on the way."""

import uuid
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from accounts.models import User
from core import clock
from core.errors import DomainError
from matching.actions.guard import require_open
from matching.actions.runs import draft, keep, run
from matching.models.runs import MatchRun, RunOrder, RunStage
from matching.presenters.counts import pool_counts
from notifications import hints
from programs.models import Program

LARGE = 3_000
"""With more people on one side a run takes longer than a page may."""

LONGEST = timedelta(minutes=15)
"""No run takes so long: the worker that made it is gone."""

CARRY_OUT = "matching.tasks.run_order"


def run_or_order(*, program: Program, by: User) -> bool:
    """Run the matching, or for a large pool order a run that a worker makes; whether the draft
    there was is the answer again.

    Two clicks make one order. Raises DomainError when the program is not open.
    """
    if is_large(program):
        order(program=program, by=by)
        return False
    return run(program=program, by=by).confirmed_at is not None


def found_the_same(row: RunOrder, newest: MatchRun | None) -> bool:
    """Whether an order that has been carried out found the draft there was."""
    if newest is None or row.started_at is None or row.trouble or not row.finished_at:
        return False
    return newest.confirmed_at is not None and newest.confirmed_at >= row.started_at


def is_large(program: Program) -> bool:
    counts = pool_counts(program)
    return max(counts.waiting, counts.mentors) > LARGE


@transaction.atomic
def order(*, program: Program, by: User) -> RunOrder:
    """The order that is open, or a new one. Raises DomainError when the program is not open."""
    program = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    require_open(program)
    open_ = program.run_orders.filter(finished_at=None).first()
    if open_ and not is_lost(open_):
        return open_
    if open_:
        _finish(open_.pk, "lost")
    made = RunOrder.objects.create(program=program, requested_by=by)
    transaction.on_commit(lambda: hints.send_soon(made.pk, task=CARRY_OUT))
    return made


def is_lost(row: RunOrder) -> bool:
    """Whether the order was taken, or made and never taken, so long ago that nothing will come."""
    return (row.started_at or row.created_at) < clock.now() - LONGEST


def carry_out(*, order_id: uuid.UUID) -> bool:
    """Make the run of an order, once; False when somebody else does or did.

    Each stage is written down as it begins, so that the page can show it. What goes wrong is kept
    as the order's trouble.
    """
    waiting = RunOrder.objects.filter(pk=order_id, started_at=None, finished_at=None)
    if not waiting.update(started_at=clock.now(), stage=RunStage.PEOPLE):
        return False
    row = RunOrder.objects.select_related("program", "requested_by").get(pk=order_id)
    try:
        _make(row, lambda stage: _tell(row, stage))
    except DomainError as refusal:
        _finish(row.pk, refusal.code)
    except Exception:
        _finish(row.pk, "failed")
        raise
    else:
        _finish(row.pk, "")
    return True


def _make(row: RunOrder, tell: Callable[[str], object]) -> None:
    require_open(row.program)
    found = draft(program=row.program, by=row.requested_by, tell=tell)
    tell(RunStage.STORED)
    keep(found)


def _tell(row: RunOrder, stage: str) -> None:
    RunOrder.objects.filter(pk=row.pk, finished_at=None).update(stage=stage)


def _finish(order_id: uuid.UUID, trouble: str) -> None:
    RunOrder.objects.filter(pk=order_id).update(finished_at=clock.now(), trouble=trouble[:20])
