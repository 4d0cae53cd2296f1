"""A mentee looks for a mentor, wishes and asks; the mentor answers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from profiles.models import EnrollmentSkill
from programs.models import Side
from tests import stories
from tests.browser.conftest import Window
from tests.cast import Cast, build_cast, enroll, make_skill, make_user

OpenWindow = Callable[[], Window]


@pytest.fixture
def asking(transactional_db: None) -> Cast:
    """Three mentors with room, in a program whose mentees ask."""
    cast = build_cast()
    stories.let_mentees(cast.program, "requests")
    delegation, listening = make_skill("Delegation"), make_skill("Listening to a team")
    EnrollmentSkill.objects.create(
        enrollment=cast.mentee_enrollment,
        skill=delegation,
        direction="wanted",
        level=1,
        target=3,
    )
    for name, job in [("nguyen-thi-linh", "Head of research"), ("marco-bianchi", "Plant manager")]:
        person = make_user(
            name, unit=cast.unit, job_title=job, time_zone="Asia/Ho_Chi_Minh", function="Law"
        )
        mentor = enroll(
            person,
            cast.program,
            Side.MENTOR,
            functions=["coaching", "sponsorship"],
            languages=["en", "it"],
            availability=["mon_pm", "tue_pm"],
        )
        for skill in (delegation, listening):
            EnrollmentSkill.objects.create(
                enrollment=mentor, skill=skill, direction="offered", level=4
            )
    cast.mentee_enrollment.availability = ["mon_am", "tue_am"]
    cast.mentee_enrollment.save()
    return cast


def enter(window: Window, person: User) -> None:
    client = Client()
    client.force_login(person)
    cookie: Any = client.cookies["sessionid"]
    window.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": window.base}])


def test_a_mentee_wishes_and_asks_and_the_mentor_says_yes(asking: Cast, window: OpenWindow) -> None:
    mentee, mentor, coordinator = window(), window(), window()
    enter(mentee, asking.mentee)
    enter(mentor, asking.mentor)
    enter(coordinator, asking.coordinator)

    mentee.open("/mentoring/")
    mentee.follow("See who is available")
    mentee.look("directory")
    mentee.press("Add to my wishes Marco Bianchi")
    mentee.press("Add to my wishes Mentor")
    mentee.press("Move Mentor up")
    mentee.reads("Your wishes are in a new order.")
    mentee.look("directory-wishes")
    mentee.page.get_by_role("link", name="(Mentor)").click()
    mentee.look("request-new")
    mentee.press("Send the request")
    mentee.reads("This field is required")
    mentee.look("request-error")
    mentee.fill("What would you like to work on?", "I lead a team now, and want to let go.")
    mentee.tick("I would like a short talk before we both decide")
    mentee.press("Send the request")
    mentee.reads("You have asked Mentor.")
    mentee.look("directory-asked")
    mentee.follow("See your request")
    mentee.look("request-mentee")

    coordinator.open(f"/programs/{asking.program.pk}/matching/")
    coordinator.reads("Waiting for an answer: 1")
    coordinator.look("room-choice")

    mentor.open("/mentoring/")
    mentor.follow("Requests to you")
    mentor.look("request-list")
    mentor.follow("Read and answer")
    mentor.reads("I lead a team now, and want to let go.")
    mentor.look("request-mentor")
    mentor.press("Let us talk first")
    mentor.press("Yes, I will be the mentor")
    mentor.reads("You are mentoring together now.")

    mentee.open(f"/programs/{asking.program.pk}/mentors/")
    expect(mentee.page.get_by_role("heading", level=2)).to_have_text(
        "You are not looking for a mentor now"
    )
    mentee.look("directory-has-mentor")
