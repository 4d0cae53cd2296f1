"""The development plan in a real browser: plan an activity, do it, look back, share."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from tests import stories
from tests.browser.conftest import Window
from tests.cast import Cast, build_cast


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


def test_an_activity_is_planned_done_and_looked_back_on(
    cast: Cast, window: Callable[..., Window]
) -> None:
    relationship = stories.started(cast)
    goal = stories.goal(cast, relationship)
    address = reverse("goal_detail", kwargs={"relationship": relationship.pk, "goal": goal.pk})
    mentee = window()
    mentee.sign_in(cast.mentee)
    mentee.open(address)
    mentee.look("goal-without-activity")
    mentee.follow("Plan an activity")
    mentee.look("activity-new")
    mentee.fill("What is to be done?", "Spend a day with the support team")
    mentee.page.get_by_label("What kind of activity is it?").select_option("shadowing")
    mentee.fill("From when?", f"{clock.today() + timedelta(days=5)}")
    mentee.fill("Until when?", f"{clock.today() + timedelta(days=3)}")
    mentee.press("Plan the activity")
    mentee.reads("Choose the day it begins, or a later one.")
    mentee.look("activity-new-wrong")
    mentee.fill("Until when?", f"{clock.today() + timedelta(days=7)}")
    mentee.press("Plan the activity")
    mentee.look("goal-with-activity")
    mentee.follow("Spend a day with the support team")
    mentee.look("activity-planned")
    mentee.press("It has begun")
    mentee.look("activity-under-way")
    mentee.press("It is done")
    mentee.fill("What? What happened", "I answered twelve calls.")
    mentee.fill("So what?", "Most questions are about one page.")
    mentee.page.get_by_label("How much did it help").select_option("much")
    mentee.page.get_by_label("Share my three answers").check()
    mentee.look("activity-done")
    mentee.press("Save what I think")
    mentee.reads("What you think is saved.")
    mentor = window()
    mentor.sign_in(cast.mentor)
    mentor.open(address)
    mentor.look("goal-for-the-mentor")
    mentor.follow("Spend a day with the support team")
    mentor.reads("Most questions are about one page.")
    mentor.page.get_by_text("Change the activity").click()
    mentor.look("activity-for-the-mentor")
