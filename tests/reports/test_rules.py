"""Every signal of the phase table: when it comes, how grave it is, and when it stays silent."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from reports.attention_rules import (
    Limits,
    MemberFacts,
    PairFacts,
    closing_may_be_recorded,
    health,
    is_active,
)
from reports.wording import Names, reason, sentence, tag

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
NAMES = Names(("Giulia", "Tomasz"))


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def facts(**changes: Any) -> PairFacts:
    """A pair of 100 days in cultivation with which nothing is wrong."""
    values: dict[str, Any] = {
        "status": "active",
        "phase": "cultivation",
        "proposed_at": ago(103),
        "answer_by": ago(93),
        "started_at": ago(100),
        "phase_since": ago(50),
        "planned_end_on": date(2026, 12, 31),
        "sessions_held": 6,
        "last_session_at": ago(10),
        "agreement_confirmed": True,
        "goals_agreed": 1,
        "limits": Limits(45, 60, 34),
    }
    return PairFacts(**{**values, **changes})


def new_pair(days: float, **changes: Any) -> PairFacts:
    """A pair that started ``days`` ago and has not met."""
    values = {
        "phase": "initiation",
        "started_at": ago(days),
        "phase_since": ago(days),
        "sessions_held": 0,
        "last_session_at": None,
        "limits": Limits(14, 21, 12),
    }
    return facts(**{**values, **changes})


def proposal(days: float, *, left: float, **changes: Any) -> PairFacts:
    values = {
        "status": "proposed",
        "phase": "",
        "proposed_at": ago(days),
        "answer_by": NOW + timedelta(days=left),
        "started_at": None,
        "phase_since": None,
        "sessions_held": 0,
        "last_session_at": None,
        "agreement_confirmed": False,
        "goals_agreed": 0,
        "members": (MemberFacts("mentee"), MemberFacts("mentor", accepted=True)),
    }
    return facts(**{**values, **changes})


def closing(days: float, **changes: Any) -> PairFacts:
    return facts(**{"phase": "separation", "closing_proposed_at": ago(days), **changes})


def member(**answers: Any) -> tuple[MemberFacts, ...]:
    return (MemberFacts("mentee", **answers), MemberFacts("mentor"))


def found(pair: PairFacts) -> list[tuple[str, str]]:
    return [(concern.code, concern.severity.value) for concern in health(pair, NOW)]


CELLS = [
    ("all is well", facts(), []),
    ("not booked on day 9", new_pair(9.9), []),
    ("not booked on day 10", new_pair(10), [("first_not_booked", "amber")]),
    ("booked on day 10", new_pair(10, next_session_at=NOW + timedelta(days=1)), []),
    (
        "booked but the time has passed",
        new_pair(12, next_session_at=ago(1)),
        [("first_not_booked", "amber")],
    ),
    ("no session on day 20", new_pair(20.9), [("first_not_booked", "amber")]),
    ("no session by day 21", new_pair(21), [("no_first_session", "red")]),
    (
        "none by day 21, one planned",
        new_pair(21, next_session_at=NOW + timedelta(days=1)),
        [("no_first_session", "red")],
    ),
    ("gap below amber", facts(last_session_at=ago(44.9)), []),
    ("gap amber", facts(last_session_at=ago(45)), [("gap", "amber")]),
    (
        "gap amber, next one planned",
        facts(last_session_at=ago(45), next_session_at=NOW + timedelta(days=2)),
        [],
    ),
    ("gap just below red", facts(last_session_at=ago(59.9)), [("gap", "amber")]),
    ("gap red", facts(last_session_at=ago(60)), [("gap", "red")]),
    (
        "gap red, next one planned",
        facts(last_session_at=ago(60), next_session_at=NOW + timedelta(days=2)),
        [("gap", "red")],
    ),
    (
        "the plan's own gap",
        facts(last_session_at=ago(10), limits=Limits(5, 9, 34)),
        [("gap", "red")],
    ),
    (
        "silence in redefinition is fine",
        facts(phase="redefinition", last_session_at=ago(80), phase_since=ago(80)),
        [],
    ),
    ("no agreement on day 29", facts(started_at=ago(29.9), agreement_confirmed=False), []),
    (
        "no agreement on day 30",
        facts(started_at=ago(30), agreement_confirmed=False),
        [("no_agreement", "amber")],
    ),
    ("no goal on day 59", facts(started_at=ago(59.9), goals_agreed=0), []),
    ("no goal on day 60", facts(started_at=ago(60), goals_agreed=0), [("no_goal", "amber")]),
    (
        "not a good fit",
        facts(members=member(fit="not_good", fit_at=ago(2))),
        [("not_a_good_fit", "red")],
    ),
    ("still deciding is an answer", facts(members=member(fit="deciding", fit_at=ago(2))), []),
    (
        "would like to talk",
        facts(members=member(talk_asked_at=ago(2))),
        [("asks_for_a_talk", "red")],
    ),
    ("asked 30 days ago", facts(members=member(talk_asked_at=ago(30))), []),
    ("twelve weeks of initiation", new_pair(84, sessions_held=3, last_session_at=ago(3)), []),
    (
        "more than twelve weeks of initiation",
        new_pair(84.1, sessions_held=3, last_session_at=ago(3)),
        [("long_phase", "amber")],
    ),
    ("the last day", facts(planned_end_on=NOW.date()), []),
    ("past the end, not closed", facts(planned_end_on=date(2026, 5, 19)), [("no_closing", "red")]),
    ("past the end, closed", facts(planned_end_on=date(2026, 5, 19), closing_held=True), []),
    ("closing proposed 13 days ago", closing(13.9), []),
    ("closing proposed 14 days ago", closing(14), [("closing_unanswered", "red")]),
    ("one cancelled", facts(cancelled_in_a_row=1), []),
    ("two canceled in a row", facts(cancelled_in_a_row=2), [("cancelled", "amber")]),
    (
        "two called off, another planned",
        facts(cancelled_in_a_row=2, next_session_at=NOW + timedelta(days=4)),
        [],
    ),
    (
        "two called off, the planned one has passed",
        facts(cancelled_in_a_row=2, next_session_at=ago(1)),
        [("cancelled", "amber")],
    ),
    (
        "on hold, whatever else is the case",
        facts(held_at=ago(3), cancelled_in_a_row=2, last_session_at=ago(70)),
        [],
    ),
    (
        "on hold, and would like to talk",
        facts(held_at=ago(3), members=member(talk_asked_at=ago(2))),
        [("asks_for_a_talk", "red")],
    ),
    (
        "ended, and would like to talk",
        facts(status="concluded", members=member(talk_asked_at=ago(2))),
        [("asks_for_a_talk", "red")],
    ),
    (
        "paused, the day of return",
        facts(status="paused", paused_at=ago(30), resume_on=NOW.date(), last_session_at=ago(80)),
        [],
    ),
    (
        "paused past the return",
        facts(status="paused", paused_at=ago(30), resume_on=date(2026, 5, 19)),
        [("pause_overdue", "amber")],
    ),
    (
        "paused, and would like to talk",
        facts(status="paused", resume_on=date(2026, 6, 1), members=member(talk_asked_at=ago(1))),
        [("asks_for_a_talk", "red")],
    ),
    ("proposal of 8 days", proposal(8.9, left=1.1), []),
    ("proposal of 9 days, time left", proposal(9, left=5), [("proposal_unanswered", "amber")]),
    ("proposal about to lapse", proposal(9, left=1), [("proposal_unanswered", "red")]),
    ("short proposal about to lapse", proposal(2, left=1), [("proposal_unanswered", "red")]),
    ("ended", facts(status="concluded", last_session_at=ago(200), agreement_confirmed=False), []),
]


@pytest.mark.parametrize(("pair", "expected"), [c[1:] for c in CELLS], ids=[c[0] for c in CELLS])
def test_every_signal_comes_on_its_day_with_its_severity(
    pair: PairFacts, expected: list[tuple[str, str]]
) -> None:
    assert found(pair) == expected


def test_red_comes_before_amber_and_the_longest_first() -> None:
    pair = facts(
        agreement_confirmed=False,
        cancelled_in_a_row=2,
        last_session_at=ago(70),
        members=member(talk_asked_at=ago(2)),
    )
    assert found(pair) == [
        ("gap", "red"),
        ("asks_for_a_talk", "red"),
        ("no_agreement", "amber"),
        ("cancelled", "amber"),
    ]


def test_a_pair_is_active_while_it_meets_within_the_window_of_its_phase() -> None:
    assert is_active(facts(last_session_at=ago(44.9)), NOW)
    assert not is_active(facts(last_session_at=ago(45)), NOW)
    assert not is_active(new_pair(1), NOW)
    assert not is_active(facts(status="paused"), NOW)


def test_a_coordinator_may_close_only_after_fourteen_days_of_silence_in_separation() -> None:
    assert closing_may_be_recorded(closing(14), NOW)
    assert not closing_may_be_recorded(closing(13.9), NOW)
    assert not closing_may_be_recorded(closing(20, closing_proposed_at=None), NOW)
    assert not closing_may_be_recorded(closing(20, phase="cultivation"), NOW)
    assert not closing_may_be_recorded(closing(20, status="paused"), NOW)


SENTENCES = [
    (
        facts(last_session_at=ago(63.4)),
        "Giulia and Tomasz have not met for 63 days",
        "Urgent after 60 days · nothing planned",
        "no session for 63 days",
    ),
    (
        facts(last_session_at=ago(50)),
        "Giulia and Tomasz have not met for 50 days",
        "Needs a look after 45 days · nothing planned",
        "no session for 50 days",
    ),
    (
        new_pair(24, next_session_at=NOW + timedelta(days=2)),
        "Giulia and Tomasz have not met yet, 24 days after they started",
        "Urgent after 21 days · next session planned for May 22, 2026",
        "not met in 24 days",
    ),
    (
        new_pair(12),
        "Giulia and Tomasz have not booked their first session",
        "Day 12 together · expected by day 10",
        "first session not booked",
    ),
    (
        facts(started_at=ago(34), agreement_confirmed=False),
        "Giulia and Tomasz have no agreement yet",
        "Day 34 together · expected by day 30",
        "no agreement",
    ),
    (
        facts(goals_agreed=0),
        "Giulia and Tomasz have not agreed on a goal yet",
        "Day 100 together · expected by day 60",
        "no goal",
    ),
    (
        facts(members=member(fit="not_good", fit_at=ago(1))),
        "Giulia answers “not a good fit”",
        "Only coordinators see this · 1 day ago",
        "not a good fit",
    ),
    (
        facts(members=member(talk_asked_at=ago(0.1))),
        "Giulia would like to talk",
        "Only coordinators see this · today",
        "would like to talk",
    ),
    (
        new_pair(100, sessions_held=3, last_session_at=ago(3)),
        "Giulia and Tomasz have been in the initiation phase for 14 weeks",
        "Long after 12 weeks",
        "long in this phase",
    ),
    (
        facts(planned_end_on=date(2026, 5, 3)),
        "Giulia and Tomasz are past their planned end without a closing conversation",
        "The end was planned for May 3, 2026 · nothing planned",
        "no closing conversation",
    ),
    (
        closing(16),
        "A proposal to finish winding up has been waiting 16 days: Giulia and Tomasz",
        "Their partner has not answered · you may close it as completed",
        "waits to be closed",
    ),
    (
        facts(cancelled_in_a_row=2),
        "Giulia and Tomasz have called off 2 sessions in a row",
        "Nothing planned",
        "2 called off in a row",
    ),
    (
        facts(status="paused", resume_on=date(2026, 5, 3)),
        "Giulia and Tomasz were due back from their pause on May 3, 2026",
        "They decide when to continue; ask how they are",
        "pause is over",
    ),
    (
        proposal(9, left=1),
        "Giulia and Tomasz have had their proposal for 9 days",
        "Giulia has not answered · it lapses on May 21, 2026",
        "proposal unanswered",
    ),
    (
        proposal(9, left=1, members=(MemberFacts("mentee"), MemberFacts("mentor"))),
        "Giulia and Tomasz have had their proposal for 9 days",
        "Nobody has answered yet · it lapses on May 21, 2026",
        "proposal unanswered",
    ),
]


@pytest.mark.parametrize(("pair", "headline", "why", "short"), SENTENCES)
def test_every_concern_is_said_in_a_sentence_with_its_reason(
    pair: PairFacts, headline: str, why: str, short: str
) -> None:
    [concern] = health(pair, NOW)
    assert [sentence(concern, NAMES), reason(concern, NAMES), tag(concern)] == [
        headline,
        why,
        short,
    ]
