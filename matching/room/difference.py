"""What changed from one run to the next."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.models import MatchRun, Proposal


@dataclass(frozen=True)
class Difference:
    """What changed from the run before: mentees by what happened to them."""

    another_mentor: int
    newly_matched: int
    no_longer_matched: Sequence[str]

    @property
    def is_any(self) -> bool:
        return bool(self.another_mentor or self.newly_matched or self.no_longer_matched)


@dataclass(frozen=True)
class Brief:
    """A proposal without its reasons, for looking through all of them.

    ``relationship_id``: what it has become when it is published.
    """

    mentor_id: uuid.UUID
    mentee_id: uuid.UUID
    mentor: str
    mentee: str
    relationship_id: uuid.UUID | None


def by_mentee(runs: Sequence[MatchRun]) -> dict[uuid.UUID, dict[uuid.UUID, Brief]]:
    rows = Proposal.objects.filter(run__in=runs).order_by("-fit", "mentee__user__full_name")
    columns = ("run_id", "mentor_id", "mentee_id", "mentor__user__full_name")
    found: dict[uuid.UUID, dict[uuid.UUID, Brief]] = {run.pk: {} for run in runs}
    for run_id, *values in rows.values_list(*columns, "mentee__user__full_name", "relationship_id"):
        brief = Brief(*values)
        found[run_id][brief.mentee_id] = brief
    return found


def drafts(briefs: Mapping[uuid.UUID, Brief]) -> dict[uuid.UUID, Brief]:
    """Those nobody has been told about; a later run lacks the others without losing them."""
    return {key: brief for key, brief in briefs.items() if brief.relationship_id is None}


def difference(own: Mapping[uuid.UUID, Brief], before: Mapping[uuid.UUID, Brief]) -> Difference:
    both = own.keys() & before.keys()
    return Difference(
        another_mentor=sum(own[key].mentor_id != before[key].mentor_id for key in both),
        newly_matched=len(own.keys() - before.keys()),
        no_longer_matched=sorted(before[key].mentee for key in before.keys() - own.keys()),
    )
