"""The letters of a pair as the people will read them, before anything is published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from core import clock
from matching.models.runs import Proposal
from notifications.kinds import Letter
from profiles.match_reasons import sentences
from profiles.models import Enrollment
from relationships.letter_context import LetterContext
from relationships.letters.proposals import proposed
from relationships.models import Membership, Relationship, Status


@dataclass(frozen=True)
class ProposalPreview:
    """What one of the two gets: the letter, and the reasons on the page it leads to."""

    reader: Enrollment
    letter: Letter
    reasons: Sequence[str]


def letters_of(proposal: Proposal) -> list[ProposalPreview]:
    """What publishing today would write to either person; nothing is saved or sent.

    ``proposal`` comes with its people and the program of its run.
    """
    relationship = Relationship(
        program=proposal.run.program,
        status=Status.PROPOSED,
        answer_by=clock.now() + timedelta(days=proposal.run.program.proposal_days),
    )
    people = [
        Membership(relationship=relationship, enrollment=one, user=one.user, role=one.role)
        for one in (proposal.mentee, proposal.mentor)
    ]
    return [_preview(proposal, me, [one for one in people if one is not me]) for me in people]


def _preview(proposal: Proposal, me: Membership, others: list[Membership]) -> ProposalPreview:
    letter = proposed(LetterContext(me, others))
    if letter is None:
        raise ValueError("The letter of a proposal is always written.")
    format_key = proposal.run.program.format
    return ProposalPreview(me.enrollment, letter, sentences(proposal.reasons, me.role, format_key))
