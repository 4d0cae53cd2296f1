"""Concerns in sentences: what is the case, why it is listed, and a few words for a tag."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import dates
from programs.models import Phase
from relationships.rules import Condition
from relationships.wording import condition_text, in_a_row, transition_name
from reports.attention_rules import Concern, Severity

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Names:
    """What the members are called in a sentence, in their order; a group may have a name.
    ``former``: those who have left it, in places after the members.
    """

    called: tuple[str, ...]
    group: str = ""
    former: tuple[str, ...] = ()

    @property
    def all(self) -> str:
        """Everybody: "Giulia and Tomasz", or the name of the group."""
        return self.group or in_a_row(self.called)

    def of(self, who: object) -> str:
        """The name of the member in place ``who``."""
        return (*self.called, *self.former)[int(str(who))]


def sentence(concern: Concern, names: Names) -> str:
    """What is the case, about whom: a headline of the attention list."""
    return _SENTENCES[concern.code](concern, names)


def reason(concern: Concern, names: Names) -> str:
    """Why it is listed: the limit it crossed, and what is already planned."""
    return _REASONS[concern.code](concern, names)


def tag(concern: Concern) -> str:
    """The same in two or three words, for lists that show many."""
    return str(_TAGS[concern.code]) % concern.params


def condition(row: Condition) -> str:
    """What a pair needs for its next phase, told about them rather than to them."""
    if row.key == "outcomes_chosen":
        words = _("What comes after: %(done)d of %(needed)d have chosen")
        return words % {"done": row.done, "needed": row.needed}
    if row.key == "time_to_part":
        return str(_TIME_TO_PART)
    return condition_text(row)


def step(transition: str, by: str = "") -> str:
    """One step of a pair's history, as something that has happened.

    ``by``: the coordinator whose act it was. Only removing somebody from a group names one, and
    only to coordinators; how a pair ended never does (decision 12).
    """
    if transition == "remove" and by:
        return _("a member was removed by %(name)s") % {"name": by}
    return str(_STEPS[transition]) if transition in _STEPS else transition_name(transition)


def _ago(days: int) -> str:
    if days == 0:
        return _("today")
    return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}


def _planned(concern: Concern) -> str:
    planned = concern.params["planned"]
    if isinstance(planned, datetime):
        return _("next session planned for %(day)s") % {"day": dates.day(planned)}
    return _("nothing planned")


def _days(concern: Concern) -> int:
    return int(str(concern.params["days"]))


def _limit(concern: Concern) -> str:
    """How grave the program's plan calls it: "Red at 60 days"."""
    words = (
        _("Urgent after %(limit)s days")
        if _is_red(concern)
        else _("Needs a look after %(limit)s days")
    )
    return words % concern.params


def _is_red(concern: Concern) -> bool:
    return concern.severity is Severity.RED


def _no_first_session(concern: Concern, names: Names) -> str:
    return ngettext(
        "%(pair)s have not met yet, %(days)d day after they started",
        "%(pair)s have not met yet, %(days)d days after they started",
        _days(concern),
    ) % {"pair": names.all, "days": _days(concern)}


def _gap(concern: Concern, names: Names) -> str:
    return ngettext(
        "%(pair)s have not met for %(days)d day",
        "%(pair)s have not met for %(days)d days",
        _days(concern),
    ) % {"pair": names.all, "days": _days(concern)}


def _limit_and_plan(concern: Concern, names: Names) -> str:
    return f"{_limit(concern)} · {_planned(concern)}"


def _day_and_limit(concern: Concern, names: Names) -> str:
    return _("Day %(days)d together · expected by day %(limit)d") % concern.params


def _to_you_alone(concern: Concern, names: Names) -> str:
    return _("Only coordinators see this · %(ago)s") % {"ago": _ago(_days(concern))}


def _long_phase(concern: Concern, names: Names) -> str:
    phase = Phase(str(concern.params["phase"])).label
    values = {"pair": names.all, "phase": str(phase).lower(), "weeks": concern.params["weeks"]}
    return _("%(pair)s have been in the %(phase)s phase for %(weeks)s weeks") % values


def _longer_pause_reason(concern: Concern, names: Names) -> str:
    """One of them asks; which one is not said."""
    until = concern.params["until"]
    day = dates.day(until) if isinstance(until, date) else ""
    words = _(
        "One of them asks to pause until %(day)s. Their record tells everybody that it has been"
        " asked for, and that you decide."
    )
    return words % {"day": day}


def _no_closing_reason(concern: Concern, names: Names) -> str:
    end = concern.params["on"]
    day = dates.day(end) if isinstance(end, date) else ""
    return _("The end was planned for %(day)s · %(plan)s") % {"day": day, "plan": _planned(concern)}


def _closing(concern: Concern, names: Names) -> str:
    return ngettext(
        "A proposal to finish winding up has been waiting %(days)d day: %(pair)s",
        "A proposal to finish winding up has been waiting %(days)d days: %(pair)s",
        _days(concern),
    ) % {"pair": names.all, "days": _days(concern)}


def _cancelled(concern: Concern, names: Names) -> str:
    times = int(str(concern.params["times"]))
    return ngettext(
        "%(pair)s have called off %(times)d session in a row",
        "%(pair)s have called off %(times)d sessions in a row",
        times,
    ) % {"pair": names.all, "times": times}


def _pause(concern: Concern, names: Names) -> str:
    day = concern.params["on"]
    values = {"pair": names.all, "day": dates.day(day) if isinstance(day, date) else ""}
    return _("%(pair)s were due back from their pause on %(day)s") % values


def _proposal(concern: Concern, names: Names) -> str:
    return ngettext(
        "%(pair)s have had their proposal for %(days)d day",
        "%(pair)s have had their proposal for %(days)d days",
        _days(concern),
    ) % {"pair": names.all, "days": _days(concern)}


def _proposal_reason(concern: Concern, names: Names) -> str:
    by, silent = concern.params["by"], concern.params["silent"]
    day = dates.day(by) if isinstance(by, datetime) else ""
    silent = silent if isinstance(silent, tuple) else ()
    if len(silent) == len(names.called):
        return _("Nobody has answered yet · it lapses on %(day)s") % {"day": day}
    return ngettext(
        "%(name)s has not answered · it lapses on %(day)s",
        "%(name)s have not answered · it lapses on %(day)s",
        len(silent),
    ) % {"name": in_a_row([names.of(who) for who in silent]), "day": day}


def _line(concern: Concern, names: Names) -> str:
    values = {
        "upper": names.of(concern.params["upper"]),
        "lower": names.of(concern.params["lower"]),
    }
    return _("%(lower)s is now in the reporting line of %(upper)s") % values


_Wording = Callable[[Concern, Names], str]

_SENTENCES: dict[str, _Wording] = {
    "no_first_session": _no_first_session,
    "first_not_booked": lambda concern, names: (
        _("%(pair)s have not booked their first session") % {"pair": names.all}
    ),
    "gap": _gap,
    "no_agreement": lambda concern, names: (
        _("%(pair)s have no agreement yet") % {"pair": names.all}
    ),
    "no_goal": lambda concern, names: (
        _("%(pair)s have not agreed on a goal yet") % {"pair": names.all}
    ),
    "not_a_good_fit": lambda concern, names: (
        _("%(name)s answers “not a good fit”") % {"name": names.of(concern.params["who"])}
    ),
    "asks_for_a_talk": lambda concern, names: (
        _("%(name)s would like to talk") % {"name": names.of(concern.params["who"])}
    ),
    "longer_pause": lambda concern, names: (
        _("A longer pause is asked for: %(pair)s") % {"pair": names.all}
    ),
    "long_phase": _long_phase,
    "no_closing": lambda concern, names: (
        _("%(pair)s are past their planned end without a closing conversation")
        % {"pair": names.all}
    ),
    "closing_unanswered": _closing,
    "cancelled": _cancelled,
    "pause_overdue": _pause,
    "proposal_unanswered": _proposal,
    "reporting_line": _line,
}

_REASONS: dict[str, _Wording] = {
    "no_first_session": _limit_and_plan,
    "first_not_booked": _day_and_limit,
    "gap": _limit_and_plan,
    "no_agreement": _day_and_limit,
    "no_goal": _day_and_limit,
    "not_a_good_fit": _to_you_alone,
    "asks_for_a_talk": _to_you_alone,
    "longer_pause": _longer_pause_reason,
    "long_phase": lambda concern, names: _("Long after %(limit)s weeks") % concern.params,
    "no_closing": _no_closing_reason,
    "closing_unanswered": lambda concern, names: _(
        "Their partner has not answered · you may close it as completed"
    ),
    "cancelled": lambda concern, names: _("Nothing planned"),
    "pause_overdue": lambda concern, names: _("They decide when to continue; ask how they are"),
    "proposal_unanswered": _proposal_reason,
    "reporting_line": lambda concern, names: _(
        "Mentoring stays outside the reporting line · talk with them, then end it for"
        " administrative reasons and look for somebody else"
    ),
}

_TAGS: dict[str, Words] = {
    "no_first_session": gettext_lazy("not met in %(days)d days"),
    "first_not_booked": gettext_lazy("first session not booked"),
    "gap": gettext_lazy("no session for %(days)d days"),
    "no_agreement": gettext_lazy("no agreement"),
    "no_goal": gettext_lazy("no goal"),
    "not_a_good_fit": gettext_lazy("not a good fit"),
    "asks_for_a_talk": gettext_lazy("would like to talk"),
    "longer_pause": gettext_lazy("longer pause asked for"),
    "long_phase": gettext_lazy("long in this phase"),
    "no_closing": gettext_lazy("no closing conversation"),
    "closing_unanswered": gettext_lazy("waits to be closed"),
    "cancelled": gettext_lazy("%(times)d called off in a row"),
    "pause_overdue": gettext_lazy("pause is over"),
    "proposal_unanswered": gettext_lazy("proposal unanswered"),
    "reporting_line": gettext_lazy("reporting line"),
}

_TIME_TO_PART: Words = gettext_lazy(
    "A sign that it is time: the planned end is within 12 weeks, most goals are closed, or"
    " one of them is ready"
)

_STEPS: dict[str, Words] = {
    "begin_cultivation": gettext_lazy("cultivation began"),
    "recontract": gettext_lazy("back to initiation, for a new agreement"),
    "begin_separation": gettext_lazy("separation began"),
    "extend": gettext_lazy("extended, back to cultivation"),
    "begin_redefinition": gettext_lazy("redefinition began"),
    "remove": gettext_lazy("a member was removed by the coordinator"),
}
