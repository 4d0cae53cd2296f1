"""Closing well as one member sees it: the steps, what is done, and what comes next."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import Phase
from relationships import guidance, skill_gap
from relationships.actions import closing
from relationships.closing import Minds
from relationships.models import Closing, Goal
from relationships.wording import ConditionLine
from sessions.models import Action
from workspace.phase_checks import page_of, planned_for
from workspace.record import RelationshipRecord


@dataclass
class Journey:
    """The closing of the relationship of ``record``."""

    record: RelationshipRecord

    @cached_property
    def _closings(self) -> dict[object, Closing]:
        members = [member.pk for member in self.record.members]
        return {row.member_id: row for row in Closing.objects.filter(member__in=members)}

    @property
    def has_begun(self) -> bool:
        """Whether there is something to see; what was written stays after an extension, too."""
        return self._is_time or bool(self._closings)

    @property
    def _is_time(self) -> bool:
        return self.record.relationship.phase in closing.PHASES

    @property
    def is_open(self) -> bool:
        """Whether anything can be written at the moment."""
        return self._is_time and self.record.is_active

    @property
    def is_redefinition(self) -> bool:
        return self.record.relationship.phase == Phase.REDEFINITION

    @cached_property
    def own(self) -> Closing:
        """This person's part; an empty one that is not stored where nothing is said yet."""
        return self._closings.get(self.record.mine.pk) or Closing(member=self.record.mine)

    @cached_property
    def others(self) -> list[Closing]:
        """What the others have written for this person to read, each with its member.

        Who has only answered for themselves is not among them: nothing tells that they have.
        """
        found = []
        for member in self.record.members:
            row = self._closings.get(member.pk)
            if row and row.says_something and member.pk != self.record.mine.pk:
                row.member = member
                found.append(row)
        return found

    @property
    def card(self) -> guidance.Guidance | None:
        """What this person's own answers suggest, to them alone."""
        return guidance.on_independence(
            is_mentor=self.record.mine.is_mentor,
            decides_alone=self.own.decides_alone,
            hard_without=self.own.hard_without,
            little_new=self.own.little_new,
        )

    @property
    def minds(self) -> Minds:
        return self.record.minds

    @property
    def open_goals(self) -> list[Goal]:
        return [goal for goal in self.record.goals if goal.is_confirmed and not goal.closed_at]

    @property
    def open_actions(self) -> list[Action]:
        return self.record.open_actions

    # The steps ------------------------------------------------------------------------------

    @cached_property
    def steps(self) -> list[ConditionLine]:
        """Everything that makes a good end, in the order in which people do it."""
        return [
            *self._skills(),
            self._goals(),
            self._step(
                self.own.has_answered, _("For yourself: how you manage on your own"), "alone"
            ),
            self._step(self._has_looked_ahead, _("What is unfinished, and who helps now"), "ahead"),
            self._actions(),
            self._talk(),
            self._step(bool(self.own.thanks), _("Your thanks"), "thanks"),
            self._step(
                bool(self.record.mine.outcome_choice),
                _("What comes after your mentoring: your choice"),
                "outcome",
            ),
        ]

    @property
    def done_count(self) -> int:
        return sum(step.met for step in self.steps)

    @property
    def _has_looked_ahead(self) -> bool:
        return any(row.has_looked_ahead for row in (self.own, *self.others))

    def _step(self, met: bool, text: str, anchor: str) -> ConditionLine:
        return ConditionLine(
            met, text, "" if met or not self.is_open else f"#{anchor}", _("do this step")
        )

    def _skills(self) -> list[ConditionLine]:
        """Where skills were rated before: rated again, so that all see what has changed."""
        if not self.record.skills:
            return []
        met = not skill_gap.is_due(self.record.relationship, self.record.skills)
        text = _("Skills rated once more, to see what has changed")
        return [
            ConditionLine(met, text, "" if met else self._url("skills_gap"), _("rate your skills"))
        ]

    def _goals(self) -> ConditionLine:
        count = len(self.open_goals)
        if not count:
            return ConditionLine(True, _("Every goal closed with a result"))
        text = ngettext("%(n)d goal still open", "%(n)d goals still open", count) % {"n": count}
        return self._step(False, text, "goals")

    def _actions(self) -> ConditionLine:
        count = len(self.open_actions)
        if not count:
            return ConditionLine(True, _("Every action settled"))
        text = ngettext("%(n)d action still open", "%(n)d actions still open", count)
        return self._step(False, text % {"n": count}, "promises")

    def _talk(self) -> ConditionLine:
        text = _("The closing conversation held")
        met = self.record.relationship.closing_held_at is not None
        if not met and (session := self.record.planned_closing):
            return ConditionLine(False, text, page_of(session), planned_for(session))
        url = f"{self._url('session_plan')}?agenda=closing"
        return ConditionLine(met, text, "" if met else url, _("plan the conversation"))

    def _url(self, route: str) -> str:
        return reverse(route, kwargs={"relationship": self.record.relationship.pk})
