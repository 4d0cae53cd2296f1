"""Who can be matched, and what keeps the others from it: the one definition of both.

Pure: the day is an argument. ``profiles.waiting_list`` asks the database for the facts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from profiles.models import EnrollmentStatus
from programs.models import ProgramStatus, Side

MATCHING_IN = frozenset({ProgramStatus.OPEN.value, ProgramStatus.RUNNING.value})
"""The states of a program in which people are matched."""

# Values of relationships, requests and talks, whose rooms are above this one.
AGAIN, NOT_NOW, LEAVE = "rematch", "wait", "leave"
COMPLETED = "completed"
ASKED_AFTER = frozenset({"", "no_fault", "administrative", "safeguarding"})
"""How a relationship ended after which people are asked what they would like next; "": a group that
somebody has left goes on."""


class Obstacle(StrEnum):
    """What keeps somebody from being matched; ``NONE`` for those who can be."""

    NONE = ""
    NOT_APPROVED = "not_approved"
    DEACTIVATED = "deactivated"
    NOT_OPEN = "not_open"
    PROPOSED = "proposed"
    MATCHED = "matched"
    PAUSED = "paused"
    LEAVING = "leaving"
    NOT_NOW = "not_now"
    COMPLETED = "completed"
    UNORIENTED = "unoriented"
    AWAY = "away"
    ASKING = "asking"
    TALKING_FIRST = "talking_first"
    TALKING = "talking"
    FULL = "full"


CONTACTS = (Obstacle.ASKING, Obstacle.TALKING_FIRST, Obstacle.TALKING)
HOLDING = frozenset(CONTACTS)
"""What holds a place for a mentee until it is decided, or a coordinator decides otherwise."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How somebody's last relationship ended, and what they said they want next ("" for nothing
    yet). ``relationship``: its id."""

    at: datetime
    kind: str
    wish: str = ""
    relationship: str = ""


@dataclass(frozen=True, slots=True)
class LiveContact:
    """A live request or introductory talk with ``mentor`` (the id of an enrollment). ``kind``: what
    it keeps a mentee from being matched as."""

    mentor: str
    at: datetime
    kind: Obstacle = Obstacle.ASKING


@dataclass(frozen=True, slots=True)
class EligibilityFacts:
    """One enrollment as far as the matching has to know it.

    ``open_as`` is the state of the newest open relationship, ``open_record`` its id, ``open_since``
    when that state began,
    ``started_at`` when the newest open relationship that all have accepted began.
    ``rounds_waited``: in how many earlier programs they waited in vain. ``taken``: places in use;
    ``held``: further places that live requests and talks hold.
    ``away_until``: back on this day; None for somebody who is not away.
    ``included_at``: when a coordinator decided to match them although they are in contact.
    """

    role: str
    status: str = EnrollmentStatus.APPROVED
    program_status: str = ProgramStatus.RUNNING
    is_active: bool = True
    is_oriented: bool = True
    approved_at: datetime | None = None
    rounds_waited: int = 0
    capacity: int = 1
    taken: int = 0
    held: int = 0
    open_as: str = ""
    open_since: datetime | None = None
    open_record: str = ""
    started_at: datetime | None = None
    ending: Ending | None = None
    away_since: date | None = None
    away_until: date | None = None
    contacts: tuple[LiveContact, ...] = ()
    included_at: datetime | None = None

    @property
    def is_mentor(self) -> bool:
        return self.role == Side.MENTOR

    @property
    def free(self) -> int:
        """Places a run may give away."""
        return max(0, self.capacity - self.taken - self.held)

    @property
    def free_to_ask(self) -> int:
        """Places that people who choose themselves can ask for: the mentor decides who gets them,
        so one that is held for somebody's request is among them."""
        return max(0, self.capacity - self.taken)


Since = datetime | date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What keeps somebody from being matched, and since when; without an obstacle, since when
    they have been waiting. ``free``: the places of a mentor that a run may give away."""

    obstacle: Obstacle
    since: Since
    facts: EligibilityFacts

    @property
    def can_be_matched(self) -> bool:
        return self.obstacle is Obstacle.NONE

    @property
    def is_waiting(self) -> bool:
        """Whether somebody who wants a mentor, or peers, is waiting for a match."""
        return self.can_be_matched and not self.facts.is_mentor

    @property
    def may_choose(self) -> bool:
        """Whether somebody who chooses for themselves can do so now; what they have asked for is in
        nobody's way then."""
        return self.can_be_matched or self.obstacle in HOLDING

    @property
    def has_not_answered(self) -> bool:
        """Whether somebody has not said yet what they would like after an ending. They are matched
        all the same: only a wish keeps somebody out (decision 18)."""
        ending = self.facts.ending
        if ending is None or not self.can_be_matched or not _holds(ending, self.facts):
            return False
        return ending.kind in ASKED_AFTER and not ending.wish


def standing(facts: EligibilityFacts, today: date) -> Standing:
    """The first obstacle in the way of matching somebody on ``today``."""
    found = next((key for key, applies in _RULES.items() if applies(facts, today)), Obstacle.NONE)
    return Standing(found, _SINCE[found](facts), facts)


def _holds(ending: Ending | None, facts: EligibilityFacts) -> bool:
    """Whether what was said after ``ending`` still holds.

    A later approval, or a later relationship, starts afresh.
    """
    later = [facts.approved_at, facts.started_at]
    return ending is not None and all(at is None or at <= ending.at for at in later)


def _wishes(wish: str) -> "Rule":
    def applies(facts: EligibilityFacts, _today: date) -> bool:
        ending = facts.ending
        return ending is not None and _holds(ending, facts) and ending.wish == wish

    return applies


def _has_completed(facts: EligibilityFacts, _today: date) -> bool:
    """A mentor's free place is an offer to the next; mentees are done unless they say otherwise."""
    ending = facts.ending
    if facts.is_mentor or ending is None or not _holds(ending, facts):
        return False
    return ending.kind == COMPLETED and ending.wish != AGAIN


def _learns(*states: str) -> "Rule":
    return lambda facts, _today: not facts.is_mentor and facts.open_as in states


def _is_away(facts: EligibilityFacts, today: date) -> bool:
    since, until = facts.away_since, facts.away_until
    return since is not None and until is not None and since <= today < until


def _in_contact(kind: Obstacle) -> "Rule":
    def applies(facts: EligibilityFacts, _today: date) -> bool:
        if _is_included(facts):
            return False
        return any(contact.kind is kind for contact in facts.contacts)

    return applies


def _is_included(facts: EligibilityFacts) -> bool:
    """A decision to match somebody anyway is about the contacts of that time, not later ones."""
    at = facts.included_at
    return at is not None and all(contact.at <= at for contact in facts.contacts)


Rule = Callable[[EligibilityFacts, date], bool]

_RULES: Mapping[Obstacle, Rule] = {
    Obstacle.NOT_APPROVED: lambda facts, _today: facts.status != EnrollmentStatus.APPROVED,
    Obstacle.DEACTIVATED: lambda facts, _today: not facts.is_active,
    Obstacle.NOT_OPEN: lambda facts, _today: facts.program_status not in MATCHING_IN,
    Obstacle.PROPOSED: _learns("proposed"),
    Obstacle.PAUSED: _learns("paused"),
    Obstacle.MATCHED: _learns("active"),
    Obstacle.LEAVING: _wishes(LEAVE),
    Obstacle.NOT_NOW: _wishes(NOT_NOW),
    Obstacle.COMPLETED: _has_completed,
    Obstacle.UNORIENTED: lambda facts, _today: not facts.is_oriented,
    Obstacle.AWAY: _is_away,
    **{kind: _in_contact(kind) for kind in CONTACTS},
    Obstacle.FULL: lambda facts, _today: facts.is_mentor and not facts.free,
}


def _waiting_since(facts: EligibilityFacts) -> Since:
    """The later of the approval and the end of the last relationship."""
    moments = [facts.approved_at, facts.ending.at if facts.ending else None]
    return max((moment for moment in moments if moment), default=None)


def _ended(facts: EligibilityFacts) -> Since:
    return facts.ending.at if facts.ending else None


def _first_contact(kind: Obstacle) -> Callable[[EligibilityFacts], Since]:
    def since(facts: EligibilityFacts) -> Since:
        return min((one.at for one in facts.contacts if one.kind is kind), default=None)

    return since


_SINCE: Mapping[Obstacle, Callable[[EligibilityFacts], Since]] = {
    Obstacle.NONE: _waiting_since,
    Obstacle.NOT_APPROVED: lambda _facts: None,
    Obstacle.DEACTIVATED: lambda _facts: None,
    Obstacle.NOT_OPEN: lambda _facts: None,
    Obstacle.PROPOSED: lambda facts: facts.open_since,
    Obstacle.PAUSED: lambda facts: facts.open_since,
    Obstacle.MATCHED: lambda facts: facts.open_since,
    Obstacle.LEAVING: _ended,
    Obstacle.NOT_NOW: _ended,
    Obstacle.COMPLETED: _ended,
    Obstacle.UNORIENTED: lambda facts: facts.approved_at,
    Obstacle.AWAY: lambda facts: facts.away_since,
    **{kind: _first_contact(kind) for kind in CONTACTS},
    Obstacle.FULL: lambda facts: facts.open_since,
}
