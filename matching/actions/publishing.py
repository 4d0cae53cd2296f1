"""From a run to proposals that the people themselves answer."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from matching import pool
from matching.actions.guard import require_open
from matching.judging import Judge
from matching.models import MatchRun, Proposal
from mentoring.lib import clock
from mentoring.lib.errors import DomainError
from programs.models import Program
from relationships.actions.proposals import propose


@dataclass(frozen=True)
class Publication:
    """What happens, or has happened, to each proposal of a run."""

    proposed: tuple[Proposal, ...]
    left_out: tuple[Proposal, ...]


def preview(*, run: MatchRun) -> Publication:
    """What publishing all that is left would do. Changes nothing.

    ``left_out`` rows say why in memory only.
    """
    proposals = _still_drafts(run)
    judge = Judge(pool.load(run.program).problem, proposals)
    for proposal in proposals:
        proposal.left_out = judge.rule(proposal)
        if not proposal.left_out:
            judge.take(proposal)
    return _sorted_out(proposals)


@transaction.atomic
def publish(*, run: MatchRun, by: User, chosen: Collection[str] | None = None) -> Publication:
    """Propose the pairs of ``run`` to the people, once: all, or those whose ids are ``chosen``.

    What is not chosen stays in the draft, and the run is published when nothing stays.

    Pairs that a rule has come to forbid since, or whose place is gone, are left out and say why.
    Publishing again changes nothing. Raises DomainError when the program is not open, a newer run
    exists, or no pair is left or chosen.
    """
    program = Program.objects.select_for_update().get(pk=run.program_id)
    run = MatchRun.objects.select_for_update().get(pk=run.pk)
    run.program = program
    if run.published_at is not None:
        return _sorted_out(list(_proposals(run)))
    _require_publishable(run)
    drafts = _still_drafts(run)
    taken = drafts if chosen is None else [row for row in drafts if str(row.pk) in chosen]
    _require_any(taken, drafts)
    publication = _propose_all(run, taken, by)
    _note(run, publication, by)
    run.told += len(publication.proposed)
    if len(taken) == len(drafts):
        run.published_by, run.published_at = by, clock.now()
    run.save(update_fields=["told", "published_by", "published_at"])
    return publication


def _require_any(taken: list[Proposal], drafts: list[Proposal]) -> None:
    if drafts and not taken:
        raise DomainError(
            _("No pair was chosen, or all of the chosen ones are published already."), "none_chosen"
        )


def _require_publishable(run: MatchRun) -> None:
    require_open(run.program)
    if run.program.match_runs.filter(created_at__gt=run.created_at).exists():
        raise DomainError(_("There is a newer run. Publish that one instead."), "newer_run")


def _proposals(run: MatchRun) -> "list[Proposal]":
    rows = run.proposals.select_related("mentor__user", "mentee__user", "relationship")
    return list(rows.order_by("place", "-fit", "pk"))


def _still_drafts(run: MatchRun) -> list[Proposal]:
    return [row for row in _proposals(run) if row.relationship is None]


def _propose_all(run: MatchRun, proposals: list[Proposal], by: User) -> Publication:
    judge = Judge(pool.load(run.program).problem, proposals)
    for proposal in proposals:
        proposal.left_out = judge.rule(proposal)
        if not proposal.left_out and _propose(run.program, proposal, by):
            judge.take(proposal)
    Proposal.objects.bulk_update(proposals, ["relationship", "left_out"], batch_size=1000)
    return _sorted_out(proposals)


def _propose(program: Program, proposal: Proposal, by: User) -> bool:
    try:
        proposal.relationship = propose(
            program=program,
            mentor=proposal.mentor,
            mentee=proposal.mentee,
            reasons=proposal.reasons,
            by=by,
        )
    except DomainError as refusal:
        proposal.left_out = refusal.code[:40]
    return not proposal.left_out


def _sorted_out(proposals: list[Proposal]) -> Publication:
    return Publication(
        tuple(proposal for proposal in proposals if not proposal.left_out),
        tuple(proposal for proposal in proposals if proposal.left_out),
    )


def _note(run: MatchRun, publication: Publication, by: User) -> None:
    if not publication.proposed:
        raise DomainError(
            _("None of these pairs can be proposed any more. Run the matching again."),
            "no_pair_left",
        )
    audit.record(
        by=by,
        verb="matching.published",
        target=run,
        program_id=run.program_id,
        proposed=len(publication.proposed),
        left_out=len(publication.left_out),
    )
