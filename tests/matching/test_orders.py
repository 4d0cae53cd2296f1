"""Runs of large pools: ordered with a click, made by a worker, seen on the way."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from core import clock
from core.errors import DomainError
from matching import tasks
from matching.actions import run_requests
from matching.models.runs import MatchRun, RunOrder, RunStage
from programs.models import Program, ProgramStatus
from tests.cast import Cast, SignIn


@pytest.fixture
def large(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast in a program that counts as large."""
    monkeypatch.setattr(run_requests, "LARGE", 1)
    return cast


def order(cast: Cast) -> RunOrder:
    return run_requests.order(program=cast.program, by=cast.coordinator)


def room(cast: Cast, sign_in: SignIn) -> Any:
    return sign_in(cast.coordinator).get(reverse("matching_room", args=[cast.program.pk]))


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def click(cast: Cast, sign_in: SignIn) -> Any:
    return sign_in(cast.coordinator).post(reverse("matching_run", args=[cast.program.pk]))


def test_a_small_pool_is_run_at_once(cast: Cast, sign_in: SignIn) -> None:
    click(cast, sign_in)
    assert MatchRun.objects.count() == 1
    assert not RunOrder.objects.exists()


def test_two_clicks_on_a_large_pool_make_one_order_and_one_run(
    large: Cast, sign_in: SignIn
) -> None:
    click(large, sign_in)
    click(large, sign_in)
    assert not MatchRun.objects.exists()
    asked = str(RunOrder.objects.get().pk)
    assert [tasks.run_order(asked), tasks.run_order(asked)] == [True, False]
    made = MatchRun.objects.get()
    assert (made.requested_by, made.summary["pairs"]) == (large.coordinator, 2)


def test_the_room_says_how_far_the_run_is_and_comes_again_by_itself(
    large: Cast, sign_in: SignIn
) -> None:
    click(large, sign_in)
    waiting = room(large, sign_in)
    assert waiting["Refresh"] == "5"
    assert "It begins in a moment" in text(waiting)
    RunOrder.objects.update(started_at=clock.now(), stage=RunStage.PAIRS)
    page = text(room(large, sign_in))
    assert page.count(">done<") == 2
    assert 'aria-current="step"> <p>Finding the best matches overall</p>' in page


def test_the_page_leads_to_the_result(large: Cast, sign_in: SignIn) -> None:
    tasks.run_order(str(order(large).pk))
    done = room(large, sign_in)
    assert "Refresh" not in done
    assert "Publish 2 matches" in text(done)


def test_every_stage_is_told_in_its_order(large: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(run_requests, "_tell", lambda row, stage: told.append(stage))
    Program.objects.filter(pk=large.program.pk).update(least_fit=1)
    tasks.run_order(str(order(large).pk))
    assert [RunStage.PEOPLE, *told] == RunStage.values[1:]


def test_an_order_whose_hint_was_lost_is_made_by_the_sweep(large: Cast) -> None:
    order(large)
    assert [tasks.run_waiting_orders(), tasks.run_waiting_orders()] == [1, 0]
    assert MatchRun.objects.count() == 1


def test_a_run_that_fails_is_over_and_the_room_says_so(
    large: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = order(large)
    with monkeypatch.context() as broken:
        broken.setattr(run_requests, "draft", lambda **_all: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tasks.run_order(str(asked.pk))
    assert "stopped before its end" in text(room(large, sign_in))
    tasks.run_order(str(order(large).pk))
    assert "stopped before its end" not in text(room(large, sign_in))


def test_a_worker_that_went_away_holds_nobody_up(large: Cast, sign_in: SignIn) -> None:
    first = order(large)
    RunOrder.objects.update(started_at=clock.now())
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
        assert "stopped before its end" in text(room(large, sign_in))
        assert order(large) != first
    assert RunOrder.objects.filter(finished_at=None).count() == 1


def test_a_run_made_meanwhile_is_not_replaced(
    large: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, drawn = order(large), run_requests.draft

    def slow(**all_: Any) -> Any:
        found = drawn(**all_)
        run_requests.run(program=large.program, by=large.coordinator)
        return found

    monkeypatch.setattr(run_requests, "draft", slow)
    tasks.run_order(str(asked.pk))
    asked.refresh_from_db()
    assert (asked.trouble, MatchRun.objects.count()) == ("moved", 1)


def test_a_program_that_closes_meanwhile_keeps_no_run(large: Cast, sign_in: SignIn) -> None:
    asked = order(large)
    Program.objects.filter(pk=large.program.pk).update(status=ProgramStatus.CLOSED)
    tasks.run_order(str(asked.pk))
    assert not MatchRun.objects.exists()
    large.program.refresh_from_db()
    with pytest.raises(DomainError):
        order(large)
    Program.objects.filter(pk=large.program.pk).update(status=ProgramStatus.RUNNING)
    assert "The program closed" in text(room(large, sign_in))


def test_new_aims_of_a_large_pool_are_saved_and_a_run_ordered(large: Cast, sign_in: SignIn) -> None:
    address = reverse("matching_aims", args=[large.program.pk])
    client = sign_in(large.coordinator)
    form = client.get(address).context["form"]
    asked = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    page = client.post(address, asked, follow=True)
    assert "A new run with these settings will start soon" in text(page)
    assert RunOrder.objects.count() == 1
    assert not MatchRun.objects.exists()
