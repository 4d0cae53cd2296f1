"""How far the members are with concluding, as one of them reads it."""

from dataclasses import dataclass
from datetime import datetime

from programs.models import Phase
from relationships import facts, rules
from relationships.models import Membership
from relationships.wording import names_of


@dataclass(frozen=True)
class Conclusion:
    """Who has concluded for themselves, and when it ends without the others."""

    is_mine_done: bool
    done: str
    waiting: str
    by_itself_at: datetime


def of(mine: Membership) -> Conclusion | None:
    """None outside redefinition. Two queries."""
    relationship = mine.relationship
    if relationship.phase != Phase.REDEFINITION or relationship.phase_since is None:
        return None
    done = facts.concluded_by(relationship)
    others = relationship.memberships.present().select_related("user").exclude(pk=mine.pk)
    waiting = [one for one in others if one not in done]
    return Conclusion(
        is_mine_done=mine in done,
        done=names_of([one.user for one in done if one != mine], short=True),
        waiting=names_of([one.user for one in waiting], short=True),
        by_itself_at=rules.completes_at(relationship.phase_since),
    )
