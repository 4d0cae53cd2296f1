"""The answers to published pairs."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching import wording
from matching.models.runs import MatchRun, Proposal
from relationships.models import ConcludedKind, Membership, Relationship, Status


@dataclass(frozen=True)
class ProposalAnswer:
    """What has become of a published pair. ``tone`` is a tag class."""

    words: str
    tone: str


def answers(
    run: MatchRun, proposals: Iterable[Proposal]
) -> dict[uuid.UUID, Sequence[ProposalAnswer]]:
    """What has become of each pair; nothing for those that are still a draft."""
    is_draft = run.published_at is None
    proposals = [row for row in proposals if row.relationship_id or row.left_out or not is_draft]
    pairs = [row.relationship_id for row in proposals if row.relationship_id]
    if not proposals:
        return {}
    members: dict[uuid.UUID, list[Membership]] = {}
    for member in Membership.objects.filter(relationship__in=pairs).select_related("user"):
        members.setdefault(member.relationship_id, []).append(member)
    return {row.pk: _answer(row, members) for row in proposals}


def _answer(
    proposal: Proposal, members: Mapping[uuid.UUID, list[Membership]]
) -> list[ProposalAnswer]:
    pair = proposal.relationship
    if pair is None:
        reason = wording.left_out_words()
        return [ProposalAnswer(_("not proposed: %(why)s") % {"why": reason}, "warn")]
    if pair.status == Status.PROPOSED:
        return [_one_answer(member) for member in members.get(pair.pk, [])]
    return [_outcome(pair)]


def tally(run: MatchRun) -> list[ProposalAnswer]:
    """How many of the published pairs have started, still wait, and came to nothing."""
    proposed = run.proposals.filter(relationship__isnull=False).order_by()
    started = Q(relationship__started_at__isnull=False)
    waiting = Q(relationship__status=Status.PROPOSED)
    counts = proposed.aggregate(
        all=Count("pk"), yes=Count("pk", filter=started), wait=Count("pk", filter=waiting)
    )
    closed = counts["all"] - counts["yes"] - counts["wait"]
    yes, wait, no = (
        ngettext("%(count)d match has started", "%(count)d matches have started", counts["yes"]),
        ngettext("%(count)d match is undecided", "%(count)d matches are undecided", counts["wait"]),
        ngettext("%(count)d match did not work out", "%(count)d matches did not work out", closed),
    )
    return [
        ProposalAnswer(yes % {"count": counts["yes"]}, "good"),
        ProposalAnswer(wait % {"count": counts["wait"]}, ""),
        ProposalAnswer(no % {"count": closed}, "warn" if closed else ""),
    ]


def _one_answer(member: Membership) -> ProposalAnswer:
    name = {"name": member.user.get_short_name()}
    if member.accepted:
        return ProposalAnswer(_("%(name)s has accepted") % name, "good")
    return ProposalAnswer(_("%(name)s has not answered yet") % name, "")


def _outcome(pair: Relationship) -> ProposalAnswer:
    if pair.concluded_kind == ConcludedKind.DECLINED:
        return ProposalAnswer(_("declined"), "warn")
    if pair.concluded_kind == ConcludedKind.LAPSED:
        return ProposalAnswer(_("not answered in time"), "warn")
    if pair.started_at is None:
        return ProposalAnswer(str(pair.get_concluded_kind_display()), "warn")
    return ProposalAnswer(_("both have accepted"), "good")
