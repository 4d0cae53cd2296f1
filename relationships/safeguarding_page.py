"""What a safeguarding contact reads of a relationship: who belongs to it, and who has left."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from core import dates
from relationships.models import Membership, Relationship
from relationships.wording import names_of


@dataclass
class FoundRelationship:
    """One relationship with its people, who are loaded already."""

    record: Relationship

    @cached_property
    def _members(self) -> list[Membership]:
        return list(self.record.memberships.all())

    @property
    def names(self) -> str:
        """Everybody who belongs to it now, by full name."""
        return " · ".join(str(one.user) for one in self._members if one.is_present)

    @property
    def title(self) -> str:
        """A group or circle by its own name, a pair by its people."""
        return self.record.name or self.names

    @property
    def people(self) -> str:
        """Who belongs to it, where the title does not say so."""
        return self.names if self.record.name else ""

    @property
    def left(self) -> list[str]:
        """A sentence for each person who has left a group or circle that continues."""
        gone = [one for one in self._members if one.accepted and one.left_at]
        return [
            _("%(name)s left on %(day)s.") % {"name": names_of([one.user]), "day": _day(one)}
            for one in gone
        ]


def _day(member: Membership) -> str:
    return dates.day(member.left_at) if member.left_at else ""


def found_in(relationships: Iterable[Relationship]) -> list[FoundRelationship]:
    """Each of ``relationships`` as a safeguarding contact reads it."""
    return [FoundRelationship(one) for one in relationships]
