"""Every transition from every place by every person under every fact: generated from the rules.

What the table in ``relationships.rules`` says must happen is what the actions do: one history
entry, one audit event and the new place, or a refusal that leaves no trace.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import AuditEvent, User
from core import clock
from core.errors import DomainError
from programs.models import Phase, Shape
from relationships import rules
from relationships.actions import endings, pause_requests, phases, proposals, safeguarding
from relationships.models import (
    Closing,
    HistoryEntry,
    PauseRequest,
    PhaseProposal,
    Relationship,
    Status,
)
from relationships.rules import ConditionFacts, Consent, Place
from tests import stories
from tests.cast import Cast, build_cast

PAIR = ("mentor", "mentee")
PEOPLE = (*PAIR, "coordinator", "safeguarding", "outsider")
PLACES: list[Place] = [
    (Status.PROPOSED.value, ""),
    *product((Status.ACTIVE.value, Status.PAUSED.value, Status.CONCLUDED.value), Phase.values),
]
ALL_MET = "everything met"


@dataclass(frozen=True)
class Cell:
    """One cell of the truth table; ``lacking`` names the one condition that is not met."""

    transition: str
    place: Place
    person: str
    lacking: str

    @property
    def should_happen(self) -> bool:
        row = rules.TRANSITIONS[self.transition]
        allowed = {
            Consent.BOTH: PAIR,
            Consent.EITHER: PAIR,
            Consent.STAFF: ("coordinator",),
            Consent.SAFEGUARDING: ("safeguarding",),
            Consent.SYSTEM: ("system",),
        }[row.consent]
        return self.place in row.sources and self.person in allowed and self.lacking == ALL_MET


def cells(transition: str) -> Iterator[Cell]:
    keys = [c.key for c in rules.conditions(transition, ConditionFacts(today=clock.today()))]
    by_system = rules.TRANSITIONS[transition].consent is Consent.SYSTEM
    people = ("system",) if by_system else PEOPLE
    for place, person, lacking in product(PLACES, people, [ALL_MET, *keys]):
        yield Cell(transition, place, person, lacking)


# The stage: one pair for which every condition is met, moved to any place ------------------------


def ready_for_everything(cast: Cast) -> Relationship:
    """A pair with two sessions, an agreement, a goal and a signed-off closing."""
    pair = stories.ready_for_cultivation(cast)
    pair.memberships.update(
        ready_at=clock.now(), outcome_choice="colleagues", accepted=None, answered_at=None
    )
    Relationship.objects.filter(pk=pair.pk).update(closing_held_at=clock.now())
    return stories.again(pair)


def put(pair: Relationship, place: Place) -> Relationship:
    """Stand the pair at ``place``, as the database's constraints want it."""
    status, phase = place
    now = clock.now()
    proposed, paused, concluded = (status == word for word in ("proposed", "paused", "concluded"))
    Relationship.objects.filter(pk=pair.pk).update(
        status=status,
        phase=phase,
        started_at=None if proposed else now - timedelta(days=100),
        phase_since=None if proposed else now - rules.REDEFINITION_LASTS,
        answer_by=now - timedelta(minutes=1),
        proposed_at=now - timedelta(days=110),
        paused_at=now - timedelta(days=3) if paused else None,
        resume_on=clock.today() + timedelta(days=3) if paused else None,
        concluded_at=now if concluded else None,
        concluded_kind="administrative" if concluded else "",
    )
    pair.memberships.update(is_open=not concluded)
    return stories.again(pair)


def _goal_result(pair: Relationship, result: str) -> None:
    closed = bool(result)
    pair.goals.update(
        result=result,
        closed_at=clock.now() if closed else None,
        closed_by=stories.membership(pair, "mentee") if closed else None,
    )


def _take_away(pair: Relationship, key: str) -> None:
    """Make exactly the condition ``key`` unmet."""
    record = Relationship.objects.filter(pk=pair.pk)
    ways: dict[str, Callable[[], Any]] = {
        "sessions_held": lambda: record.update(sessions_held=1),
        "agreement_confirmed": lambda: pair.agreements.all().delete(),
        "goal_agreed": lambda: pair.goals.all().delete(),
        "time_to_part": lambda: pair.memberships.update(ready_at=None),
        "closing_held": lambda: record.update(closing_held_at=None),
        "goals_closed": lambda: _goal_result(pair, ""),
        "actions_handed_over": lambda: record.update(open_actions=1),
        "outcomes_chosen": lambda: pair.memberships.filter(role="mentee").update(outcome_choice=""),
        "goal_open": lambda: _goal_result(pair, "achieved"),
    }
    ways[key]()


def stage(pair: Relationship, cell: Cell) -> Relationship:
    if cell.transition == "begin_redefinition":
        _goal_result(pair, "achieved")
    if cell.lacking != ALL_MET:
        _take_away(pair, cell.lacking)
    return put(pair, cell.place)


@dataclass
class Stage:
    """What all tests here begin from."""

    cast: Cast
    pair: Relationship


@pytest.fixture(scope="module")
def built(lasting: None) -> Stage:
    cast = build_cast()
    return Stage(cast, ready_for_everything(cast))


@pytest.fixture
def cast(db: None, built: Stage) -> Cast:
    return copy.deepcopy(built.cast)


@pytest.fixture
def pair(db: None, built: Stage) -> Relationship:
    return copy.deepcopy(built.pair)


# The deed: each transition through the action that people use ------------------------------------


def other_member(cast: Cast, person: User) -> User:
    return cast.mentee if person == cast.mentor else cast.mentor


def propose_and_confirm(cast: Cast, pair: Relationship, transition: str, by: User) -> None:
    new_end = clock.today() + timedelta(days=90) if transition == "extend" else None
    proposal = phases.propose(relationship=pair, transition=transition, by=by, new_end_on=new_end)
    phases.confirm(proposal=proposal, by=other_member(cast, by))


def accept_last(cast: Cast, pair: Relationship, by: User) -> None:
    others = pair.memberships.exclude(user=by)
    others.update(accepted=True, answered_at=clock.now())
    proposals.accept(relationship=pair, by=by)


def complete_last(cast: Cast, pair: Relationship, by: User) -> None:
    """The other one has concluded for their part already."""
    other = pair.memberships.exclude(user=by).first()
    Closing.objects.update_or_create(member=other, defaults={"concluded_at": clock.now()})
    phases.complete(relationship=pair, by=by, outcome="colleagues")


def close_in_silence(cast: Cast, pair: Relationship, by: User) -> None:
    """There is a proposal to close that nobody has answered for 14 days."""
    PhaseProposal.objects.create(
        relationship=pair,
        transition="begin_redefinition",
        proposed_by=stories.membership(pair, "mentor"),
        proposed_at=clock.now() - rules.SILENCE_BEFORE_CLOSING,
    )
    phases.complete_in_silence(relationship=pair, by=by)


def pause_longer(cast: Cast, pair: Relationship, by: User) -> None:
    """A member has asked for it, and nobody has answered yet."""
    asked = PauseRequest.objects.create(
        relationship=pair,
        asked_by=stories.membership(pair, "mentor"),
        asked_at=clock.now(),
        resume_on=clock.today() + timedelta(days=200),
    )
    pause_requests.agree(asked=asked, by=by)


def do(cast: Cast, pair: Relationship, transition: str, by: User) -> None:
    resume_on = clock.today() + timedelta(days=10)
    deeds: dict[str, Callable[[], object]] = {
        "start": lambda: accept_last(cast, pair, by),
        "decline": lambda: proposals.decline(relationship=pair, by=by),
        "lapse": lambda: proposals.lapse(relationship=pair),
        "withdraw": lambda: proposals.withdraw(relationship=pair, by=by),
        "complete": lambda: complete_last(cast, pair, by),
        "complete_in_silence": lambda: close_in_silence(cast, pair, by),
        "complete_by_time": lambda: phases.complete_by_time(relationship=pair),
        "end_no_fault": lambda: endings.end_no_fault(relationship=pair, by=by),
        "pause": lambda: endings.pause(relationship=pair, by=by, resume_on=resume_on),
        "pause_longer": lambda: pause_longer(cast, pair, by),
        "resume": lambda: endings.resume(relationship=pair, by=by),
        "end_administratively": lambda: endings.end_administratively(relationship=pair, by=by),
        "end_for_safeguarding": lambda: safeguarding.end(relationship=pair, by=by),
    }
    deed = deeds.get(transition, lambda: propose_and_confirm(cast, pair, transition, by))
    deed()


# The verdict -------------------------------------------------------------------------------------


# One statement, because it is asked twice for each cell.
TRACES = """
    SELECT (SELECT r::text FROM relationships_relationship r WHERE id = %(pair)s),
           (SELECT string_agg(m::text, ' ' ORDER BY id) FROM relationships_membership m
            WHERE relationship_id = %(pair)s),
           (SELECT count(*) FROM relationships_historyentry WHERE relationship_id = %(pair)s),
           (SELECT count(*) FROM accounts_auditevent),
           (SELECT count(*) FROM notifications_message),
           (SELECT count(*) FROM relationships_phaseproposal)
"""


def traces(pair: Relationship) -> tuple[object, ...]:
    """Everything a transition may change, in a form that can be compared."""
    with connection.cursor() as cursor:
        cursor.execute(TRACES, {"pair": pair.pk})
        found: tuple[object, ...] = cursor.fetchone()
    return found


def verdict(cast: Cast, pair: Relationship, cell: Cell) -> str:
    """What is wrong with this cell, or ""; the database is as before afterwards."""
    with transaction.atomic():
        pair = stage(pair, cell)
        found = _judge(cast, pair, cell)
        transaction.set_rollback(True)
    return found


def _judge(cast: Cast, pair: Relationship, cell: Cell) -> str:
    before, entries = traces(pair), set(pair.history.values_list("pk", flat=True))
    person = cast.users().get(cell.person, cast.coordinator)
    try:
        with transaction.atomic():
            do(cast, pair, cell.transition, person)
    except DomainError as refusal:
        return _judge_refusal(cell, refusal.code, before == traces(pair))
    if traces(pair) == before:
        return "nothing happened" if cell.should_happen else ""
    if not cell.should_happen:
        return "happened, but should not"
    return _judge_result(cell, stories.again(pair), pair.history.exclude(pk__in=entries))


def _judge_refusal(cell: Cell, code: str, is_untouched: bool) -> str:
    if cell.should_happen:
        return f"refused: {code}"
    return "" if is_untouched else "refused, but something changed"


def _judge_result(cell: Cell, pair: Relationship, entries: Any) -> str:
    row = rules.TRANSITIONS[cell.transition]
    place = (row.status.value, cell.place[1] if row.phase is None else row.phase.value)
    entry = entries.get()
    story = (entry.transition, entry.from_status, entry.from_phase)
    facts = {
        "place": (pair.status, pair.phase) == place,
        "kind": pair.concluded_kind == (row.kind or ""),
        "history": story == (cell.transition, *cell.place),
        "history ends there": (entry.to_status, entry.to_phase) == place,
        "audit": AuditEvent.objects.filter(
            verb=f"relationship.{cell.transition}", target_id=str(pair.pk)
        ).exists(),
        "places freed": pair.memberships.filter(is_open=True).exists() is (row.kind is None),
        "nobody named": cell.transition != "end_no_fault"
        or (entry.by, entry.proposed_by)
        == (
            None,
            None,
        ),
    }
    return ", ".join(name for name, holds in facts.items() if not holds)


OF_A_PAIR = [key for key, row in rules.TRANSITIONS.items() if Shape.PAIR in row.shapes]


@pytest.mark.parametrize("transition", OF_A_PAIR)
def test_every_cell_of_the_truth_table_through_the_actions(
    cast: Cast, pair: Relationship, transition: str
) -> None:
    verdicts = {cell: verdict(cast, pair, cell) for cell in cells(transition)}
    assert any(cell.should_happen for cell in verdicts)
    assert {cell: found for cell, found in verdicts.items() if found} == {}


TWO_SIDED = [key for key in OF_A_PAIR if rules.can_be_proposed(key)]


def test_all_that_need_both_are_proposed_except_the_start_and_the_end() -> None:
    both = {key for key in OF_A_PAIR if rules.TRANSITIONS[key].consent is Consent.BOTH}
    assert both - set(TWO_SIDED) == {"start", "complete"}


@pytest.mark.parametrize("transition", TWO_SIDED)
@pytest.mark.parametrize("proposer", PAIR)
@pytest.mark.parametrize("confirmer", PEOPLE)
def test_only_the_other_of_the_two_confirms(
    cast: Cast, pair: Relationship, transition: str, proposer: str, confirmer: str
) -> None:
    people = cast.users()
    (place,) = rules.TRANSITIONS[transition].sources
    pair = stage(pair, Cell(transition, place, proposer, ALL_MET))
    proposal = phases.propose(
        relationship=pair,
        transition=transition,
        by=people[proposer],
        new_end_on=clock.today() + timedelta(days=90) if transition == "extend" else None,
    )
    steps = HistoryEntry.objects.count()
    if confirmer in PAIR and confirmer != proposer:
        phases.confirm(proposal=proposal, by=people[confirmer])
        assert HistoryEntry.objects.count() == steps + 1
        return
    with pytest.raises(DomainError):
        phases.confirm(proposal=proposal, by=people[confirmer])
    assert (HistoryEntry.objects.count(), stories.again(pair).phase) == (steps, place[1])


@pytest.mark.parametrize("transition", [key for key in TWO_SIDED if key != "recontract"])
def test_a_condition_lost_between_proposal_and_confirmation_stops_it(
    cast: Cast, pair: Relationship, transition: str
) -> None:
    (place,) = rules.TRANSITIONS[transition].sources
    pair = stage(pair, Cell(transition, place, "mentee", ALL_MET))
    new_end = clock.today() + timedelta(days=90)
    proposal = phases.propose(
        relationship=pair, transition=transition, by=cast.mentee, new_end_on=new_end
    )
    _take_away(pair, rules.conditions(transition, ConditionFacts(today=clock.today()))[0].key)
    with pytest.raises(DomainError) as error:
        phases.confirm(proposal=proposal, by=cast.mentor)
    assert error.value.code == "still_missing"
    assert stories.again(pair).phase == place[1]


@pytest.mark.parametrize("first", PAIR)
@pytest.mark.parametrize("second", PEOPLE)
def test_each_of_the_two_concludes_for_their_own_part(
    cast: Cast, pair: Relationship, first: str, second: str
) -> None:
    people, other = cast.users(), second in PAIR and second != first
    pair = put(pair, (Status.ACTIVE.value, Phase.REDEFINITION.value))
    phases.complete(relationship=pair, by=people[first], outcome="colleagues")
    assert stories.again(pair).status == Status.ACTIVE
    if second in PAIR:
        phases.complete(relationship=pair, by=people[second], outcome="colleagues")
    else:
        with pytest.raises(DomainError):
            phases.complete(relationship=pair, by=people[second], outcome="colleagues")
    assert (stories.again(pair).status == Status.CONCLUDED) is other
    assert pair.history.filter(transition="complete").count() == other
