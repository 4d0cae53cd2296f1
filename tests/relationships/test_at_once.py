"""Two presses at the same moment on one relationship: one outcome, one history entry."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import AuditEvent
from core import clock
from core.errors import DomainError
from notifications.models import Message
from relationships.actions import endings, phases, proposals
from relationships.models import HistoryEntry
from tests import stories
from tests.cast import build_cast

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*actions: Callable[[], object]) -> list[str]:
    """Start all actions together; the code of each refusal, "" for what was done."""
    start = Barrier(len(actions))

    def attempt(action: Callable[[], object]) -> str:
        try:
            start.wait(timeout=10)
            action()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(attempt, actions))


def steps(transition: str) -> int:
    return HistoryEntry.objects.filter(transition=transition).count()


def test_two_confirmations_at_once_move_the_pair_once() -> None:
    cast = build_cast()
    pair = stories.ready_for_cultivation(cast)
    proposal = phases.propose(relationship=pair, transition="begin_cultivation", by=cast.mentee)

    def confirm() -> None:
        phases.confirm(proposal=proposal, by=cast.mentor)

    assert sorted(at_once(confirm, confirm, confirm)) == ["", "not_open", "not_open"]
    assert steps("begin_cultivation") == 1
    assert AuditEvent.objects.filter(verb="relationship.begin_cultivation").count() == 1
    assert Message.objects.filter(kind="relationships.phase_changed").count() == 2


def test_two_endings_at_once_are_one_ending() -> None:
    cast = build_cast()
    pair = stories.in_cultivation(cast)
    found = at_once(
        lambda: endings.end_no_fault(relationship=pair, by=cast.mentor),
        lambda: endings.end_no_fault(relationship=pair, by=cast.mentee),
    )
    assert sorted(found) == ["", "not_from_here"]
    assert steps("end_no_fault") == 1
    assert Message.objects.filter(kind="relationships.ended").count() == 2


def test_an_ending_during_a_confirmation_leaves_an_ended_pair() -> None:
    cast = build_cast()
    pair = stories.ready_for_cultivation(cast)
    proposal = phases.propose(relationship=pair, transition="begin_cultivation", by=cast.mentee)
    ended, confirmed = at_once(
        lambda: endings.end_no_fault(relationship=pair, by=cast.mentee),
        lambda: phases.confirm(proposal=proposal, by=cast.mentor),
    )
    assert ended == ""
    assert confirmed in {"", "not_open"}
    assert (stories.again(pair).status, steps("end_no_fault")) == ("concluded", 1)
    assert steps("begin_cultivation") == (confirmed == "")


def test_an_ending_by_one_and_by_the_coordinator_has_one_kind() -> None:
    cast = build_cast()
    pair = stories.in_cultivation(cast)
    found = at_once(
        lambda: endings.end_no_fault(relationship=pair, by=cast.mentor),
        lambda: endings.end_administratively(relationship=pair, by=cast.coordinator),
    )
    assert sorted(found) == ["", "not_from_here"]
    kind = "no_fault" if found[0] == "" else "administrative"
    assert stories.again(pair).concluded_kind == kind
    assert steps("end_no_fault") + steps("end_administratively") == 1


def test_two_proposals_at_once_leave_one_waiting() -> None:
    cast = build_cast()
    pair = stories.ready_for_cultivation(cast)
    found = at_once(
        lambda: phases.propose(relationship=pair, transition="begin_cultivation", by=cast.mentor),
        lambda: phases.propose(relationship=pair, transition="begin_cultivation", by=cast.mentee),
    )
    assert sorted(found) == ["", "already_waiting"]
    assert pair.phase_proposals.count() == 1


def test_both_accepting_at_once_starts_one_relationship() -> None:
    cast = build_cast()
    pair = stories.proposed(cast)
    found = at_once(
        lambda: proposals.accept(relationship=pair, by=cast.mentor),
        lambda: proposals.accept(relationship=pair, by=cast.mentee),
    )
    assert found == ["", ""]
    assert (stories.again(pair).phase, steps("start")) == ("initiation", 1)


def test_a_pause_and_an_ending_at_once_leave_an_ended_pair_that_is_not_paused() -> None:
    cast = build_cast()
    pair = stories.in_cultivation(cast)
    resume_on = clock.today() + timedelta(days=20)
    ended, paused = at_once(
        lambda: endings.end_no_fault(relationship=pair, by=cast.mentor),
        lambda: endings.pause(relationship=pair, by=cast.mentee, resume_on=resume_on),
    )
    assert ended == ""
    assert paused in {"", "not_running"}
    left = stories.again(pair)
    assert (left.status, left.paused_at, left.resume_on) == ("concluded", None, None)
