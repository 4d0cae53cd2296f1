"""The goals in the list of a record."""

from dataclasses import dataclass

from relationships.models import Goal
from workspace.record import RelationshipRecord


@dataclass(frozen=True)
class GoalRow:
    """One goal in the list of ``record``, and what its reader can do about it."""

    record: RelationshipRecord
    goal: Goal

    @property
    def is_alone(self) -> bool:
        """In a circle everybody sets their own goals; nobody has to agree."""
        return self.record.relationship.is_circle

    @property
    def owner_name(self) -> str:
        """Whose goal it is, where that is not plain."""
        is_own = self.goal.owner_id == self.record.mine.pk
        return "" if is_own or self.record.is_pair else self.record.name_of(self.goal.owner_id)

    @property
    def may_agree(self) -> bool:
        mine, goal = self.record.mine, self.goal
        if not self.record.is_open:
            return False
        is_concerned = self.record.is_pair or mine.is_mentor or goal.owner_id == mine.pk
        return is_concerned and not (goal.is_confirmed or self.is_alone or goal.is_agreed_by(mine))

    @property
    def proposer_name(self) -> str:
        return self.record.name_of(self.goal.proposed_by_id)

    @property
    def waits_for(self) -> str:
        """The one who has still to agree."""
        if self.record.is_pair:
            return self.record.partner_name
        is_own = self.goal.owner_id == self.goal.proposed_by_id
        mentor = next((one for one in self.record.members if one.is_mentor), None)
        other = mentor.pk if is_own and mentor else self.goal.owner_id
        return self.record.name_of(other)


def rows(record: RelationshipRecord) -> list[GoalRow]:
    """The goals this person may read, own ones first."""
    return [GoalRow(record, goal) for goal in record.goals]
