"""What a pair still needs before its next phase, each with the page where it is done."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import dates
from relationships import rules
from relationships.wording import ConditionLine, condition_text
from sessions.models import MentoringSession

if TYPE_CHECKING:
    from workspace.record import RelationshipRecord

_WHERE: dict[str, tuple[str, str | Promise]] = {
    "sessions_held": ("session_plan", gettext_lazy("plan one")),
    "agreement_confirmed": ("agreement", gettext_lazy("read or write it")),
    "goal_agreed": ("goal_new", gettext_lazy("propose one")),
    "closing_held": ("session_plan", gettext_lazy("plan it")),
    "actions_handed_over": ("closing", gettext_lazy("settle open actions")),
    "outcomes_chosen": ("closing", gettext_lazy("choose what comes after")),
    "goal_open": ("goal_new", gettext_lazy("propose one")),
}


def of(record: "RelationshipRecord") -> list[ConditionLine]:
    conditions = rules.conditions(record.next_transition, record.facts)
    return [_check(record, condition) for condition in conditions]


def _check(record: "RelationshipRecord", condition: rules.Condition) -> ConditionLine:
    text = condition_text(condition)
    if condition.met or condition.key not in _WHERE or _has_done_own_part(record, condition.key):
        return ConditionLine(condition.met, text)
    if session := _planned(record, condition.key):
        return ConditionLine(False, text, page_of(session), planned_for(session))
    route, label = _WHERE[condition.key]
    return ConditionLine(False, text, record.url(route), str(label))


def _has_done_own_part(record: "RelationshipRecord", key: str) -> bool:
    """What is left is for the others to do."""
    return key == "outcomes_chosen" and bool(record.mine.outcome_choice)


def _planned(record: "RelationshipRecord", key: str) -> MentoringSession | None:
    """The planned session that will meet a condition: nobody is asked to plan it again."""
    return {"closing_held": record.planned_closing, "sessions_held": record.next_session}.get(key)


def page_of(session: MentoringSession) -> str:
    return reverse("session_detail", kwargs={"session": session.pk})


def planned_for(session: MentoringSession) -> str:
    """The words of a link to a planned session."""
    return _("planned for %(when)s") % {"when": dates.day_and_hour(session.starts_at)}
