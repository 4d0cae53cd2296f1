"""One pair as its coordinator sees it: dates, counts and answers, never a word of the two."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from profiles.models import Channel
from programs.models import Phase
from relationships import facts as record_facts
from relationships import kept_apart, member_loss
from relationships import rules as transitions
from relationships.models import (
    Agreement,
    ConcludedKind,
    Fit,
    GoalKind,
    GoalResult,
    Membership,
    PauseRequest,
    Relationship,
    Status,
)
from relationships.rematch_rules import FINAL, couple_of
from relationships.wording import ConditionLine
from reports import listing, wording
from reports.attention import Item
from reports.attention_rules import closing_may_be_recorded
from reports.facts import ReportedPair, without_words
from sessions.models import MentoringSession, SessionStatus


@dataclass(frozen=True, slots=True)
class FitAnswer:
    """What one of the two has told the coordinator about the fit."""

    name: str
    words: str
    tone: str
    at: datetime | None


@dataclass
class PairPage:
    """One ``record`` (of ``facts.record_of``) at ``now``, as ``viewer`` may see it."""

    record: Relationship
    pair: ReportedPair
    viewer: User
    now: datetime

    @property
    def row(self) -> listing.ListedPair:
        return listing.ListedPair(self.pair, self.now)

    @property
    def since(self) -> datetime:
        """When it entered the state it is in now."""
        record = self.record
        moments = (record.concluded_at, record.paused_at, record.phase_since)
        return next((at for at in moments if at), record.proposed_at)

    @property
    def shows_phase_too(self) -> bool:
        """Beside "Paused" or "On hold", the phase in which it stopped."""
        record = self.record
        return bool(record.phase) and (record.is_on_hold or record.status == Status.PAUSED)

    @cached_property
    def items(self) -> list[Item]:
        """What needs somebody, each concern by itself."""
        return [Item(self.pair, concern) for concern in self.pair.concerns]

    @property
    def is_own(self) -> bool:
        """The coordinator is one of the two: what the partner says alone stays away from here."""
        return self.pair.includes(self.viewer)

    @property
    def ended_without_fault(self) -> bool:
        return self.record.concluded_kind == ConcludedKind.NO_FAULT

    # What they have done ---------------------------------------------------------------------

    @cached_property
    def sessions(self) -> list[MentoringSession]:
        """Held ones, the newest first."""
        rows = without_words(MentoringSession.objects.filter(relationship=self.record))
        return list(rows.filter(status=SessionStatus.HELD).order_by("-starts_at"))

    @property
    def next_session_at(self) -> datetime | None:
        return self.row.next_session_at if self.record.is_running else None

    @cached_property
    def history(self) -> list[tuple[datetime, str]]:
        """Each step and its day. Endings carry nobody's name: for some of them nobody may know."""
        rows = self.record.history.all()
        return [(row.created_at, wording.step(row.transition, str(row.by or ""))) for row in rows]

    # What they have agreed on ----------------------------------------------------------------

    @cached_property
    def agreement(self) -> Agreement | None:
        return record_facts.confirmed_agreement(self.record)

    @property
    def channels(self) -> str:
        labels = dict(Channel.choices)
        chosen = self.agreement.channels if self.agreement else []
        return ", ".join(str(labels.get(channel, channel)) for channel in chosen)

    @property
    def goals(self) -> str:
        """Number, kinds and results: "2 goals: 1 new skills, 1 personal; 1 achieved, 1 open"."""
        agreed = record_facts.agreed_goals(self.record)
        if not agreed:
            return _("No goal agreed yet.")
        count = ngettext("%(count)d goal", "%(count)d goals", len(agreed)) % {"count": len(agreed)}
        kinds = _counted([goal.kind for goal in agreed], dict(GoalKind.choices))
        open_or_closed = {"": _("open"), **dict(GoalResult.choices)}
        return f"{count}: {kinds}; {_counted([goal.result for goal in agreed], open_or_closed)}."

    @property
    def goals_waiting(self) -> int:
        """How many wait for an agreement; in a circle each sets their own goals alone."""
        if self.record.is_circle:
            return 0
        return sum(not goal.is_confirmed for goal in self.record.goals.all())

    # What is missing -------------------------------------------------------------------------

    @property
    def next_transition(self) -> str:
        is_active = self.record.status == Status.ACTIVE
        return transitions.NEXT_PHASE.get(self.record.phase, "") if is_active else ""

    @property
    def next_phase_label(self) -> str:
        row = transitions.TRANSITIONS.get(self.next_transition)
        return str(Phase(row.phase).label) if row and row.phase else ""

    @cached_property
    def checks(self) -> list[ConditionLine]:
        """What the pair still needs before its next phase."""
        known = record_facts.of(self.record, today=self.now.date())
        conditions = transitions.conditions(self.next_transition, known)
        return [ConditionLine(row.met, wording.condition(row)) for row in conditions]

    # What they have told the coordinator ---------------------------------------------------------

    @property
    def shows_answers(self) -> bool:
        """After an ending without fault, answers would tell who wanted it."""
        return self.record.is_running and not self.is_own

    @property
    def answers(self) -> list[FitAnswer]:
        members = zip(self.pair.people, self.pair.facts.members, strict=True)
        return [
            FitAnswer(str(person), _fit(said.fit), _TONES[said.fit], said.fit_at)
            for person, said in members
        ]

    @property
    def unanswered(self) -> list[str]:
        """Who has not answered the proposal yet."""
        members = zip(self.pair.people, self.pair.facts.members, strict=True)
        return [str(person) for person, said in members if said.accepted is None]

    # What the coordinator can do ----------------------------------------------------------------

    @cached_property
    def pause_request(self) -> PauseRequest | None:
        """A longer pause that one of them has asked for, and that can be answered now."""
        if self.record.is_on_hold:
            return None
        return self.record.pause_requests.waiting().first()

    @property
    def may_close(self) -> bool:
        return not self.is_own and closing_may_be_recorded(self.pair.facts, self.now)

    @property
    def may_withdraw(self) -> bool:
        return self._allows("withdraw")

    @property
    def may_end(self) -> bool:
        return self._allows("end_administratively") and self.record.is_running

    @property
    def matches_again(self) -> bool:
        """Whether somebody of it may need another match: it ended early, or a group lost members,
        and the program still matches people."""
        ended_early = self.record.concluded_kind in member_loss.WISHED_AFTER
        return (ended_early or self._has_lost_members) and member_loss.is_matching(
            self.record.program
        )

    @property
    def _has_lost_members(self) -> bool:
        gone = Membership.objects.filter(relationship=self.record, left_at__isnull=False)
        return self.record.is_many and gone.filter(accepted=True).exists()

    @property
    def matching_route(self) -> str:
        return member_loss.matching_route(self.record.program)

    @property
    def may_propose_again(self) -> bool:
        """Two people of an ended record; whether it is possible is said when it is tried."""
        record = self.record
        is_over = record.status == Status.CONCLUDED and not record.is_many
        is_possible = is_over and record.concluded_kind not in FINAL
        is_matching = member_loss.is_matching(record.program)
        return is_possible and not self.is_own and is_matching and self.together_again is None

    @cached_property
    def together_again(self) -> Relationship | None:
        """What the same two have, or are proposed, after this one ended."""
        record = self.record
        if record.status != Status.CONCLUDED or record.is_many:
            return None
        rows = Relationship.objects.open().filter(program=record.program_id)
        for person in self.pair.people:
            rows = rows.filter(memberships__user=person.user_id)
        return rows.first()

    @property
    def stays_apart(self) -> bool:
        """Whether the two can never be proposed to each other again because of how it ended."""
        is_over = self.record.status == Status.CONCLUDED and not self.record.is_many
        return is_over and self.record.concluded_kind in FINAL and not self.is_own

    @property
    def is_left_out_of_runs(self) -> bool:
        """Whether runs leave these two apart, by the rule of ``relationships.rematch_rules``."""
        users = [person.user_id for person in self.pair.people]
        apart = kept_apart.apart(self.record.program, users)
        return couple_of(min(users), max(users)) in apart.ended | apart.final

    @property
    def may_correct(self) -> bool:
        """After initiation there is a phase to go back to; the page says whether it can be."""
        moved = self.record.phase not in {"", Phase.INITIATION}
        is_active = self.record.status == Status.ACTIVE and not self.record.is_on_hold
        return moved and is_active and not self.is_own

    def _allows(self, transition: str) -> bool:
        record = self.record
        allowed = transitions.allows(transition, record.status, record.phase, record.shape)
        return allowed and not self.is_own


_TONES = {
    "": "",
    Fit.GOOD.value: "good",
    Fit.DECIDING.value: "warn",
    Fit.NOT_GOOD.value: "bad",
}


def _fit(answer: str) -> str:
    return str(Fit(answer).label) if answer else _("no answer yet")


def _counted(keys: Sequence[str], labels: Mapping[str, object]) -> str:
    """How often each occurs, in words; a single one needs no number."""
    if len(keys) == 1:
        return str(labels[keys[0]]).lower()
    counts = Counter(keys).items()
    return ", ".join(f"{number} {str(labels[key]).lower()}" for key, number in counts)
