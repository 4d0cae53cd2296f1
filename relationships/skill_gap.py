"""The skills gap as people look at it: before, now and wanted, in words and in shares of a bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.models import Direction, Enrollment, SkillLevel
from programs.models import Phase
from relationships.models import Goal, Membership, Relationship, SkillRating, WantedSkill

HIGHEST = SkillLevel.EXPERT.value
AT_MOST = 12
"""So many skills are more than anybody works on in one program."""


@dataclass(frozen=True)
class Picture:
    """One wanted skill with its ``ratings``, the oldest first; never without any."""

    wanted: WantedSkill
    ratings: list[SkillRating]

    @property
    def name(self) -> str:
        return str(self.wanted.name)

    @property
    def target(self) -> int:
        return self.wanted.target

    @property
    def first(self) -> SkillRating:
        return self.ratings[0]

    @property
    def last(self) -> SkillRating:
        return self.ratings[-1]

    @property
    def has_two(self) -> bool:
        """Only what was rated twice has a before and an after."""
        return len(self.ratings) > 1

    @property
    def gain(self) -> int:
        return self.last.level - self.first.level

    @property
    def to_go(self) -> int:
        return max(0, self.target - self.last.level)

    # Shares of the bar, 0 to 100: what was there, what has come, what is still wanted ------------

    @property
    def before_share(self) -> float:
        return 100 * min(self.first.level, self.last.level) / HIGHEST

    @property
    def now_share(self) -> float:
        return 100 * self.last.level / HIGHEST

    @property
    def target_share(self) -> float:
        return 100 * self.target / HIGHEST

    @property
    def sentence(self) -> str:
        """How far it has come and how far it still is: "two levels up, one to go"."""
        return f"{self._gained()} · {self._left()}" if self.has_two else self._left()

    def _gained(self) -> str:
        if self.gain < 0:
            return _("rated lower than at the start: you may see more now than you saw then")
        if not self.gain:
            return _("no change since the start")
        words = ngettext(
            "%(n)d level up since the start", "%(n)d levels up since the start", self.gain
        )
        return words % {"n": self.gain}

    def _left(self) -> str:
        if not self.to_go:
            return _("target reached")
        words = ngettext("%(n)d level to go", "%(n)d levels to go", self.to_go)
        return words % {"n": self.to_go}


def pictures(mine: Membership) -> dict[Membership, list[Picture]]:
    """The wanted skills of each member that ``mine`` may read, in the order of adding. One query.

    In a group or circle a member's skills are read by that member and the mentor alone.
    """
    rows = SkillRating.objects.filter(wanted__in=readable(mine))
    rows = rows.select_related("wanted__owner__user").order_by("wanted__created_at", "rated_on")
    ratings: dict[WantedSkill, list[SkillRating]] = {}
    for row in rows:
        ratings.setdefault(row.wanted, []).append(row)
    found: dict[Membership, list[Picture]] = {}
    for wanted, own in ratings.items():
        found.setdefault(wanted.owner, []).append(Picture(wanted, own))
    return found


def readable(mine: Membership) -> QuerySet[WantedSkill]:
    """The wanted skills of the relationship that this member may read."""
    rows = WantedSkill.objects.filter(owner__relationship=mine.relationship_id)
    return rows if mine.is_mentor or not mine.relationship.is_many else rows.filter(owner=mine)


def to_build(goal: Goal, mine: Membership) -> QuerySet[WantedSkill]:
    """The skills that ``goal`` can build, as far as ``mine`` reads them: in a group its owner's."""
    rows = readable(mine)
    return rows.filter(owner=goal.owner_id) if mine.relationship.is_many else rows


def picture(wanted: WantedSkill) -> Picture:
    return Picture(wanted, list(wanted.ratings.all()))


def of_owner(owner: Membership) -> list[Picture]:
    """The wanted skills of one member. Two queries."""
    return [picture(row) for row in owner.wanted_skills.prefetch_related("ratings")]


def is_owner(membership: Membership) -> bool:
    """Who is here to learn has a skills gap: mentees, and peers, but not mentors."""
    return membership.side.learns


def is_due(relationship: Relationship, found: Sequence[Picture]) -> bool:
    """Whether the two are parting, and some of these skills have not been rated since."""
    since = relationship.phase_since
    if relationship.phase != Phase.SEPARATION or since is None:
        return False
    return any(row.last.rated_on < since.date() for row in found)


@dataclass(frozen=True)
class SkillGapRow:
    """One skill in the form that rates all of them, with what it starts from."""

    key: str
    name: str
    level: int
    target: int
    evidence: str = ""
    said_before: str = ""


def lines(owner: Membership, today: date) -> list[SkillGapRow]:
    """The skills to rate: those of the record, or at the very beginning those of the enrollment.

    What was written ``today`` can be changed; what was written earlier is there to look back on.
    """
    known = of_owner(owner)
    return [_line(row, today) for row in known] or _from_enrollment(owner.enrollment)


def _line(row: Picture, today: date) -> SkillGapRow:
    is_new = row.last.rated_on == today
    words = {"evidence" if is_new else "said_before": row.last.evidence}
    return SkillGapRow(row.wanted.pk.hex, row.name, row.last.level, row.target, **words)


def _from_enrollment(enrollment: Enrollment) -> list[SkillGapRow]:
    rows = enrollment.skills.filter(direction=Direction.WANTED).select_related("skill")
    return [
        SkillGapRow(row.pk.hex, str(row.skill), row.level, row.target or HIGHEST) for row in rows
    ]


def wanted_of(mine: Membership) -> list[WantedSkill]:
    """Every wanted skill this member may read; one query."""
    return list(readable(mine))
