"""The transition table and the conditions: every cell, without a database."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from programs.models import Phase
from relationships import rules
from relationships.models import ConcludedKind, Status
from relationships.rules import ConditionFacts, Consent

TODAY = date(2026, 3, 2)
READY = ConditionFacts(
    today=TODAY,
    sessions_held=2,
    agreement_confirmed=True,
    goals_agreed=1,
    goals_open=1,
    learners_with_goal=1,
    planned_end_on=TODAY + timedelta(days=300),
)

PLACES = {
    "proposed": (Status.PROPOSED.value, ""),
    "concluded": (Status.CONCLUDED.value, Phase.INITIATION.value),
    **{phase.value: (Status.ACTIVE.value, phase.value) for phase in Phase},
    **{f"paused {phase.value}": (Status.PAUSED.value, phase.value) for phase in Phase},
}
WORK = ["initiation", "cultivation", "separation"]
PAUSED = [f"paused {phase.value}" for phase in Phase]
ALLOWED = {
    "start": ["proposed"],
    "decline": ["proposed"],
    "lapse": ["proposed"],
    "withdraw": ["proposed"],
    "begin_cultivation": ["initiation"],
    "recontract": ["cultivation"],
    "begin_separation": ["cultivation"],
    "extend": ["separation"],
    "begin_redefinition": ["separation"],
    "complete": ["redefinition"],
    "complete_in_silence": ["separation"],
    "complete_by_time": ["redefinition"],
    "end_no_fault": [*WORK, *PAUSED],
    "pause": WORK,
    "pause_longer": [*WORK, *PAUSED],
    "resume": PAUSED,
    "end_administratively": ["proposed", *WORK, "redefinition", *PAUSED],
    "end_for_safeguarding": [*WORK, "redefinition", *PAUSED],
}


@pytest.mark.parametrize("transition", rules.TRANSITIONS)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("shape", ["pair", "group", "circle"])
def test_every_cell_of_the_transition_table(transition: str, place: str, shape: str) -> None:
    allowed = place in ALLOWED.get(transition, ())
    assert rules.allows(transition, *PLACES[place], shape) is allowed


TALKS = {
    "start_talk": ["proposed"],
    "decline": ["proposed"],
    "lapse": ["proposed"],
    "withdraw": ["proposed"],
    "thank": ["talking"],
    "thank_by_time": ["talking"],
    "call_off": ["talking"],
    "end_administratively": ["proposed", "talking"],
    "end_for_safeguarding": ["talking"],
}


@pytest.mark.parametrize("transition", rules.TRANSITIONS)
@pytest.mark.parametrize("place", ["proposed", "concluded", "talking"])
def test_every_cell_of_the_transition_table_of_a_single_session(
    transition: str, place: str
) -> None:
    status, phase = PLACES.get(place, (Status.ACTIVE.value, ""))
    phase = "" if place == "concluded" else phase
    allowed = place in TALKS.get(transition, ())
    assert rules.allows(transition, status, phase, "talk") is allowed


def test_nothing_leaves_a_concluded_relationship() -> None:
    sources = {status for row in rules.TRANSITIONS.values() for status, _phase in row.sources}
    assert Status.CONCLUDED.value not in sources


def test_every_conclusion_says_its_kind_and_nothing_else_does() -> None:
    for row in rules.TRANSITIONS.values():
        assert (row.status == Status.CONCLUDED) is (row.kind is not None)


def test_only_the_two_people_change_the_phase() -> None:
    moving = [row for row in rules.TRANSITIONS.values() if row.phase is not None]
    assert {row.consent for row in moving} == {Consent.BOTH}


def test_a_no_fault_ending_needs_only_one_of_the_two() -> None:
    row = rules.TRANSITIONS["end_no_fault"]
    assert (row.consent, row.kind) == (Consent.EITHER, ConcludedKind.NO_FAULT)


def test_a_ready_pair_misses_nothing_for_cultivation() -> None:
    assert rules.missing("begin_cultivation", READY) == []


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"sessions_held": 1}, "sessions_held"),
        ({"agreement_confirmed": False}, "agreement_confirmed"),
        ({"learners_with_goal": 0}, "goal_agreed"),
    ],
)
def test_each_condition_for_cultivation_can_be_the_one_missing(
    change: dict[str, object], key: str
) -> None:
    missing = rules.missing("begin_cultivation", replace(READY, **change))  # type: ignore[arg-type]
    assert [condition.key for condition in missing] == [key]


@pytest.mark.parametrize(
    ("change", "time_to_part"),
    [
        ({}, False),
        ({"ready": 1}, True),
        ({"goals_closed": 1, "goals_open": 0}, True),
        ({"goals_agreed": 4, "goals_closed": 2}, False),
        ({"goals_agreed": 4, "goals_closed": 3}, True),
        ({"planned_end_on": TODAY + rules.SEPARATION_WINDOW}, True),
        ({"planned_end_on": TODAY + rules.SEPARATION_WINDOW + timedelta(days=1)}, False),
    ],
)
def test_any_one_sign_is_enough_to_propose_separation(
    change: dict[str, object], time_to_part: bool
) -> None:
    facts = replace(READY, **change)  # type: ignore[arg-type]
    assert (rules.missing("begin_separation", facts) == []) is time_to_part


def test_redefinition_needs_a_closing_and_everything_handed_over() -> None:
    facts = replace(READY, open_actions=2, outcomes_chosen=1)
    missing = [condition.key for condition in rules.missing("begin_redefinition", facts)]
    assert missing == ["closing_held", "goals_closed", "actions_handed_over", "outcomes_chosen"]


def test_redefinition_follows_when_all_is_closed() -> None:
    facts = replace(
        READY, closing_held=True, goals_closed=1, goals_open=0, outcomes_chosen=2, open_actions=0
    )
    assert rules.missing("begin_redefinition", facts) == []


ANSWERED_IN_PRIVATE = {"fit", "wish", "wish_comment", "outcome_choice", "help"}


def test_no_condition_looks_at_what_somebody_answered_in_private() -> None:
    """A condition that is met or not would tell the others; counts of who has answered may."""
    known = {field.name for field in fields(ConditionFacts)}
    assert not {name for name in known if name.rstrip("s") in ANSWERED_IN_PRIVATE}
    shown = {one.key for name in rules.TRANSITIONS for one in rules.conditions(name, READY)}
    assert not {key for key in shown if "fit" in key}
