"""Which pairs of a draft the rules still allow, as people are now."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from matching.engine import Problem
from matching.engine.graph import blocks
from matching.engine.rules import RULES, Rules
from matching.models.runs import Proposal
from profiles.eligibility import HOLDING


class Judge:
    """Looks at pairs one after the other, and gives each the place it takes.

    ``obstacles``: what keeps people from being matched, by the id of their enrollment.
    """

    def __init__(
        self, problem: Problem, proposals: Sequence[Proposal], obstacles: Mapping[str, str]
    ) -> None:
        self._places = {mentor.id: problem.places(mentor) for mentor in problem.mentors}
        self._broken = dict(_broken(problem, proposals))
        self._obstacles = obstacles

    def rule(self, proposal: Proposal) -> str:
        """The rule in the way of the pair, or ""."""
        broken = self._broken.get(proposal.pk, self._missing(proposal))
        return broken or ("" if self._places[str(proposal.mentor_id)] > 0 else "full")

    def _missing(self, proposal: Proposal) -> str:
        """Why somebody is not in the pool any more, as far as a coordinator knows the reason."""
        obstacle = self._obstacles.get(str(proposal.mentee_id), "")
        return "in_contact" if obstacle in HOLDING else "missing"

    def take(self, proposal: Proposal) -> None:
        """A place of the mentor is given to the mentee."""
        self._places[str(proposal.mentor_id)] -= 1


def _broken(problem: Problem, proposals: Sequence[Proposal]) -> Iterator[tuple[object, str]]:
    """The first rule each pair breaks, or ""; nothing for pairs of which somebody is missing."""
    rows = {person.id: place for place, person in enumerate(problem.mentees)}
    columns = {person.id: place for place, person in enumerate(problem.mentors)}
    found = [
        (proposal, rows[str(proposal.mentee_id)], columns[str(proposal.mentor_id)])
        for proposal in proposals
        if str(proposal.mentee_id) in rows and str(proposal.mentor_id) in columns
    ]
    rules = Rules(problem)
    for part in blocks(np.arange(len(found))):
        pairs = [found[place] for place in part.tolist()]
        lines, at = (np.array(side, dtype=np.int64) for side in list(zip(*pairs, strict=True))[1:])
        masks = {rule: mask.diagonal() for rule, mask in rules.masks(lines, at).items()}
        for place, (proposal, _row, _column) in enumerate(pairs):
            yield proposal.pk, next((rule for rule in RULES if masks[rule][place]), "")
