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
        self._broken = first_broken(problem, [_pair(row) for row in proposals])
        self._obstacles = obstacles

    def rule(self, proposal: Proposal) -> str:
        """The rule in the way of the pair, or ""."""
        broken = self._broken.get(_pair(proposal), self._missing(proposal))
        return broken or ("" if self._places[str(proposal.mentor_id)] > 0 else "full")

    def _missing(self, proposal: Proposal) -> str:
        """Why somebody is not in the pool any more, as far as a coordinator knows the reason."""
        obstacle = self._obstacles.get(str(proposal.mentee_id), "")
        return "in_contact" if obstacle in HOLDING else "missing"

    def take(self, proposal: Proposal) -> None:
        """A place of the mentor is given to the mentee."""
        self._places[str(proposal.mentor_id)] -= 1


def _pair(proposal: Proposal) -> tuple[str, str]:
    return str(proposal.mentor_id), str(proposal.mentee_id)


def first_broken(problem: Problem, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The first rule each pair of mentor and mentee (ids) breaks, or ""; nothing for pairs of which
    somebody is missing in ``problem``."""
    return dict(_first_broken(problem, pairs))


def _first_broken(
    problem: Problem, pairs: Sequence[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str], str]]:
    rows = {person.id: place for place, person in enumerate(problem.mentees)}
    columns = {person.id: place for place, person in enumerate(problem.mentors)}
    found = [
        (pair, rows[pair[1]], columns[pair[0]])
        for pair in pairs
        if pair[1] in rows and pair[0] in columns
    ]
    rules = Rules(problem)
    for part in blocks(np.arange(len(found))):
        some = [found[place] for place in part.tolist()]
        lines, at = (np.array(side, dtype=np.int64) for side in list(zip(*some, strict=True))[1:])
        masks = {rule: mask.diagonal() for rule, mask in rules.masks(lines, at).items()}
        for place, (pair, _row, _column) in enumerate(some):
            yield pair, next((rule for rule in RULES if masks[rule][place]), "")
