"""One relationship on its way through time: its rows, its letters, and what happens when.

A plot says what will happen (:meth:`DemoPair.at`); :meth:`DemoPair.play` lets it happen in the
order of the calendar, up to now. What lies in the future stays in the future.
"""

import heapq
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import ParamSpec

from accounts.models import User
from demo import days
from demo.cohorts import Cohort
from demo.dice import Dice
from demo.ledger import RowLedger
from demo.pairing import Match
from notifications.models import Message
from notifications.models import MessageStatus as MessageStatus
from profiles.models import Enrollment
from relationships import messages, rules
from relationships.models import (
    Agreement,
    Goal,
    HistoryEntry,
    Membership,
    PhaseProposal,
    Relationship,
    Status,
    WantedSkill,
)
from sessions.models import Action, CheckIn, MentoringSession, SessionKind, SessionStatus

Arguments = ParamSpec("Arguments")
Step = Callable[[], None]
HOURS = (9.0, 10.0, 11.0, 13.0, 14.0, 14.5, 15.0, 16.0)


@dataclass
class StoryContext:
    """What all stories share. ``places``: the slots in use, by enrollment."""

    now: datetime
    dice: Dice
    ledger: RowLedger
    places: dict[uuid.UUID, set[int]] = field(default_factory=dict)


class DemoPair:
    """A story in the making; ``moment`` is how far it has got.

    ``sent_until``: letters due later than this have not been sent yet. ``answers``: the share of
    the short questions that the two answer.
    """

    def __init__(
        self, stage: StoryContext, cohort: Cohort, match: Match, proposed_at: datetime
    ) -> None:
        self.stage, self.cohort = stage, cohort
        self.dice: Dice = stage.dice
        self.ledger: RowLedger = stage.ledger
        self.now = self.sent_until = stage.now
        self.moment = self.start = proposed_at
        self.answers = 0.7
        self.hour = self.dice.choice(HOURS)
        self.sessions: list[MentoringSession] = []
        self.actions: list[Action] = []
        self.agreements: list[Agreement] = []
        self.goals: list[Goal] = []
        self.proposals: list[PhaseProposal] = []
        self.skills: dict[str, WantedSkill] = {}
        self.check_ins: dict[tuple[uuid.UUID, str, str], CheckIn] = {}
        self.letters: dict[str, Message] = {}
        self._agenda: list[tuple[datetime, int, Step]] = []
        self._order = count()
        self.record = self._relationship(match)
        self.mentor = self._membership(match.mentor)
        self.mentee = self._membership(match.mentee)
        match.proposal.relationship = self.record

    def _relationship(self, match: Match) -> Relationship:
        program = self.cohort.program
        return self.ledger.add(
            Relationship(
                id=self.dice.uuid(),
                program=program,
                first_user_id=match.mentor.user_id,
                second_user_id=match.mentee.user_id,
                reasons=match.proposal.reasons,
                created_at=self.moment,
                proposed_at=self.moment,
                answer_by=self.moment + timedelta(days=program.proposal_days),
            )
        )

    def _membership(self, enrollment: Enrollment) -> Membership:
        taken = self.stage.places.setdefault(enrollment.pk, set())
        slot = min({1, 2, 3} - taken)
        taken.add(slot)
        return self.ledger.add(
            Membership(
                id=self.dice.uuid(),
                relationship=self.record,
                enrollment=enrollment,
                user=enrollment.user,
                role=enrollment.role,
                slot=slot,
                created_at=self.moment,
            )
        )

    @property
    def both(self) -> tuple[Membership, Membership]:
        return self.mentee, self.mentor

    def other(self, member: Membership) -> Membership:
        return self.mentor if member is self.mentee else self.mentee

    # Time -----------------------------------------------------------------------------------

    def at(
        self,
        moment: datetime,
        step: Callable[Arguments, object],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> None:
        """Let ``step`` happen at ``moment``, or right now in the story when that has passed."""

        def happen() -> None:
            step(*args, **kwargs)

        heapq.heappush(self._agenda, (max(moment, self.moment), next(self._order), happen))

    def after(self, hours: float) -> datetime:
        """So many hours later than the story is now."""
        return self.moment + timedelta(hours=hours)

    def day(self, number: int, hour: float | None = None) -> datetime:
        """The working day ``number`` days after the start, at the pair's usual hour."""
        day = days.working_day((self.start + timedelta(days=number)).date())
        return days.at(day, self.hour if hour is None else hour, self.zone)

    def ago(self, number: int) -> datetime:
        """The last working day that is at least ``number`` days ago, at the pair's usual hour."""
        day = days.last_working_day((self.now - timedelta(days=number)).date())
        return days.at(day, self.hour, self.zone)

    def ahead(self, number: int) -> datetime:
        """The first working day that is at least ``number`` days ahead."""
        day = days.working_day((self.now + timedelta(days=number)).date())
        return days.at(day, self.hour, self.zone)

    @property
    def zone(self) -> str:
        return self.mentee.user.zone

    def play(self) -> None:
        """Let everything happen up to now, and settle what the rows then say."""
        while self._agenda and self._agenda[0][0] <= self.now:
            self.moment, _place, step = heapq.heappop(self._agenda)
            step()
        self.moment = self.now
        self.recount()
        self.ledger.add_all(self._delivered(letter) for letter in self.letters.values())

    # The record -----------------------------------------------------------------------------

    def take(self, transition: str, by: User | None, proposed_by: Membership | None = None) -> None:
        """Move the record along a row of the transition table, with its history and audit rows.

        Raises ValueError when the product would refuse: a plot must be possible.
        """
        row, record = rules.TRANSITIONS[transition], self.record
        self.require(transition)
        before = record.status, record.phase
        record.status = row.status
        if row.phase is not None and row.phase != record.phase:
            record.phase, record.phase_since = row.phase, self.moment
        if row.status != Status.PAUSED:
            record.paused_at = record.resume_on = None
        if row.kind is not None:
            record.concluded_at, record.concluded_kind = self.moment, row.kind
            self._free_places()
        self.write_history(transition, before, by, proposed_by)
        verb = f"relationship.{transition}"
        self.ledger.note(self.moment, by, verb, record, record.program_id)

    def require(self, transition: str) -> None:
        record = self.record
        missing = rules.missing(transition, self.facts())
        if missing or not rules.allows(transition, record.status, record.phase):
            where = f"{record.status}/{record.phase}"
            raise ValueError(f"No {transition} from {where}: {[row.key for row in missing]}")

    def _free_places(self) -> None:
        for member in self.both:
            member.is_open = False
            self.stage.places[member.enrollment_id].discard(member.slot)

    def write_history(
        self,
        transition: str,
        before: tuple[str, str],
        by: User | None,
        proposed_by: Membership | None = None,
    ) -> None:
        self.ledger.add(
            HistoryEntry(
                created_at=self.moment,
                relationship=self.record,
                transition=transition,
                from_status=before[0],
                from_phase=before[1],
                to_status=self.record.status,
                to_phase=self.record.phase,
                proposed_by=proposed_by,
                by=by,
            )
        )

    def facts(self) -> rules.ConditionFacts:
        """What the rules look at, at this moment of the story."""
        self.recount()
        goals = [goal for goal in self.goals if goal.is_confirmed]
        closed = sum(goal.closed_at is not None for goal in goals)
        return rules.ConditionFacts(
            today=self.moment.date(),
            sessions_held=self.record.sessions_held,
            closing_held=self.record.closing_held_at is not None,
            agreement_confirmed=self.agreement is not None,
            goals_agreed=len(goals),
            goals_open=len(goals) - closed,
            goals_closed=closed,
            planned_end_on=self.record.planned_end_on,
            ready=sum(member.ready_at is not None for member in self.both),
            outcomes_chosen=sum(bool(member.outcome_choice) for member in self.both),
            open_actions=self.record.open_actions,
            learners_with_goal=min(len(goals), 1),
        )

    @property
    def agreement(self) -> Agreement | None:
        """The version that holds."""
        return next((row for row in reversed(self.agreements) if row.is_confirmed), None)

    def recount(self) -> None:
        """The contact in numbers, as the sessions app counts it."""
        held = [row for row in self.sessions if row.status == SessionStatus.HELD]
        closing = [row.starts_at for row in held if row.kind == SessionKind.CLOSING]
        starts = [row.starts_at for row in held]
        record = self.record
        record.sessions_held = len(held)
        record.first_session_at = min(starts, default=None)
        record.last_session_at = max(starts, default=None)
        record.next_session_at = min((row.starts_at for row in self.coming()), default=None)
        record.closing_held_at = max(closing, default=None)
        record.open_actions = sum(action.done_at is None for action in self.actions)

    def coming(self) -> list[MentoringSession]:
        """The sessions planned and not over yet."""
        planned = [row for row in self.sessions if row.status == SessionStatus.PLANNED]
        return [row for row in planned if row.ends_at > self.moment]

    # Letters --------------------------------------------------------------------------------

    def tell(self, kind: str, *members: Membership, occasion: str = "", **context: str) -> None:
        """The email ``kind`` to each of ``members``, now, as ``relationships.messages.tell``."""
        for member in members:
            key = messages.key(self.record, kind, occasion, str(member.user_id))
            about = {"membership": str(member.pk)}
            self.write(kind, member.user, key, self.moment, None, **about, **context)

    def write(
        self,
        kind: str,
        to: User,
        key: str,
        due_at: datetime,
        expires_at: datetime | None = None,
        **context: str,
    ) -> None:
        """A message row, once for each ``key``."""
        if key in self.letters:
            return
        self.letters[key] = Message(
            kind=kind,
            recipient=to,
            dedupe_key=key,
            context={"relationship": str(self.record.pk), **context},
            created_at=self.moment,
            due_at=due_at,
            expires_at=expires_at,
        )

    def take_back(self, prefix: str = "") -> None:
        """Cancel the letters still due whose key starts with ``prefix``."""
        for key in self.letters:
            if key.startswith(prefix):
                self.take_back_one(key)

    def take_back_one(self, key: str) -> None:
        """Cancel the letter with this ``key``, if it has not been sent yet."""
        if self.letters[key].due_at > min(self.moment, self.sent_until):
            self.letters[key].status = MessageStatus.CANCELLED

    def _delivered(self, letter: Message) -> Message:
        if letter.status == MessageStatus.DUE and letter.due_at <= self.sent_until:
            letter.status, letter.attempts = MessageStatus.SENT, 1
            letter.sent_at = min(letter.due_at + timedelta(seconds=30), self.now)
        return letter
