"""The four phases as data: which transition leads where, who decides, and what is still missing.

A single session (flash mentoring) has rows of its own and no phases.

Source: the phase table of the domain (Kram 1983 for the phases, S0-20 and S0-21 for the signs that
it is time to part). Pure functions over plain data; the day is an argument.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import TypeVar

from programs.models import Phase, Shape
from relationships.models import ActivityState, ConcludedKind, Status

SESSIONS_BEFORE_CULTIVATION = 2
SEPARATION_WINDOW = timedelta(weeks=12)
LONGEST_EXTENSION = timedelta(days=183)
LONGEST_PAUSE = timedelta(days=90)
LONGEST_AGREED_PAUSE = timedelta(days=730)
SILENCE_BEFORE_CLOSING = timedelta(days=14)
REDEFINITION_LASTS = timedelta(days=90)
FOLLOW_UP_AFTER = timedelta(days=180)
LATEST_FOLLOW_UP = timedelta(days=730)
PAUSES_ALLOWED = 2
TALK_IS_OVER_AFTER = timedelta(days=14)


class Consent(Enum):
    """Who makes a transition happen. BOTH: all of a pair, more than half of a group."""

    BOTH = "both"
    EITHER = "either"
    STAFF = "staff"
    SAFEGUARDING = "safeguarding"
    SYSTEM = "system"


Place = tuple[str, str]
"""Where a relationship stands: its status and its phase ("" before it starts)."""


@dataclass(frozen=True)
class Transition:
    """One row of the table. ``phase`` None keeps the phase."""

    key: str
    sources: frozenset[Place]
    status: Status
    phase: Phase | None
    consent: Consent
    kind: ConcludedKind | None
    shapes: frozenset[Shape]


def _places(status: Status, *phases: Phase) -> frozenset[Place]:
    return frozenset((status.value, phase.value) for phase in phases)


def _active(*phases: Phase) -> frozenset[Place]:
    return _places(Status.ACTIVE, *phases)


_PROPOSED = frozenset({(Status.PROPOSED.value, "")})
_WORKING = (Phase.INITIATION, Phase.CULTIVATION, Phase.SEPARATION)
_ACTIVE = _active(*Phase)
_PAUSED = _places(Status.PAUSED, *Phase)
_RUNNING_WORK = _active(*_WORKING) | _PAUSED
_TALKING = frozenset({(Status.ACTIVE.value, "")})
_PHASED = frozenset({Shape.PAIR, Shape.GROUP, Shape.CIRCLE})
_TALK = frozenset({Shape.TALK})
_ANY = frozenset(Shape)


def _moves(
    key: str,
    sources: frozenset[Place],
    *,
    by: Consent,
    status: Status = Status.ACTIVE,
    phase: Phase | None = None,
    shapes: frozenset[Shape] = _PHASED,
) -> tuple[str, Transition]:
    """A row of a relationship that goes on."""
    return key, Transition(key, sources, status, phase, by, None, shapes)


def _ends(
    key: str,
    sources: frozenset[Place],
    *,
    by: Consent,
    kind: ConcludedKind,
    shapes: frozenset[Shape] = _PHASED,
) -> tuple[str, Transition]:
    """A row of a relationship that ends in this way."""
    return key, Transition(key, sources, Status.CONCLUDED, None, by, kind, shapes)


TRANSITIONS: dict[str, Transition] = dict(
    [
        _moves("start", _PROPOSED, by=Consent.BOTH, phase=Phase.INITIATION),
        _ends("decline", _PROPOSED, by=Consent.EITHER, kind=ConcludedKind.DECLINED, shapes=_ANY),
        _ends("lapse", _PROPOSED, by=Consent.SYSTEM, kind=ConcludedKind.LAPSED, shapes=_ANY),
        _ends("withdraw", _PROPOSED, by=Consent.STAFF, kind=ConcludedKind.WITHDRAWN, shapes=_ANY),
        _moves("start_talk", _PROPOSED, by=Consent.BOTH, shapes=_TALK),
        _ends("thank", _TALKING, by=Consent.EITHER, kind=ConcludedKind.COMPLETED, shapes=_TALK),
        _ends(
            "thank_by_time", _TALKING, by=Consent.SYSTEM, kind=ConcludedKind.COMPLETED, shapes=_TALK
        ),
        _ends("call_off", _TALKING, by=Consent.EITHER, kind=ConcludedKind.DECLINED, shapes=_TALK),
        _moves(
            "begin_cultivation", _active(Phase.INITIATION), by=Consent.BOTH, phase=Phase.CULTIVATION
        ),
        _moves("recontract", _active(Phase.CULTIVATION), by=Consent.BOTH, phase=Phase.INITIATION),
        _moves(
            "begin_separation", _active(Phase.CULTIVATION), by=Consent.BOTH, phase=Phase.SEPARATION
        ),
        _moves("extend", _active(Phase.SEPARATION), by=Consent.BOTH, phase=Phase.CULTIVATION),
        _moves(
            "begin_redefinition",
            _active(Phase.SEPARATION),
            by=Consent.BOTH,
            phase=Phase.REDEFINITION,
        ),
        _ends(
            "complete", _active(Phase.REDEFINITION), by=Consent.BOTH, kind=ConcludedKind.COMPLETED
        ),
        _ends(
            "complete_in_silence",
            _active(Phase.SEPARATION),
            by=Consent.STAFF,
            kind=ConcludedKind.COMPLETED,
        ),
        _ends(
            "complete_by_time",
            _active(Phase.REDEFINITION),
            by=Consent.SYSTEM,
            kind=ConcludedKind.COMPLETED,
        ),
        _ends("end_no_fault", _RUNNING_WORK, by=Consent.EITHER, kind=ConcludedKind.NO_FAULT),
        _moves("pause", _active(*_WORKING), by=Consent.EITHER, status=Status.PAUSED),
        _moves(
            "pause_longer", _active(*_WORKING) | _PAUSED, by=Consent.STAFF, status=Status.PAUSED
        ),
        _moves("resume", _PAUSED, by=Consent.EITHER),
        _ends(
            "end_administratively",
            _ACTIVE | _PAUSED | _PROPOSED | _TALKING,
            by=Consent.STAFF,
            kind=ConcludedKind.ADMINISTRATIVE,
            shapes=_ANY,
        ),
        _ends(
            "end_for_safeguarding",
            _ACTIVE | _PAUSED | _TALKING,
            by=Consent.SAFEGUARDING,
            kind=ConcludedKind.SAFEGUARDING,
            shapes=_ANY,
        ),
    ]
)

# Where an activity can go from each state, the usual step first; the last two undo a mistake.
ACTIVITY_STEPS: dict[str, tuple[str, ...]] = {
    ActivityState.PLANNED: (
        ActivityState.UNDER_WAY,
        ActivityState.DONE,
        ActivityState.DROPPED,
    ),
    ActivityState.UNDER_WAY: (ActivityState.DONE, ActivityState.DROPPED),
    ActivityState.DONE: (ActivityState.UNDER_WAY,),
    ActivityState.DROPPED: (ActivityState.PLANNED,),
}

# What a hold does not stop: nobody is kept in a relationship that they want to leave.
POSSIBLE_ON_HOLD = {"end_no_fault", "call_off", "end_administratively", "end_for_safeguarding"}

# What a coordinator may take back when it was confirmed by mistake. An extension is not among
# them: it has a new end, which the members change in their agreement.
CORRECTABLE = {"begin_cultivation", "recontract", "begin_separation", "begin_redefinition"}

NEXT_PHASE = {
    Phase.INITIATION.value: "begin_cultivation",
    Phase.CULTIVATION.value: "begin_separation",
    Phase.SEPARATION.value: "begin_redefinition",
    Phase.REDEFINITION.value: "complete",
}


def allows(transition: str, status: str, phase: str, shape: str = Shape.PAIR) -> bool:
    """May a relationship of ``shape`` that stands at (``status``, ``phase``) take it?"""
    row = TRANSITIONS[transition]
    return shape in row.shapes and (status, phase) in row.sources


def may_answer_talk(mine: bool | None, theirs: Collection[bool | None]) -> bool:
    """Whether somebody can give, or change, their answer on going on after a single session.

    Once all have answered it is settled: an answer that could still be changed would find out
    the other one.
    """
    return mine is None or None in theirs


def can_be_proposed(transition: str) -> bool:
    """Whether one member proposes it and the others confirm: a step from phase to phase.

    Starting and completing need all too, but each says so for themselves.
    """
    row = TRANSITIONS.get(transition)
    moves = row is not None and row.consent is Consent.BOTH and row.phase is not None
    return moves and transition != "start"


def completes_at(phase_since: datetime) -> datetime:
    """When a redefinition that began at ``phase_since`` is complete without anybody's doing."""
    return phase_since + REDEFINITION_LASTS


def may_pause_until(day: date, today: date) -> bool:
    """Whether members can pause until ``day`` without asking the coordinator."""
    return today < day <= today + LONGEST_PAUSE


def latest_end(planned_end_on: date | None, today: date) -> date:
    """The last day to which the planned end can be moved at once."""
    return max(today, planned_end_on or today) + LONGEST_EXTENSION


def may_follow_up_on(day: date, today: date) -> bool:
    """Whether people can be asked on ``day`` how things have gone since."""
    return today < day <= today + LATEST_FOLLOW_UP


Who = TypeVar("Who")


def enough(agreed: Collection[Who], members: Collection[Who], *, majority: bool = False) -> bool:
    """Whether those who have agreed decide for ``members``: all of them, or more than half."""
    standing = len(set(agreed) & set(members))
    return standing * 2 > len(members) if majority else standing == len(members)


@dataclass(frozen=True)
class ConditionFacts:
    """What the conditions look at: counts and days of one relationship.

    No private answer is among them: a condition that is met or not tells all members what the
    others have answered. How well they fit is therefore no condition.
    ``members`` counts those who belong to it now, ``learners`` those who should have a goal of
    their own and ``learners_with_goal`` those who have. In a group (``is_many``) more than half
    are enough, so that one who is silent does not hold up the others.
    """

    today: date
    is_many: bool = False
    sessions_held: int = 0
    closing_held: bool = False
    agreement_confirmed: bool = False
    goals_agreed: int = 0
    goals_open: int = 0
    goals_closed: int = 0
    members: int = 2
    planned_end_on: date | None = None
    ready: int = 0
    outcomes_chosen: int = 0
    open_actions: int = 0
    learners: int = 1
    learners_with_goal: int = 0
    agreement_consents: int = 0

    def of_all(self, people: int) -> int:
        """How many of ``people`` are needed: all of a pair, more than half of a group."""
        return people // 2 + 1 if self.is_many else people


@dataclass(frozen=True)
class Condition:
    """One thing a transition needs; ``done`` of ``needed`` says how far they are."""

    key: str
    met: bool
    done: int = 0
    needed: int = 1


def conditions(transition: str, facts: ConditionFacts) -> list[Condition]:
    """Everything ``transition`` needs, met or not, in the order in which people do it."""
    return _CONDITIONS.get(transition, lambda _facts: [])(facts)


def missing(transition: str, facts: ConditionFacts) -> list[Condition]:
    return [condition for condition in conditions(transition, facts) if not condition.met]


def _for_cultivation(facts: ConditionFacts) -> list[Condition]:
    return [
        _counted("sessions_held", facts.sessions_held, SESSIONS_BEFORE_CULTIVATION),
        _agreement(facts),
        _counted("goal_agreed", facts.learners_with_goal, facts.of_all(facts.learners)),
    ]


def _agreement(facts: ConditionFacts) -> Condition:
    done = facts.members if facts.agreement_confirmed else facts.agreement_consents
    return Condition("agreement_confirmed", facts.agreement_confirmed, done, facts.members)


def _for_separation(facts: ConditionFacts) -> list[Condition]:
    reasons = [
        Condition("end_is_near", _end_is_near(facts)),
        Condition("goals_mostly_closed", facts.goals_closed * 2 > max(facts.goals_agreed, 1)),
        Condition("somebody_is_ready", facts.ready > 0),
    ]
    met = any(reason.met for reason in reasons)
    return [Condition("time_to_part", met)]


def _end_is_near(facts: ConditionFacts) -> bool:
    end = facts.planned_end_on
    return end is not None and facts.today >= end - SEPARATION_WINDOW


def _for_redefinition(facts: ConditionFacts) -> list[Condition]:
    return [
        Condition("closing_held", facts.closing_held),
        Condition("goals_closed", facts.goals_open == 0, facts.goals_closed, facts.goals_agreed),
        Condition("actions_handed_over", facts.open_actions == 0),
        _counted("outcomes_chosen", facts.outcomes_chosen, facts.of_all(facts.members)),
    ]


def _for_extension(facts: ConditionFacts) -> list[Condition]:
    return [_counted("goal_open", facts.goals_open, 1)]


def _counted(key: str, done: int, needed: int) -> Condition:
    return Condition(key, done >= needed, min(done, needed), needed)


_CONDITIONS = {
    "begin_cultivation": _for_cultivation,
    "begin_separation": _for_separation,
    "begin_redefinition": _for_redefinition,
    "extend": _for_extension,
}
