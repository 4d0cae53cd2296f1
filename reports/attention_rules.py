"""Which pairs need a coordinator, and why: the signals of the phase table (domain 3.3 and 3.4).

Pure functions over plain data; the moment is an argument, in the organization's time zone. Nothing
here knows what anybody said or wrote: the facts are dates, counts and the answers people address
to their coordinator.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from programs.models import Phase
from relationships.models import Fit, Status

BOOKED_BY = timedelta(days=10)
FIRST_SESSION_BY = timedelta(days=21)
AGREEMENT_BY = timedelta(days=30)
GOALS_BY = timedelta(days=60)
PROPOSAL_WAITS = timedelta(days=9)
ABOUT_TO_LAPSE = timedelta(days=1)
SILENCE = timedelta(days=14)
CANCELLED_IN_A_ROW = 2
# A wish for a talk stays until a coordinator marks it as done, or this long.
TALK_STANDS_FOR = timedelta(days=30)


class Severity(StrEnum):
    RED = "red"
    AMBER = "amber"


@dataclass(frozen=True, slots=True)
class Limits:
    """When to worry in one phase, as the program's plan says: gaps in days, length in weeks."""

    amber_gap_days: int = 45
    red_gap_days: int = 60
    warn_weeks: int = 12


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What one member has answered; ``talk_asked_at`` is their latest wish for a talk."""

    role: str
    accepted: bool | None = None
    fit: str = ""
    fit_at: datetime | None = None
    talk_asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PairFacts:
    """One relationship in dates and counts. ``closing_proposed_at``: the proposal to move on to
    redefinition that still waits for the other. ``next_session_at`` may have passed unlogged.
    ``planned_end_on`` counts a pause that has not ended yet. ``pause_asked_at``: since when a
    request for a pause until ``pause_asked_until`` waits for a coordinator. ``line``: places in the
    list of members, of somebody and of one who is in their reporting line. ``former``: those who
    have left a group and still wait for a talk; their places follow those of the members.
    """

    status: str
    phase: str
    proposed_at: datetime
    answer_by: datetime
    started_at: datetime | None = None
    phase_since: datetime | None = None
    planned_end_on: date | None = None
    paused_at: datetime | None = None
    resume_on: date | None = None
    held_at: datetime | None = None
    sessions_held: int = 0
    last_session_at: datetime | None = None
    next_session_at: datetime | None = None
    closing_held: bool = False
    agreement_confirmed: bool = False
    goals_agreed: int = 0
    cancelled_in_a_row: int = 0
    closing_proposed_at: datetime | None = None
    pause_asked_at: datetime | None = None
    pause_asked_until: date | None = None
    is_talk: bool = False
    line: tuple[tuple[int, int], ...] = ()
    members: tuple[MemberFacts, ...] = ()
    former: tuple[MemberFacts, ...] = ()
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Concern:
    """One reason to look at a pair. ``since`` is when what it complains about began; ``params``
    are the numbers and dates its sentence needs (``reports.wording``); ``who`` and ``silent`` are
    places in the list of members."""

    code: str
    severity: Severity
    since: datetime
    params: Mapping[str, object]

    @property
    def urgency(self) -> tuple[bool, datetime]:
        """Sorts red before amber, and what has lasted longest first."""
        return self.severity is not Severity.RED, self.since


Concerns = Iterator[Concern]
Rule = Callable[[PairFacts, datetime], Concerns]


def health(facts: PairFacts, now: datetime) -> list[Concern]:
    """Everything that speaks for looking at this pair at ``now``, the most urgent first."""
    rules = _RULES.get(facts.status, ()) if facts.held_at is None else _ON_HOLD
    if facts.is_talk:
        rules = tuple(rule for rule in rules if rule in _OF_TALKS)
    return sorted(
        (concern for rule in rules for concern in rule(facts, now)), key=lambda row: row.urgency
    )


def is_expected_to_meet(facts: PairFacts) -> bool:
    """Whether the pair counts among those that could meet: it runs, and neither pauses nor is on
    hold. One that pauses says nothing about whether pairs meet, before the pause or in it."""
    return facts.status == Status.ACTIVE and facts.held_at is None


def is_active(facts: PairFacts, now: datetime) -> bool:
    """Whether a pair that is expected to meet has met within the window of its phase: not longer
    ago than its first reminder."""
    if not is_expected_to_meet(facts) or facts.last_session_at is None:
        return False
    return now - facts.last_session_at < timedelta(days=facts.limits.amber_gap_days)


def closing_may_be_recorded(facts: PairFacts, now: datetime) -> bool:
    """Whether a coordinator may close the pair as completed, because one of the two has waited
    14 days for the other to confirm the end of separation."""
    asked = facts.closing_proposed_at
    is_active = facts.status == Status.ACTIVE and facts.held_at is None
    in_separation = is_active and facts.phase == Phase.SEPARATION
    return in_separation and asked is not None and now - asked >= SILENCE


def planned_at(facts: PairFacts, now: datetime) -> datetime | None:
    """The next session, unless its time has passed."""
    coming = facts.next_session_at
    return coming if coming is not None and coming > now else None


def _no_first_session(facts: PairFacts, now: datetime) -> Concerns:
    start = facts.started_at
    if start is None or facts.sessions_held:
        return
    if now - start >= FIRST_SESSION_BY:
        yield _red("no_first_session", start, now, limit=21, planned=planned_at(facts, now))
    elif now - start >= BOOKED_BY and planned_at(facts, now) is None:
        yield _amber("first_not_booked", start, now, limit=10)


def _gap(facts: PairFacts, now: datetime) -> Concerns:
    """A planned session answers the gentle reminder, but not a gap that has become red."""
    last = facts.last_session_at
    if last is None or facts.phase == Phase.REDEFINITION:
        return
    planned, limits = planned_at(facts, now), facts.limits
    if now - last >= timedelta(days=limits.red_gap_days):
        yield _red("gap", last, now, limit=limits.red_gap_days, planned=planned)
    elif now - last >= timedelta(days=limits.amber_gap_days) and planned is None:
        yield _amber("gap", last, now, limit=limits.amber_gap_days, planned=None)


def _no_agreement(facts: PairFacts, now: datetime) -> Concerns:
    late = _started_before(facts, now - AGREEMENT_BY)
    if late and not facts.agreement_confirmed:
        yield _amber("no_agreement", late, now, limit=30)


def _no_goal(facts: PairFacts, now: datetime) -> Concerns:
    late = _started_before(facts, now - GOALS_BY)
    if late and not facts.goals_agreed:
        yield _amber("no_goal", late, now, limit=60)


def _started_before(facts: PairFacts, moment: datetime) -> datetime | None:
    """The start of a pair that should have settled its plans by now, or None."""
    start = facts.started_at
    if start is None or start > moment or facts.phase == Phase.REDEFINITION:
        return None
    return start


def _not_a_good_fit(facts: PairFacts, now: datetime) -> Concerns:
    for who, member in enumerate(facts.members):
        if member.fit == Fit.NOT_GOOD and member.fit_at is not None:
            yield _red("not_a_good_fit", member.fit_at, now, who=who)


def _reporting_line(facts: PairFacts, now: datetime) -> Concerns:
    """The directory may change while a relationship runs; mentoring stays outside the line."""
    if facts.line:
        upper, lower = facts.line[0]
        since = facts.started_at or facts.proposed_at
        yield _red("reporting_line", since, now, upper=upper, lower=lower)


def _asks_for_a_talk(facts: PairFacts, now: datetime) -> Concerns:
    """Whatever ended since: who asked still waits for an answer."""
    for who, member in enumerate((*facts.members, *facts.former)):
        asked = member.talk_asked_at
        if asked is not None and now - asked < TALK_STANDS_FOR:
            yield _red("asks_for_a_talk", asked, now, who=who)


def _longer_pause(facts: PairFacts, now: datetime) -> Concerns:
    asked = facts.pause_asked_at
    if asked is not None:
        yield _red("longer_pause", asked, now, until=facts.pause_asked_until)


def _long_phase(facts: PairFacts, now: datetime) -> Concerns:
    since, limit = facts.phase_since, facts.limits.warn_weeks
    if since is None or facts.phase == Phase.REDEFINITION:
        return
    if now - since > timedelta(weeks=limit):
        weeks = (now - since).days // 7
        yield _amber("long_phase", since, now, limit=limit, weeks=weeks, phase=facts.phase)


def _no_closing(facts: PairFacts, now: datetime) -> Concerns:
    end = facts.planned_end_on
    if end is None or facts.closing_held or facts.phase == Phase.REDEFINITION:
        return
    if end < now.date():
        planned = planned_at(facts, now)
        yield _red("no_closing", _midnight(end, now), now, on=end, planned=planned)


def _closing_unanswered(facts: PairFacts, now: datetime) -> Concerns:
    if facts.closing_proposed_at is not None and closing_may_be_recorded(facts, now):
        yield _red("closing_unanswered", facts.closing_proposed_at, now)


def _cancelled(facts: PairFacts, now: datetime) -> Concerns:
    """Until another session is planned: then it is dealt with."""
    since = facts.last_session_at or facts.started_at
    if since is None or planned_at(facts, now) is not None:
        return
    if facts.cancelled_in_a_row >= CANCELLED_IN_A_ROW:
        yield _amber("cancelled", since, now, times=facts.cancelled_in_a_row)


def _pause_overdue(facts: PairFacts, now: datetime) -> Concerns:
    if facts.resume_on is not None and facts.resume_on < now.date():
        yield _amber("pause_overdue", _midnight(facts.resume_on, now), now, on=facts.resume_on)


def _proposal_unanswered(facts: PairFacts, now: datetime) -> Concerns:
    lapsing = facts.answer_by - now <= ABOUT_TO_LAPSE
    if not lapsing and now - facts.proposed_at < PROPOSAL_WAITS:
        return
    report = _red if lapsing else _amber
    silent = tuple(who for who, one in enumerate(facts.members) if one.accepted is None)
    yield report("proposal_unanswered", facts.proposed_at, now, by=facts.answer_by, silent=silent)


def _midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo)


def _red(code: str, since: datetime, now: datetime, **params: object) -> Concern:
    return Concern(code, Severity.RED, since, {"days": (now - since).days, **params})


def _amber(code: str, since: datetime, now: datetime, **params: object) -> Concern:
    return Concern(code, Severity.AMBER, since, {"days": (now - since).days, **params})


_ASKED_OF_US: tuple[Rule, ...] = (_not_a_good_fit, _asks_for_a_talk, _longer_pause)

# A paused pair is left in peace: only what its members ask for, and a return that is overdue.
_RULES: Mapping[str, tuple[Rule, ...]] = {
    Status.PROPOSED.value: (_reporting_line, _proposal_unanswered),
    Status.ACTIVE.value: (
        *_ASKED_OF_US,
        _reporting_line,
        _no_first_session,
        _gap,
        _no_agreement,
        _no_goal,
        _long_phase,
        _no_closing,
        _closing_unanswered,
        _cancelled,
    ),
    Status.PAUSED.value: (*_ASKED_OF_US, _reporting_line, _pause_overdue),
    Status.CONCLUDED.value: (_asks_for_a_talk,),
}

# A hold keeps the pair from doing anything, and the coordinator from asking why.
_ON_HOLD: tuple[Rule, ...] = (_not_a_good_fit, _asks_for_a_talk, _reporting_line)

# Of a single session nothing is expected but that it takes place.
_OF_TALKS = {_reporting_line, _proposal_unanswered, _asks_for_a_talk, _no_first_session, _cancelled}
