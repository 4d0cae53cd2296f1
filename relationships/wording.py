"""The phases, transitions and conditions in plain words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from programs.models import Phase
from relationships.models import ActivityState, Relationship
from relationships.rules import Condition

_TRANSITIONS: dict[str, str | Promise] = {
    "propose": gettext_lazy("match proposed"),
    "start": gettext_lazy("accepted; getting to know each other (initiation) begins"),
    "start_talk": gettext_lazy("both accepted"),
    "thank": gettext_lazy("held, with thanks"),
    "thank_by_time": gettext_lazy("held"),
    "call_off": gettext_lazy("called off"),
    "leave": gettext_lazy("a member left"),
    # To members the same: they are told that somebody has left, without a reason.
    "remove": gettext_lazy("a member left"),
    "decline": gettext_lazy("proposal declined"),
    "lapse": gettext_lazy("proposal not answered in time"),
    "withdraw": gettext_lazy("proposal withdrawn"),
    "begin_cultivation": gettext_lazy("moving on to working on your goals"),
    "recontract": gettext_lazy("going back to the start, with a new agreement"),
    "begin_separation": gettext_lazy("starting to wind up"),
    "extend": gettext_lazy("continuing with your goals for longer"),
    "begin_redefinition": gettext_lazy("moving on to what comes after"),
    "complete": gettext_lazy("completed"),
    "complete_in_silence": gettext_lazy("completed by the coordinator"),
    "complete_by_time": gettext_lazy("completed"),
    "end_no_fault": gettext_lazy("ended without blame"),
    "pause": gettext_lazy("paused"),
    "pause_longer": gettext_lazy("paused for longer, as agreed with the coordinator"),
    "resume": gettext_lazy("resumed"),
    "end_administratively": gettext_lazy("ended for administrative reasons"),
    "end_for_safeguarding": gettext_lazy("ended for administrative reasons"),
    "correct": gettext_lazy("phase corrected by the coordinator"),
}

_NEWS: dict[str, tuple[str | Promise, str | Promise]] = {
    "begin_cultivation": (
        gettext_lazy("time to work on your goals"),
        gettext_lazy("Now comes the longest part: working on the goals you agreed."),
    ),
    "recontract": (
        gettext_lazy("a fresh start, with a new agreement"),
        gettext_lazy("You write a new agreement and set your goals again."),
    ),
    "begin_separation": (
        gettext_lazy("time to start winding up"),
        gettext_lazy(
            "You look back, close the goals and plan how everybody will carry on afterwards."
        ),
    ),
    "extend": (
        gettext_lazy("you continue for longer"),
        gettext_lazy(
            "You are back to working on your goals (the cultivation phase), with a new planned end."
        ),
    ),
    "begin_redefinition": (
        gettext_lazy("time to decide what comes after"),
        gettext_lazy(
            "You decide what comes after: staying in touch as colleagues, peers or"
            " friends, or parting on good terms."
        ),
    ),
}

PHASE_PURPOSE: dict[str, str | Promise] = {
    Phase.INITIATION: gettext_lazy("getting to know each other"),
    Phase.CULTIVATION: gettext_lazy("working on your goals"),
    Phase.SEPARATION: gettext_lazy("winding up, standing on your own"),
    Phase.REDEFINITION: gettext_lazy("what comes after"),
}


_ACTIVITY_STEPS: dict[tuple[str, str], str | Promise] = {
    (ActivityState.PLANNED, ActivityState.UNDER_WAY): gettext_lazy("It has begun"),
    (ActivityState.PLANNED, ActivityState.DONE): gettext_lazy("It is done"),
    (ActivityState.PLANNED, ActivityState.DROPPED): gettext_lazy("Drop it"),
    (ActivityState.UNDER_WAY, ActivityState.DONE): gettext_lazy("It is done"),
    (ActivityState.UNDER_WAY, ActivityState.DROPPED): gettext_lazy("Drop it"),
    (ActivityState.DONE, ActivityState.UNDER_WAY): gettext_lazy("It is not done yet"),
    (ActivityState.DROPPED, ActivityState.PLANNED): gettext_lazy("Plan it again"),
}


def activity_step(before: str, after: str) -> str:
    """The button that takes an activity from one state to another."""
    return str(_ACTIVITY_STEPS[before, after])


NAMED = 3


def names_of(people: Sequence[User], *, short: bool = False) -> str:
    """Some people in a sentence: "Ana", "Ana and Bo", "Ana, Bo, Cy and 2 others"."""
    return in_a_row([person.get_short_name() if short else str(person) for person in people])


def title_of(relationship: Relationship) -> str:
    """Whom it is about, for those who are no part of it: a group by its name, others by theirs."""
    if relationship.is_many:
        return _("“%(name)s”") % {"name": relationship.name or relationship.program}
    members = relationship.memberships.present().select_related("user")
    return names_of([one.user for one in members])


def in_a_row(names: Sequence[str]) -> str:
    """Some names in a sentence, as :func:`names_of` has them."""
    called = list(names)
    if len(called) > NAMED + 1:
        rest = _("%(count)d others") % {"count": len(called) - NAMED}
        called = [*called[:NAMED], rest]
    if len(called) < 2:
        return "".join(called)
    return _("%(first)s and %(last)s") % {"first": ", ".join(called[:-1]), "last": called[-1]}


def transition_name(key: str) -> str:
    """A step as members read it; ``reports.wording.step`` has the words of coordinators."""
    return str(_TRANSITIONS[key])


def phase_news(transition: str) -> tuple[str, str]:
    """Headline and meaning of a transition, for the letter to both."""
    headline, meaning = _NEWS[transition]
    return str(headline), str(meaning)


@dataclass(frozen=True)
class ConditionLine:
    """A condition as the pair reads it: a sentence, and where to go to fulfil it."""

    met: bool
    text: str
    url: str = ""
    link_text: str = ""


def condition_text(condition: Condition) -> str:
    """One condition as a sentence that is true when it is met, and says how far it is when not."""
    return _CONDITION_TEXTS[condition.key](condition)


def _sessions(condition: Condition) -> str:
    if condition.met:
        return _("Two sessions held")
    return ngettext(
        "%(done)d of %(needed)d session held",
        "%(done)d of %(needed)d sessions held",
        condition.needed,
    ) % {"done": condition.done, "needed": condition.needed}


def _agreement(condition: Condition) -> str:
    if condition.needed <= 2:
        return _("Agreement confirmed by both")
    return _("Agreement confirmed by everybody (%(done)d of %(needed)d)") % {
        "done": condition.done,
        "needed": condition.needed,
    }


def _goal(condition: Condition) -> str:
    if condition.needed == 1:
        return _("One goal agreed together")
    return _("People with a goal of their own: %(done)d of the %(needed)d needed") % {
        "done": condition.done,
        "needed": condition.needed,
    }


def _goals_closed(condition: Condition) -> str:
    return _("Every goal closed with a result (%(done)d of %(needed)d)") % {
        "done": condition.done,
        "needed": condition.needed,
    }


def _outcomes(condition: Condition) -> str:
    return _("People who have chosen what comes after: %(done)d of the %(needed)d needed") % {
        "done": condition.done,
        "needed": condition.needed,
    }


_CONDITION_TEXTS: dict[str, Callable[[Condition], str]] = {
    "sessions_held": _sessions,
    "agreement_confirmed": _agreement,
    "goal_agreed": _goal,
    "time_to_part": lambda _condition: _(
        "A sign that it is time: the planned end is within 12 weeks, most goals are closed, or one "
        "of you has said “I am ready”"
    ),
    "closing_held": lambda _condition: _("Closing conversation held"),
    "goals_closed": _goals_closed,
    "actions_handed_over": lambda _condition: _("No action left open"),
    "outcomes_chosen": _outcomes,
    "goal_open": lambda _condition: _("A new or reworked goal to work on"),
}


def is_another_cycle(relationship: Relationship) -> bool:
    """Whether the same two have had the same together before: a mentoring, or a talk."""
    earlier = relationship.previous
    began = earlier is not None and earlier.started_at is not None
    return began and earlier is not None and earlier.is_talk == relationship.is_talk


def follows_words(relationship: Relationship) -> str:
    """What the same two have had together before; "" for nothing that began."""
    earlier = relationship.previous
    if earlier is None or earlier.started_at is None:
        return ""
    if relationship.is_talk:
        return _("You have talked with each other before. This would be another talk.")
    if earlier.is_talk:
        return _("You have talked with each other before. This would be a mentoring relationship.")
    return _("You have been matched before. This would be another cycle, with new goals.")
