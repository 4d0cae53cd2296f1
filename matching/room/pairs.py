"""The pairs of a run in words."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from matching import wording
from matching.engine.scoring import quotas
from matching.models import MatchRun, MentorWish, Proposal
from matching.room.answers import Answer, answers
from matching.room.difference import Brief
from matching.room.rulings import Pairing
from programs.models import Choice, CriterionKey, Program


@dataclass(frozen=True)
class Share:
    """One criterion's part of a fit: "7 of 10" points, and how much of them that is, in percent.

    Both are written here: a page has hundreds, and templates write slowly.
    """

    label: str
    words: str
    percent: str


@dataclass(frozen=True)
class PairRow:
    proposal: Proposal
    mentor: User
    mentee: User
    reasons: Sequence[str]
    concerns: Sequence[str]
    shares: Sequence[Share]
    ruling: str
    before: str
    wished: str
    answers: Sequence[Answer]


def rows(
    run: MatchRun,
    mentees: Sequence[uuid.UUID],
    rulings: Mapping[Pairing, str],
    before: Mapping[uuid.UUID, Brief] | None,
) -> list[PairRow]:
    found = Proposal.objects.filter(run=run, mentee__in=mentees)
    joined = found.select_related("mentor__user", "mentee__user", "relationship")
    proposals = {row.mentee_id: row for row in joined}
    facts = _Facts(
        before=before,
        most=quotas(run.parameters["weights"]),
        answers=answers(run, proposals.values()),
        ranks=_ranks(run.program, mentees),
    )
    return [_row(proposals[key], rulings, facts) for key in mentees if key in proposals]


@dataclass(frozen=True)
class _Facts:
    """What the rows of one page have in common."""

    before: Mapping[uuid.UUID, Brief] | None
    most: Mapping[str, int]
    answers: Mapping[uuid.UUID, Sequence[Answer]]
    ranks: Mapping[Pairing, int]


def _row(proposal: Proposal, rulings: Mapping[Pairing, str], facts: _Facts) -> PairRow:
    mentor, mentee = proposal.mentor.user, proposal.mentee.user
    return PairRow(
        proposal=proposal,
        mentor=mentor,
        mentee=mentee,
        reasons=wording.reason_words(proposal.reasons, mentor.get_short_name()),
        concerns=wording.concern_words(proposal.concerns, mentor.get_short_name()),
        shares=_shares(proposal.contributions, facts.most),
        ruling=rulings.get((proposal.mentor_id, proposal.mentee_id), ""),
        before=_before(proposal, facts.before),
        wished=_wished(facts.ranks.get((proposal.mentor_id, proposal.mentee_id), 0)),
        answers=facts.answers.get(proposal.pk, ()),
    )


def _ranks(program: Program, mentees: Sequence[uuid.UUID]) -> dict[Pairing, int]:
    if program.choice == Choice.COORDINATOR:
        return {}
    rows = MentorWish.objects.filter(mentee__in=mentees)
    columns = rows.values_list("mentor_id", "mentee_id", "rank")
    return {(mentor, mentee): rank for mentor, mentee, rank in columns}


def _wished(rank: int) -> str:
    """ "wished: 2nd"; nothing for a pair the mentee did not wish for."""
    places = ("", _("1st"), _("2nd"), _("3rd"), _("4th"), _("5th"))
    return _("wished: %(place)s") % {"place": places[rank]} if rank else ""


def _shares(contributions: Mapping[str, int], most: Mapping[str, int]) -> list[Share]:
    weighed = [key for key in CriterionKey if most.get(key)]
    return [
        Share(
            label=str(key.label),
            words=_points(contributions.get(key, 0), most[key]),
            percent=f"{100 * contributions.get(key, 0) // most[key]}%",
        )
        for key in weighed
    ]


def _points(hundredths: int, most: int) -> str:
    return _("%(points)s of %(most)s") % {
        "points": round(hundredths / 100),
        "most": round(most / 100),
    }


def _before(proposal: Proposal, before: Mapping[uuid.UUID, Brief] | None) -> str:
    if before is None:
        return ""
    earlier = before.get(proposal.mentee_id)
    if earlier is None:
        return _("new in this run")
    if earlier.mentor_id == proposal.mentor_id:
        return ""
    return _("before: %(mentor)s") % {"mentor": earlier.mentor}
