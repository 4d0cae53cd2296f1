"""The pairs of a run in words."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from matching import wording
from matching.models.runs import DraftChange, MatchRun, MentorWish, Proposal
from matching.presenters.answers import ProposalAnswer, answers
from matching.presenters.rulings import Pairing
from programs.models import Choice, Program
from relationships import kept_apart
from relationships.rematch_rules import couple_of


@dataclass(frozen=True)
class PairRow:
    proposal: Proposal
    mentor: User
    mentee: User
    reasons: Sequence[str]
    concerns: Sequence[str]
    ruling: str
    before: str
    wished: str
    answers: Sequence[ProposalAnswer]


def rows(run: MatchRun, proposals: Sequence[Proposal]) -> list[PairRow]:
    """A page of the pairs of ``run`` in words; they come from ``find``."""
    facts = _Facts(
        answers=answers(run, proposals),
        ranks=ranks(run.program, proposals),
    )
    return [_row(proposal, facts) for proposal in proposals]


@dataclass(frozen=True)
class _Facts:
    """What the rows of one page have in common."""

    answers: Mapping[uuid.UUID, Sequence[ProposalAnswer]]
    ranks: Mapping[Pairing, int]


def _row(proposal: Proposal, facts: _Facts) -> PairRow:
    mentor, mentee = proposal.mentor.user, proposal.mentee.user
    return PairRow(
        proposal=proposal,
        mentor=mentor,
        mentee=mentee,
        reasons=wording.reason_words(proposal.reasons, mentor.get_short_name()),
        concerns=wording.concern_words(proposal.concerns, mentor.get_short_name()),
        ruling=getattr(proposal, "ruling", None) or "",
        before=_before(proposal),
        wished=_wished(facts.ranks.get((proposal.mentor_id, proposal.mentee_id), 0)),
        answers=facts.answers.get(proposal.pk, ()),
    )


def ranks(program: Program, proposals: Sequence[Proposal]) -> Mapping[Pairing, int]:
    """Which place a mentor has among the wishes of the mentee, of the pairs that were wished for.

    A wish for somebody who is not to be proposed again is no longer shown.
    """
    if program.choice == Choice.COORDINATOR:
        return {}
    pairs = {(row.mentor_id, row.mentee_id): row for row in proposals}
    rows = MentorWish.objects.filter(mentee__in=[mentee for _mentor, mentee in pairs])
    columns = rows.values_list("mentor_id", "mentee_id", "rank")
    found = {
        (mentor, mentee): rank for mentor, mentee, rank in columns if (mentor, mentee) in pairs
    }
    apart = _apart(program, [pairs[key] for key in found])
    return {key: rank for key, rank in found.items() if pairs[key].pk not in apart}


def _apart(program: Program, proposals: Sequence[Proposal]) -> set[uuid.UUID]:
    """Those whose people have ended what they had here, and are not brought together again."""
    if not proposals:
        return set()
    users = {row: (row.mentor.user_id, row.mentee.user_id) for row in proposals}
    known = kept_apart.apart(program, {user for two in users.values() for user in two})
    refused = known.ended | known.final
    return {row.pk for row, two in users.items() if couple_of(*two) in refused}


def _wished(rank: int) -> str:
    """ "2nd choice"; nothing for a pair the mentee did not wish for."""
    places = ("", _("1st"), _("2nd"), _("3rd"), _("4th"), _("5th"))
    return _("%(place)s choice") % {"place": places[rank]} if rank else ""


def _before(proposal: Proposal) -> str:
    if proposal.change == DraftChange.NEW:
        return _("new in this run")
    if proposal.before:
        return _("before: %(mentor)s") % {"mentor": proposal.before.user}
    return ""
