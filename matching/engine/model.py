"""What goes into the matching and what comes out, as plain frozen data."""

import dataclasses
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

FULL_FIT = 10_000
"""A perfect fit. Fits and contributions are whole numbers of this unit, so that they add up."""

SLOT_MINUTES = 15
SLOTS_PER_WEEK = 7 * 24 * 60 // SLOT_MINUTES
"""Free time is counted in quarters of an hour from Monday 00:00 UTC, because zones need them.

Where clocks change meanwhile there are several weeks, one behind the other, with the same half-days
in each: see ``shared_slots``."""

CRITERIA = (
    "need_experience",
    "situation",
    "learning_focus",
    "two_way",
    "functions",
    "style",
    "field",
    "practicalities",
)

NO_WISHES: frozenset[str] = frozenset()


@dataclass(frozen=True)
class WantedSkill:
    """From which level (0 to 4) somebody wants to get to which (above it, at most 4)."""

    level: int
    target: int


@dataclass(frozen=True)
class Person:
    """One side of a possible pair. An empty answer is unknown: it counts neither way.

    ``waited``: in how many earlier programs a mentee waited in vain; more come first where places
    are short.
    """

    id: str
    capacity: int = 1
    wanted: Mapping[str, WantedSkill] = dataclasses.field(default_factory=dict)
    offered: Mapping[str, int] = dataclasses.field(default_factory=dict)
    situations: frozenset[str] = NO_WISHES
    learning_focus: frozenset[str] = NO_WISHES
    functions: frozenset[str] = NO_WISHES
    styles: frozenset[str] = NO_WISHES
    field: str = ""
    field_preference: str = "any"
    languages: frozenset[str] = NO_WISHES
    channels: frozenset[str] = NO_WISHES
    location: str = ""
    slots: frozenset[int] = frozenset()
    minutes_per_month: int = 0
    waited: int = 0


def shared_slots(one: Person, other: Person) -> int:
    """Quarters of an hour in which both are free, in the week in which they are fewest."""
    weeks = {slot // SLOTS_PER_WEEK for slot in one.slots | other.slots}
    both = Counter(slot // SLOTS_PER_WEEK for slot in one.slots & other.slots)
    return min((both[week] for week in weeks), default=0)


@dataclass(frozen=True)
class Problem:
    """One pool. Pairs are ``(mentor id, mentee id)``.

    ``weights``: points by criterion, any scale; all zero means that each counts the same.
    ``forbidden``: the name of the rule that forbids a pair ("line", "unavailable").
    ``used``: places a mentor has already given. ``min_minutes``: free time in common a week.
    ``previous``: the mentor a mentee had in an earlier result; keeping it is worth ``loyalty``
    points more, so that a new result changes little. ``constant``: criteria that tell no two pairs
    apart (see ``matching.engine.constant``); they count for nothing.
    """

    mentors: tuple[Person, ...]
    mentees: tuple[Person, ...]
    weights: Mapping[str, int] = dataclasses.field(default_factory=dict)
    forbidden: Mapping[tuple[str, str], str] = dataclasses.field(default_factory=dict)
    pins: tuple[tuple[str, str], ...] = ()
    rejects: frozenset[tuple[str, str]] = frozenset()
    used: Mapping[str, int] = dataclasses.field(default_factory=dict)
    min_minutes: int = 60
    previous: Mapping[str, str] = dataclasses.field(default_factory=dict)
    loyalty: int = 0
    constant: frozenset[str] = frozenset()

    def places(self, mentor: Person) -> int:
        """How many more mentees ``mentor`` can take."""
        return max(0, mentor.capacity - self.used.get(mentor.id, 0))


@dataclass(frozen=True)
class Remark:
    """A sentence before it has words: a code and what it is about (plain JSON values)."""

    code: str
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Pair:
    """``contributions`` (by criterion) add up to ``fit``, which is 0 to ``FULL_FIT``."""

    mentor: str
    mentee: str
    fit: int
    contributions: Mapping[str, int]
    reasons: tuple[Remark, ...] = ()
    concerns: tuple[Remark, ...] = ()
    pinned: bool = False


@dataclass(frozen=True)
class Unmatched:
    """Somebody without a partner, what stood in the way, and what would help."""

    person: str
    side: str
    why: tuple[Remark, ...]
    help: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class RefusedPin:
    """A pair that cannot be kept together, and the rule it breaks."""

    mentor: str
    mentee: str
    rule: str


@dataclass(frozen=True)
class Solution:
    """Pairs by mentee id, then everybody who is left over by id.

    ``gap``: by how many points the total could still be larger; 0 means proven best.
    """

    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    refused_pins: tuple[RefusedPin, ...] = ()
    gap: float = 0

    @property
    def total(self) -> int:
        return sum(pair.fit for pair in self.pairs)
