"""The page of a record as one member sees it; the template computes nothing."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.db.models import OuterRef, Prefetch, Subquery, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock, dates, local_time
from profiles import group_reasons, summary
from profiles.match_reasons import sentences
from programs import formats
from programs.models import Phase
from programs.queries import today_here
from relationships import conclusion, facts, member_loss, rules, signals, skill_gap
from relationships.actions import stories
from relationships.closing import Minds, minds
from relationships.conclusion import Conclusion
from relationships.development import by_day
from relationships.models import (
    Activity,
    Agreement,
    Goal,
    Membership,
    PauseRequest,
    PhaseProposal,
    Relationship,
    Status,
)
from relationships.signals import Signal
from relationships.wording import (
    PHASE_PURPOSE,
    ConditionLine,
    follows_words,
    names_of,
    transition_name,
)
from sessions import answers
from sessions import suggested_dates as ahead
from sessions.answers import AnswerDifference
from sessions.models import Action, MentoringSession, SessionKind, SessionStatus
from sessions.suggested_dates import Ahead, DateLine
from workspace import phase_checks, signal_facts
from workspace.after_the_end import Possible, still_possible

RECENT = 5


def others_of(mine: Membership, members: Iterable[Membership]) -> list[Membership]:
    """Everybody but ``mine`` who belongs to it, the mentor first; of an ended pair the other."""
    others = [one for one in members if one.pk != mine.pk]
    present = [one for one in others if one.is_present]
    return sorted(present or others, key=lambda one: not one.is_mentor)


def role_of(relationship: Relationship, membership: Membership) -> str:
    """What a member is to the others: "your mentor", "your buddy"."""
    return str(formats.of(relationship.program.format).part(membership.role).yours)


@dataclass
class RelationshipRecord:
    """One relationship as ``mine`` sees it at ``now``."""

    mine: Membership
    now: datetime = field(default_factory=clock.now)

    @cached_property
    def relationship(self) -> Relationship:
        """The relationship with all it consists of: four queries, however much there is."""
        waiting = PauseRequest.objects.waiting().filter(relationship=OuterRef("relationship"))
        asked = waiting.values(found=JSONObject(by="asked_by", until="resume_on"))
        members = Prefetch("memberships", ahead.members().annotate(pause_asked=Subquery(asked[:1])))
        parts = (members, "goals", "agreements", "phase_proposals")
        prefetch_related_objects([self.mine.relationship], *parts)
        return self.mine.relationship

    @cached_property
    def members(self) -> list[Membership]:
        return list(self.relationship.memberships.all())

    @cached_property
    def others(self) -> list[Membership]:
        """Everybody else who belongs to it, the mentor first."""
        return others_of(self.mine, self.members)

    @property
    def partner(self) -> Membership:
        """The other one of a pair; in a group its mentor, or the first of the others."""
        return self.others[0]

    @property
    def faces(self) -> list[object]:
        return [one.user for one in (self.mine, *self.others)]

    @cached_property
    def partner_name(self) -> str:
        """The first names of the others, in a sentence."""
        return names_of([one.user for one in self.others], short=True)

    @property
    def is_pair(self) -> bool:
        return not self.relationship.is_many

    @property
    def title(self) -> str:
        """The name of the group, or who they are."""
        own = self.relationship.name
        return own or _("%(name)s and you") % {"name": self.partner_name}

    @property
    def partner_role(self) -> str:
        """What the other one is here: "your mentor", "your buddy"."""
        return role_of(self.relationship, self.partner)

    @property
    def people(self) -> list[tuple[Membership, str]]:
        """Everybody who belongs to it, oneself last, each with the name of their role."""
        traits = formats.of(self.relationship.program.format)
        return [(one, str(traits.part(one.role).name)) for one in (*self.others, self.mine)]

    @cached_property
    def wrote_to_me(self) -> set[uuid.UUID]:
        """The enrollments of the others that have something for this person to read."""
        if not self.relationship.is_running:
            return set()
        return summary.who_wrote_for_partner([one.enrollment for one in self.others])

    @cached_property
    def facts(self) -> rules.ConditionFacts:
        return facts.of(self.relationship, today=today_here())

    # What waits for an answer -------------------------------------------------------------

    @cached_property
    def proposal(self) -> PhaseProposal | None:
        """The phase proposal that waits, if one does."""
        proposals = self.relationship.phase_proposals.all()
        return next((p for p in proposals if not p.confirmed_at and not p.closed_at), None)

    @property
    def proposal_is_mine(self) -> bool:
        return self.proposal is not None and self.proposal.proposed_by_id == self.mine.pk

    @property
    def proposer_name(self) -> str:
        return self.name_of(self.proposal.proposed_by_id) if self.proposal else ""

    @property
    def proposal_waits(self) -> bool:
        """Whether the phase proposal waits for this person."""
        return self.proposal is not None and not self.proposal.is_agreed_by(self.mine)

    @property
    def proposal_consents(self) -> str:
        """How many members of a group stand behind the proposal: "2 of 3 needed"."""
        if self.proposal is None or not self.relationship.is_many:
            return ""
        present = [one.pk for one in (*self.others, self.mine)]
        done = len(set(present) & set(self.proposal.agreed))
        needed = len(present) // 2 + 1
        return _("%(done)d of %(needed)d needed agree") % {"done": done, "needed": needed}

    def name_of(self, membership: uuid.UUID) -> str:
        """The first name of a member, also of one who has left."""
        return next(one.user.get_short_name() for one in self.members if one.pk == membership)

    @property
    def agreement_waits_for(self) -> str:
        """Who has still to confirm the newest version."""
        agreement = self.agreement
        if agreement is None or agreement.is_confirmed or not self.relationship.is_running:
            return ""
        waiting = [one for one in (*self.others, self.mine) if not agreement.is_agreed_by(one)]
        return names_of([one.user for one in waiting], short=True)

    @property
    def agreement_waits_for_me(self) -> bool:
        agreement = self.agreement
        if agreement is None or agreement.is_confirmed or not self.relationship.is_running:
            return False
        return not agreement.is_agreed_by(self.mine)

    @property
    def proposal_step(self) -> str:
        return transition_name(self.proposal.transition) if self.proposal else ""

    @cached_property
    def match_reasons(self) -> list[str]:
        format_key = self.relationship.program.format
        if self.relationship.is_many:
            others = [one.enrollment for one in self.others]
            return group_reasons.sentences(self.mine.enrollment, others, format_key)
        return sentences(self.relationship.reasons, self.mine.role, format_key)

    @property
    def follows(self) -> str:
        """What the two of a proposal have had together before; "" for nothing."""
        return follows_words(self.relationship)

    @property
    def proposal_title(self) -> str:
        return self.relationship.name or names_of([one.user for one in self.others])

    @property
    def proposal_waits_for(self) -> str:
        return names_of([one.user for one in self.others if not one.accepted], short=True)

    @property
    def minds(self) -> Minds:
        """What this person sees of the choices for afterwards."""
        theirs = [member.outcome_choice for member in self.others]
        return minds(self.mine.outcome_choice, theirs, is_over=self.is_over)

    @property
    def is_over(self) -> bool:
        return self.relationship.status == Status.CONCLUDED

    @cached_property
    def conclusion(self) -> Conclusion | None:
        """Who has concluded for themselves, once somebody has; until all that are needed have."""
        found = conclusion.of(self.mine) if self.is_active else None
        return found if found and (found.is_mine_done or found.done) else None

    # Where the pair is --------------------------------------------------------------------

    @cached_property
    def next_transition(self) -> str:
        return rules.NEXT_PHASE.get(self.relationship.phase, "")

    @cached_property
    def checks(self) -> list[ConditionLine]:
        """What is needed before the next phase, each with the page where it is done."""
        return phase_checks.of(self)

    def url(self, route: str) -> str:
        return reverse(route, kwargs={"relationship": self.relationship.pk})

    @property
    def ready_for_next(self) -> bool:
        return all(check.met for check in self.checks)

    @property
    def done_count(self) -> int:
        return sum(check.met for check in self.checks)

    @property
    def next_phase_label(self) -> str:
        row = rules.TRANSITIONS.get(self.next_transition)
        return str(Phase(row.phase).label) if row and row.phase else ""

    @property
    def phase_details(self) -> dict[str, str]:
        """A few words under each phase; the current one says since how many weeks."""
        details = {key: str(words) for key, words in PHASE_PURPOSE.items()}
        if self.relationship.phase and self.relationship.phase_since:
            weeks = (self.now - self.relationship.phase_since).days // 7 + 1
            current = details[self.relationship.phase]
            details[self.relationship.phase] = _("%(what)s · week %(week)d") % {
                "what": current,
                "week": weeks,
            }
        return details

    # What they do together ----------------------------------------------------------------

    @cached_property
    def all_sessions(self) -> list[MentoringSession]:
        """Every session, called off or not, the latest first."""
        return list(self.relationship.sessions.order_by("-starts_at"))

    @property
    def sessions(self) -> list[MentoringSession]:
        """Planned sessions first, then the held ones, newest first."""
        lasting = (SessionStatus.PLANNED, SessionStatus.HELD)
        return [s for s in self.all_sessions if s.status in lasting]

    @property
    def removed(self) -> list[MentoringSession]:
        """Logged by mistake and taken out again; what was written about them is still there."""
        return [s for s in self.all_sessions if s.status == SessionStatus.REMOVED]

    @cached_property
    def signal(self) -> Signal | None:
        """The one thing they may want to look at, if there is one."""
        if not self.is_active or self.relationship.has_closed:
            return None
        now = signal_facts.situation(self.mine, self.goals, self.all_sessions, self.now)
        return signals.first(now, self.mine.quiet_signals) if now else None

    @cached_property
    def coming(self) -> list[MentoringSession]:
        """Every planned session that is not over, the next one first."""
        planned = [s for s in self.sessions if s.status == "planned" and s.ends_at > self.now]
        return planned[::-1]

    @property
    def next_session(self) -> MentoringSession | None:
        return next(iter(self.coming), None)

    @property
    def planned_closing(self) -> MentoringSession | None:
        """The closing conversation to come."""
        return next((one for one in self.coming if one.kind == SessionKind.CLOSING), None)

    @property
    def meets_on(self) -> bool:
        """Whether they are asked to plan sessions: up to the closing and the planned end."""
        record, ends_on = self.relationship, self.relationship.expected_end_on
        is_past = ends_on is not None and ends_on < dates.local_day(self.now)
        is_closed = record.has_closed or record.phase == Phase.REDEFINITION
        return self.is_active and not (is_past or is_closed)

    @property
    def later(self) -> list[tuple[MentoringSession, str]]:
        """The planned sessions after the next one, each with the other's clock."""
        return [(session, self._time_there(session)) for session in self.coming[1:]]

    @cached_property
    def ahead(self) -> Ahead:
        """The dates laid out by their rhythm: nothing of it is booked."""
        return Ahead(self.relationship, self.members, self.sessions, self.now)

    @cached_property
    def ahead_lines(self) -> list[DateLine]:
        return ahead.lines(self.ahead, self.mine)

    @property
    def unsettled(self) -> list[MentoringSession]:
        """Planned sessions whose time has passed: was there a meeting?"""
        return [s for s in self.sessions if s.status == "planned" and s.ends_at <= self.now]

    @property
    def differences(self) -> list[tuple[MentoringSession, AnswerDifference | None]]:
        """The sessions to settle, each with how the answers differ, where they do."""
        return [(session, answers.difference(session, self.mine)) for session in self.unsettled]

    @property
    def held(self) -> list[MentoringSession]:
        return [s for s in self.sessions if s.status == "held"]

    @property
    def recent(self) -> list[MentoringSession]:
        return self.held[:RECENT]

    @property
    def partner_time(self) -> str:
        """The next session on the other's clock, when that differs."""
        return self._time_there(self.next_session) if self.next_session else ""

    def _time_there(self, session: MentoringSession) -> str:
        zone = self.partner.user.time_zone
        if zone in {"", self.mine.user.zone} or self.relationship.is_many:
            return ""
        there = local_time.hour_of(session.starts_at, zone)
        return _("%(time)s for %(name)s in %(city)s") % {
            "time": dates.hour(there),
            "name": self.partner.user.get_short_name(),
            "city": dates.city(zone),
        }

    @cached_property
    def goals(self) -> list[Goal]:
        """What this person may read, own goals first."""
        readable = [goal for goal in self.relationship.goals.all() if goal.is_read_by(self.mine)]
        return sorted(readable, key=lambda goal: goal.owner_id != self.mine.pk)

    @cached_property
    def activities(self) -> list[Activity]:
        """What is planned or under way towards the open goals this person reads, by day."""
        goals = [goal.pk for goal in self.goals if not goal.closed_at]
        if not goals:
            return []
        rows = Activity.objects.open().filter(goal__in=goals)
        return sorted(rows.select_related("owner__user"), key=by_day)

    @cached_property
    def skills(self) -> list[skill_gap.Picture]:
        """The wanted skills of whoever of them is here to learn, this person's own first."""
        found = skill_gap.pictures(self.mine)
        return [*found.pop(self.mine, []), *(row for rows in found.values() for row in rows)]

    @cached_property
    def agreement(self) -> Agreement | None:
        """The newest version, confirmed or not."""
        return next(iter(self.relationship.agreements.all()), None)

    @cached_property
    def open_actions(self) -> list[Action]:
        rows = self.relationship.actions.filter(done_at=None).select_related("owner__user")
        return list(rows)

    @property
    def i_owe(self) -> list[Action]:
        return [action for action in self.open_actions if action.owner_id == self.mine.pk]

    @property
    def they_owe(self) -> list[Action]:
        return [action for action in self.open_actions if action.owner_id != self.mine.pk]

    @property
    def asks_for_fit(self) -> bool:
        """Early on, and until this person says "good fit", the question is on their page."""
        early = self.is_active and self.relationship.phase == Phase.INITIATION
        return early and self.relationship.sessions_held > 0 and self.mine.fit != "good"

    @property
    def can_end(self) -> bool:
        record = self.relationship
        return rules.allows("end_no_fault", record.status, record.phase, record.shape)

    @property
    def is_open(self) -> bool:
        """Whether anything can be written: it runs, perhaps paused, and is not on hold."""
        return self.relationship.is_running and not self.relationship.is_on_hold

    @property
    def _pause_asked(self) -> dict[str, str] | None:
        """The request for a longer pause that no coordinator has answered yet."""
        rows = (vars(member).get("pause_asked") for member in self.members)
        return next(rows, None) if self.is_open else None

    @property
    def pause_asked_until(self) -> date | None:
        """Until when a member has asked to pause for longer than members decide alone."""
        asked = self._pause_asked
        return date.fromisoformat(asked["until"]) if asked else None

    @property
    def asked_for_pause(self) -> bool:
        """Whether it was this person who asked, and may withdraw it."""
        asked = self._pause_asked
        return asked is not None and asked["by"] == str(self.mine.pk)

    @property
    def may_wish(self) -> bool:
        """Whether this person is asked what they would like next."""
        return member_loss.may_wish(self.mine)

    @property
    def still_possible(self) -> list[Possible]:
        """What this person can do although it has ended."""
        return still_possible(self.mine)

    @property
    def may_have_story(self) -> bool:
        return stories.may_be_written(self.relationship)

    @property
    def is_active(self) -> bool:
        """Whether the members can do something now: running, and neither paused nor on hold."""
        return self.relationship.status == Status.ACTIVE and not self.relationship.is_on_hold
