"""Whose day it is: of who reads or chooses, their own; of a program, the organization's."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings

from accounts.models import User
from core import clock, local_time
from programs import queries as program_queries
from programs.models import Format
from relationships.models import PauseRequest, PhaseProposal
from sessions.rules import end_of_pause
from tests import hanging, stories
from tests.cast import Cast, SignIn
from tests.product.test_dates import ROOMS
from tests.product.test_days_typed import ROWS, page_of, verdict

IN_UTC = re.compile(r"\bclock\.today(\(\)|\b(?!\())")
KEPT_IN_UTC = {
    "matching/models/runs.py": "the default of a column, which the action always fills in",
    "relationships/actions/follow_up.py": "a day of grace covers every clock",
}
FIRST, LAST = "first", "last"
# The first or last day that a form takes, in days from today on the calendar of its person.
LIMITS = {
    ("pause", "resume_on"): (FIRST, 1),
    ("agreement_edit", "ends_on"): (FIRST, 1),
    ("phase_propose", "new_end_on"): (FIRST, 1),
    ("goal_new", "due_on"): (FIRST, 0),
    ("action_add", "due_on"): (FIRST, 0),
    ("mentor_away", "since"): (FIRST, 0),
    ("support_given", "given_on"): (LAST, 0),
    ("exchange_log", "day"): (LAST, 0),
}
CHOSEN = {(row.route, row.day): row for row in reversed(ROWS)}
# Hours in UTC at which it is already tomorrow in one place, and still yesterday in the other.
HOURS = {"Pacific/Auckland": (12, 1), "America/Los_Angeles": (6, -1)}


@pytest.mark.parametrize("zone", HOURS)
@pytest.mark.parametrize("limit", LIMITS, ids="-".join)
def test_today_is_the_day_of_who_fills_in_the_form(
    cast: Cast, sign_in: SignIn, limit: tuple[str, str], zone: str
) -> None:
    hour, shift = HOURS[zone]
    tomorrow = clock.now() + timedelta(days=1)
    with time_machine.travel(tomorrow.replace(hour=hour, minute=30), tick=False):
        stories.let_mentees(cast.program, "requests")
        world, row = hanging.build(cast, Format.CLASSIC), CHOSEN[limit]
        PhaseProposal.objects.all().delete()
        PauseRequest.objects.all().delete()
        hanging.confirm_goal(world)
        hanging.put(world, "active", row.phase)
        person = world.leaver.user if row.by == "mentee" else getattr(cast, row.by)
        User.objects.filter(pk=person.pk).update(time_zone=zone)
        today = clock.today(zone)
        assert today == clock.today() + timedelta(days=shift)
        client, page = sign_in(person), page_of(world, row, cast.program.pk)
        side, days = LIMITS[limit]
        taken = today + timedelta(days=days)
        refused = taken + timedelta(days=1 if side == LAST else -1)
        member = str(world.leaver.pk)
        found = [verdict(client, page, row, f"{day}", member) for day in (taken, refused)]
        assert found == ["", "refused"]


@pytest.mark.parametrize("zone", HOURS)
def test_the_days_of_a_program_are_those_of_the_organization(settings: Any, zone: str) -> None:
    settings.TIME_ZONE = zone
    hour, shift = HOURS[zone]
    with time_machine.travel(clock.now().replace(hour=hour, minute=30), tick=False):
        assert program_queries.today_here() == clock.today() + timedelta(days=shift)
        day = program_queries.today_here() + timedelta(days=3)
        assert local_time.day_of(end_of_pause(day), zone) == day
        before = end_of_pause(day) - timedelta(minutes=1)
        assert local_time.day_of(before, zone) == day - timedelta(days=1)


@pytest.mark.parametrize("room", [*ROOMS, "workspace", "coordination", "programs"])
def test_no_room_takes_the_day_in_utc_for_somebodys_day(room: str) -> None:
    root = Path(settings.BASE_DIR)
    found = {
        str(file.relative_to(root))
        for file in (root / room).rglob("*.py")
        if "migrations" not in file.parts and IN_UTC.search(file.read_text())
    }
    assert found <= KEPT_IN_UTC.keys()
