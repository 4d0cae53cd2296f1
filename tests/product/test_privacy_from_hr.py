"""Two people do something, and nothing that HR admins can read changes before the next night.

Every page that HR may open is read before and after, at the same moment, and compared word by word:
numbers, order and all. So HR cannot find a pair by watching what moves.
"""

from collections.abc import Callable
from datetime import timedelta
from difflib import unified_diff

import pytest
import time_machine
from django.db import transaction

from core import clock
from matching.actions import requests
from matching.models.runs import MentorRequest
from notifications import tasks as messages
from notifications.models import Message
from profiles import actions as enrolling
from profiles.profile_data import Profile
from relationships.actions import endings
from reports import tasks as reports
from sessions.actions import check_ins, meetings
from tests import stories
from tests.cast import Cast
from tests.permission_matrix import ROUTES
from tests.product.test_permissions import ALL_ROUTES, World, body_of
from tests.product.test_privacy_of_the_pair import settled

Change = Callable[[World], object]
ANSWERED_BY_POST = {name for name in ROUTES if name.endswith("_export")}

CHANGES: dict[str, Change] = {
    "an ending": lambda world: endings.end_no_fault(
        relationship=world.relationship, by=world.cast.mentee
    ),
    "a pause": lambda world: endings.pause(
        relationship=world.relationship,
        by=world.cast.mentor,
        resume_on=clock.today() + timedelta(days=20),
    ),
    "a new session": lambda world: stories.planned(world.cast, world.relationship, days=9),
    "a session called off": lambda world: meetings.cancel(
        session=world.session, by=world.cast.mentee
    ),
    "a goal": lambda world: stories.goal(world.cast, world.relationship),
    "an answer": lambda world: check_ins.say_fit(
        membership=stories.membership(world.relationship, "mentee"), fit="not_good"
    ),
    "a wish to talk": lambda world: check_ins.ask_for_help(
        membership=stories.membership(world.relationship, "mentee")
    ),
    "a request taken back": lambda world: requests.take_back(
        request=MentorRequest.objects.get(), by=world.cast.mentee
    ),
    "a change of the avoid list": lambda world: enrolling.change_practicalities(
        enrollment=world.cast.mentee_enrollment,
        profile=Profile(values={}, avoids=[world.cast.mentor]),
        by=world.cast.mentee,
    ),
}


def read(world: World) -> dict[str, str]:
    """All that HR can read, by the name of the route."""
    client, found = world.client("hr"), {}
    for name, access in sorted(ROUTES.items()):
        if "hr" not in access.allowed or not ("G" in access.methods or name in ANSWERED_BY_POST):
            continue
        if "token" in ALL_ROUTES[name]:
            continue  # the door of whoever was sent the link
        with transaction.atomic():
            by_post = "G" not in access.methods
            response = (client.post if by_post else client.get)(world.url(name))
            found[name] = settled(f"{response.status_code} {body_of(response)}")
            transaction.set_rollback(True)
    return found


def moved(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    return {
        name: list(unified_diff(before[name].split("\n"), after[name].split("\n"), n=0))[3:]
        for name in before
        if before[name] != after[name]
    }


def nothing_late() -> None:
    """The worker is at work: how late the oldest message is may be seen at once."""
    Message.objects.filter(due_at__lte=clock.now()).update(status="cancelled")


def counted() -> None:
    """The night has passed."""
    messages.renew_figures()
    reports.renew_figures()


@pytest.mark.slow
def test_what_two_people_do_changes_nothing_that_hr_reads_before_the_night(cast: Cast) -> None:
    world = World(cast)
    told: dict[str, dict[str, list[str]]] = {}
    with time_machine.travel(clock.now() + timedelta(seconds=1), tick=False):
        nothing_late()
        counted()
        before = read(world)
        assert "outbox" in before
        for name, change in CHANGES.items():
            with transaction.atomic():
                change(world)
                told |= {name: found} if (found := moved(before, read(world))) else {}
                transaction.set_rollback(True)
    assert told == {}
