"""How the demo organization gets into a database, and how its stories are told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from core import clock
from demo import plots
from demo.cohorts import Cohort, ProgramOutline
from demo.dice import Dice
from demo.ledger import RowLedger
from demo.pair import DemoPair, StoryContext
from demo.pairing import Match
from demo.seed import OWN_APPS, seed, wipe
from notifications import kinds
from notifications.models import Message
from notifications.models import MessageStatus as MessageStatus
from programs.models import Phase, ProgramStatus
from relationships.models import Relationship, Status
from tests.cast import Cast
from tests.pace import Paced


def rows_by_table() -> dict[str, int]:
    models = [model for label in OWN_APPS for model in apps.get_app_config(label).get_models()]
    return {model._meta.label: model._base_manager.count() for model in models}


# The command --------------------------------------------------------------------------------


def test_an_empty_database_gets_the_demo_within_seconds(db: None, settings: Any) -> None:
    settings.MENTORING_DEMO = True
    with Paced() as work:
        call_command("prepare_demo", verbosity=0)
    assert work.seconds < 8
    assert User.objects.count() > 250


def test_a_database_with_people_in_it_is_left_alone(cast: Cast, settings: Any) -> None:
    settings.MENTORING_DEMO = True
    before = rows_by_table()
    call_command("prepare_demo", verbosity=0)
    assert rows_by_table() == before


def test_without_demo_nobody_is_added(db: None, settings: Any) -> None:
    settings.MENTORING_DEMO = False
    call_command("prepare_demo", verbosity=0)
    assert not User.objects.exists()


def test_without_demo_nothing_is_deleted(cast: Cast, settings: Any) -> None:
    settings.MENTORING_DEMO = False
    before = rows_by_table()
    with pytest.raises(CommandError):
        call_command("prepare_demo", "--fresh", verbosity=0)
    assert rows_by_table() == before


def test_fresh_replaces_everything(cast: Cast) -> None:
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL mentoring.may_truncate = 'off'")
    wipe()
    assert not any(rows_by_table().values())


# The teller of stories ----------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    "moment",
    [
        datetime(2027, 1, 1, 0, 5, tzinfo=UTC),
        datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 11, 26, 19, 0, tzinfo=UTC),
    ],
    ids=["new year", "leap day", "end of summer time", "Thursday evening"],
)
def test_the_stories_can_be_told_on_any_day(db: None, moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        seed(now=moment)
        assert Relationship.objects.filter(
            memberships__user__email="mentee@example.org", phase=Phase.CULTIVATION
        ).exists()
        due = Message.objects.filter(status=MessageStatus.DUE, due_at__lte=moment)
        assert 8 <= due.count() <= 40
        assert [letter for letter in due if kinds.get(letter.kind).compose(letter) is None] == []
        connection.check_constraints()


def test_a_story_that_the_product_would_refuse_is_not_told(cast: Cast) -> None:
    pair = a_pair(cast)
    plots.waits_for_both(pair)
    pair.at(pair.moment + timedelta(days=1), pair.take, "begin_cultivation", cast.mentor)
    with pytest.raises(ValueError, match="begin_cultivation"):
        pair.play()


def test_what_lies_in_the_future_does_not_happen(cast: Cast) -> None:
    pair = a_pair(cast)
    pair.at(pair.now + timedelta(minutes=1), pair.take, "withdraw", cast.coordinator)
    pair.play()
    assert pair.record.status == Status.PROPOSED


def a_pair(cast: Cast) -> DemoPair:
    """A pair proposed ten days ago, about which nothing has been told yet."""
    now, proposal = clock.now(), apps.get_model("matching.Proposal")(reasons=[])
    outline = ProgramOutline("key", "Name", "", cast.program.starts_on, ProgramStatus.RUNNING)
    match = Match(cast.mentor_enrollment, cast.mentee_enrollment, proposal)
    return DemoPair(
        StoryContext(now, Dice(1), RowLedger()),
        Cohort(outline, cast.program, cast.coordinator),
        match,
        now - timedelta(days=9),
    )
