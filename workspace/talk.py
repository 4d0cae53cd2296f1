"""The page of a single session (flash mentoring) as one of the two sees it."""

from dataclasses import dataclass
from functools import cached_property

from relationships.models import Closing, ConcludedKind, Membership
from sessions.models import MentoringSession
from workspace.record import Record


@dataclass(frozen=True)
class Talk:
    """One talk: planned, held, thanked for, or called off."""

    record: Record

    @property
    def session(self) -> MentoringSession | None:
        """The talk itself, once it was held."""
        return next(iter(self.record.held), None)

    @property
    def is_called_off(self) -> bool:
        kind = self.record.relationship.concluded_kind
        return bool(kind) and kind != ConcludedKind.COMPLETED

    @property
    def asks_for_thanks(self) -> bool:
        """Held, and this person has not said thanks yet. One of the two may have closed it."""
        unsaid = bool(self.session) and self.record.mine.wants_more is None
        return unsaid and not self.is_called_off

    @property
    def may_call_off(self) -> bool:
        return self.record.is_active and not self.record.held

    @cached_property
    def thanks(self) -> list[tuple[Membership, str]]:
        """What each of the two has thanked for."""
        rows = Closing.objects.filter(member__relationship=self.record.relationship)
        found = rows.select_related("member__user").order_by("thanked_at")
        return [(row.member, row.thanks) for row in found if row.thanks]
