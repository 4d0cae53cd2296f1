"""From a run to proposals that the people themselves answer."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import AuditEvent, User
from core import clock
from core.errors import DomainError
from matching import pool
from matching.actions.guard import require_open
from matching.actions.requests import close_overtaken, close_when_full
from matching.models.runs import (
    OPEN_REQUESTS,
    Decision,
    IntroTalk,
    MatchRun,
    MentorRequest,
    Proposal,
    Ruling,
)
from matching.publish_checks import Judge
from matching.talks import actions as talks
from profiles.models import Enrollment
from programs.models import Program
from relationships.actions.proposals import propose

MOST_PUBLISHINGS = 10
"""How often a program publishes in 24 hours: nobody tries pairs out one by one."""


@dataclass(frozen=True)
class Publication:
    """What happens, or has happened, to each proposal of a run. ``own``: pairs with the person who
    publishes, which somebody else has to propose. ``in_contact``: mentees of whom publishing would
    close a request or a talk. ``unkept``: how many of those left out were kept together."""

    proposed: tuple[Proposal, ...]
    left_out: tuple[Proposal, ...]
    own: tuple[Proposal, ...] = ()
    in_contact: frozenset[uuid.UUID] = frozenset()
    unkept: int = 0


def preview(*, run: MatchRun, by: User | None = None) -> Publication:
    """The pairs that publishing would try to propose. Changes nothing, and judges no pair.

    A page that named beforehand the pairs that will be left out, and why, would say of any other
    pair left out that its reason is private: whoever publishes it alone could read that off.
    """
    proposals = _still_drafts(run)
    loaded = pool.load(run.program)
    return replace(_sorted_out(proposals, by), in_contact=_in_contact(proposals, loaded))


@transaction.atomic
def publish(*, run: MatchRun, by: User, chosen: Collection[str] | None = None) -> Publication:
    """Propose the pairs of ``run`` to the people, once: all, or those whose ids are ``chosen``.

    What is not chosen stays in the draft, as do pairs with ``by``, and the run is published when
    nothing stays. Pairs that have become impossible are left out, whatever the reason; when that
    is all of them, the run stays a draft. A decision to keep such a pair together ends, or the next
    run would say that it cannot be kept. Publishing again changes nothing. Raises DomainError
    when the program is not open or has published too often, a newer run exists, or no pair is left
    or chosen.
    """
    program = Program.objects.select_for_update().get(pk=run.program_id)
    run = MatchRun.objects.select_for_update().get(pk=run.pk)
    run.program = program
    if run.published_at is not None:
        return _sorted_out(list(_proposals(run)))
    _require_publishable(run)
    drafts = _still_drafts(run)
    taken = [row for row in drafts if not _is_own(row, by) and _is_chosen(row, chosen)]
    _require_any(taken, drafts)
    publication = _propose_all(run, taken, by)
    _note(run, publication, by)
    _count(run, publication, by, is_last=len(taken) == len(drafts))
    return publication


def _is_chosen(row: Proposal, chosen: Collection[str] | None) -> bool:
    return chosen is None or str(row.pk) in chosen


def _is_own(row: Proposal, by: User | None) -> bool:
    return by is not None and by.pk in {row.mentor.user_id, row.mentee.user_id}


def _count(run: MatchRun, publication: Publication, by: User, *, is_last: bool) -> None:
    run.told += len(publication.proposed)
    left_out = run.summary.get("left_out", 0) + len(publication.left_out)
    run.summary = {**run.summary, "left_out": left_out}
    if is_last and run.told:
        run.published_by, run.published_at = by, clock.now()
    run.save(update_fields=["told", "summary", "published_by", "published_at"])


def _require_any(taken: list[Proposal], drafts: list[Proposal]) -> None:
    if drafts and not taken:
        raise DomainError(
            _("No match was chosen, or all of the chosen ones are published already."),
            "none_chosen",
        )


def _require_publishable(run: MatchRun) -> None:
    require_open(run.program)
    if run.program.match_runs.filter(created_at__gt=run.created_at).exists():
        raise DomainError(_("There is a newer run. Publish that one instead."), "newer_run")
    require_not_too_often(run.program)


def require_not_too_often(program: Program) -> None:
    """Raises DomainError when ``program`` has published ``MOST_PUBLISHINGS`` times in 24 hours."""
    since = clock.now() - timedelta(hours=24)
    lately = AuditEvent.objects.filter(program_id=program.pk, created_at__gt=since)
    if lately.filter(verb="matching.published").count() >= MOST_PUBLISHINGS:
        raise DomainError(
            _("This program has published %(count)d times in 24 hours. Try again tomorrow.")
            % {"count": MOST_PUBLISHINGS},
            "too_often",
        )


def _proposals(run: MatchRun) -> "list[Proposal]":
    rows = run.proposals.select_related("mentor__user", "mentee__user", "relationship")
    return list(rows.order_by("place", "-fit", "pk"))


def _still_drafts(run: MatchRun) -> list[Proposal]:
    """The pairs nobody has been told about, without those that were left out before."""
    return [row for row in _proposals(run) if row.relationship is None and not row.left_out]


def _propose_all(run: MatchRun, proposals: list[Proposal], by: User) -> Publication:
    loaded = pool.load(run.program)
    judge = Judge(loaded.whole, proposals, loaded.obstacles)
    for proposal in proposals:
        proposal.left_out = judge.rule(proposal)
        if not proposal.left_out and _propose(run.program, proposal, by):
            judge.take(proposal)
    publication = _sorted_out(proposals)
    publication = replace(publication, unkept=_leave_out(publication.left_out))
    Proposal.objects.bulk_update(
        proposals, ["relationship", "left_out", "left_out_at"], batch_size=1000
    )
    close_contacts(publication.proposed)
    return publication


def _leave_out(proposals: Collection[Proposal]) -> int:
    """Note when, and end the decisions to keep these pairs together; how many there were."""
    pairs = {(row.mentor_id, row.mentee_id) for row in proposals}
    for row in proposals:
        row.left_out_at = clock.now()
    kept = Decision.objects.filter(
        mentee__in=[mentee for _mentor, mentee in pairs], ruling=Ruling.PINNED
    )
    over = [row.pk for row in kept if (row.mentor_id, row.mentee_id) in pairs]
    Decision.objects.filter(pk__in=over).delete()
    return len(over)


def close_contacts(proposed: Collection[Proposal]) -> None:
    """Close the requests and talks of people who have a proposal now, and the requests to mentors
    whose last place has gone. Each hears what has happened, in the same transaction."""
    mentees = [row.mentee_id for row in proposed]
    asked = MentorRequest.objects.open().filter(mentee__in=mentees).defer("words")
    for request in asked.select_related("mentor", "mentee"):
        close_overtaken(request=request)
    talking = IntroTalk.objects.open().filter(mentee__in=mentees)
    for talk in talking.select_related("mentor", "mentee"):
        talks.close_overtaken(request=talk)
    mentors = Enrollment.objects.filter(pk__in=[row.mentor_id for row in proposed])
    for mentor in mentors.filter(requests_got__status__in=OPEN_REQUESTS).distinct():
        close_when_full(mentor)


def _in_contact(proposals: list[Proposal], people: pool.Pool) -> frozenset[uuid.UUID]:
    mentees = (row.mentee_id for row in proposals)
    return frozenset(one for one in mentees if str(one) in people.in_contact)


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


def _sorted_out(proposals: list[Proposal], by: User | None = None) -> Publication:
    own = tuple(row for row in proposals if _is_own(row, by))
    others = [row for row in proposals if row not in own]
    return Publication(
        tuple(row for row in others if not row.left_out),
        tuple(row for row in others if row.left_out),
        own,
    )


def _note(run: MatchRun, publication: Publication, by: User) -> None:
    """Also where nothing could be proposed: an attempt leaves its row."""
    audit.record(
        by=by,
        verb="matching.published",
        target=run,
        program_id=run.program_id,
        proposed=len(publication.proposed),
        left_out=len(publication.left_out),
    )
