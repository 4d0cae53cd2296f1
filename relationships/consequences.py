"""What a change of status does to everything that depends on a relationship: one table.

``relationships.actions.steps`` applies it inside the transaction of the change. Each room that has
something hanging on a relationship has a module ``effects`` and registers a :class:`Dependent`
there; a model with a path to a relationship that no dependent names fails a test.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Model

from accounts.models import User
from core import clock
from relationships.models import Membership, Relationship


class ChangeKind(StrEnum):
    """The kinds of change, as far as they differ in what they do to other things."""

    CLOSED = "closed"
    STARTED = "started"
    MOVED = "moved"
    PAUSED = "paused"
    RESUMED = "resumed"
    COMPLETED = "completed"
    ENDED = "ended"
    LEFT = "left"
    HELD = "held"
    RELEASED = "released"


OVER = (ChangeKind.COMPLETED, ChangeKind.ENDED)

CHANGE_OF: Mapping[str, ChangeKind] = {
    "start": ChangeKind.STARTED,
    "start_talk": ChangeKind.STARTED,
    "decline": ChangeKind.CLOSED,
    "lapse": ChangeKind.CLOSED,
    "withdraw": ChangeKind.CLOSED,
    "begin_cultivation": ChangeKind.MOVED,
    "recontract": ChangeKind.MOVED,
    "begin_separation": ChangeKind.MOVED,
    "extend": ChangeKind.MOVED,
    "begin_redefinition": ChangeKind.MOVED,
    "correct": ChangeKind.MOVED,
    "pause": ChangeKind.PAUSED,
    "pause_longer": ChangeKind.PAUSED,
    "resume": ChangeKind.RESUMED,
    "complete": ChangeKind.COMPLETED,
    "complete_in_silence": ChangeKind.COMPLETED,
    "complete_by_time": ChangeKind.COMPLETED,
    "thank": ChangeKind.COMPLETED,
    "thank_by_time": ChangeKind.COMPLETED,
    "end_no_fault": ChangeKind.ENDED,
    "end_administratively": ChangeKind.ENDED,
    "end_for_safeguarding": ChangeKind.ENDED,
    "call_off": ChangeKind.ENDED,
    "leave": ChangeKind.LEFT,
    "hold": ChangeKind.HELD,
    "release": ChangeKind.RELEASED,
}
"""Every transition of ``relationships.rules``, and the steps that are no row there."""


@dataclass(frozen=True)
class Occurrence:
    """One change of the locked ``relationship``, which already is as it will be.

    ``by`` None: the system, or nobody may know. ``leaver``: the member who left, of a group that
    goes on; ``is_removed``: a coordinator removed them. ``until``: the day on which a pause ends.
    ``before``: the status it had.
    """

    relationship: Relationship
    change: ChangeKind
    by: User | None = None
    leaver: Membership | None = None
    is_removed: bool = False
    before: str = ""
    at: datetime = field(default_factory=clock.now)

    @property
    def until(self) -> date | None:
        return self.relationship.resume_on if self.change is ChangeKind.PAUSED else None

    def concerned(self) -> list[Membership]:
        """Whom a letter or a calendar can still reach: the leaver alone, else all who belong."""
        members = self.relationship.memberships.present().select_related("user")
        found = [self.leaver] if self.leaver else list(members)
        return [one for one in found if one.user.is_active]


@dataclass(frozen=True)
class Consequence:
    """What a change does: ``outcome`` is a word for the test of the table, ``words`` say it."""

    outcome: str
    words: str
    act: Callable[[Occurrence], None]


@dataclass(frozen=True)
class Dependent:
    """One kind of thing that hangs on a relationship, stored in ``models``.

    ``effects``: what each change does to it. Every other change leaves it alone, for the reason
    ``stays``. Lower ``order`` comes first.
    """

    name: str
    models: tuple[type[Model], ...]
    stays: str
    effects: Mapping[ChangeKind, Consequence] = field(default_factory=dict)
    order: int = 50


_registered: dict[str, Dependent] = {}


def register(dependent: Dependent) -> None:
    """Add what hangs on relationships in one room; the same name again replaces it."""
    _registered[dependent.name] = dependent


def dependents() -> list[Dependent]:
    """The table, in the order in which effects are applied."""
    return sorted(_registered.values(), key=lambda one: (one.order, one.name))


def apply(occurrence: Occurrence) -> None:
    """Do to every dependent what the table says. Call it inside the transaction of the change."""
    for effect in _effects(occurrence.change):
        effect.act(occurrence)


def _effects(change: ChangeKind) -> Iterator[Consequence]:
    for dependent in dependents():
        if change in dependent.effects:
            yield dependent.effects[change]


Foresight = Callable[[Relationship, date], list[str]]
"""Sentences about what a pause until a day would call off, each on one thing."""

_foresights: list[Foresight] = []


def foretell_pause(foresight: Foresight) -> Foresight:
    """Declare the decorated function as one that knows what a pause would call off."""
    _foresights.append(foresight)
    return foresight


def before_pause(relationship: Relationship, until: date) -> list[str]:
    """What a pause until ``until`` would call off, in words for a member; changes nothing."""
    return [words for foresight in _foresights for words in foresight(relationship, until)]
