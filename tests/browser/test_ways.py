"""Other ways to use the product: by keyboard alone, and without JavaScript."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from core import clock
from relationships.models import Relationship
from sessions.models import MentoringSession
from tests import stories
from tests.browser.conftest import Window
from tests.cast import build_cast

TABS = 60


def tab_to(window: Window, name: str) -> None:
    """Press Tab until the focus is on what is called ``name``, seeing where it is all the way."""
    for _press in range(TABS):
        window.page.keyboard.press("Tab")
        focus = window.page.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.innerText || e.value || '', s.boxShadow + s.outlineStyle] }"
        )
        assert focus[1] != "nonenone", f"the focus on {focus[0]!r} cannot be seen"
        if name in focus[0]:
            return
    raise AssertionError(f"{name!r} cannot be reached by keyboard")


@pytest.mark.django_db(transaction=True)
def test_a_proposal_is_accepted_by_keyboard_alone(window: Callable[..., Window]) -> None:
    cast = build_cast()
    relationship = stories.proposed(cast)
    mentee = window()
    mentee.sign_in(cast.mentee)
    mentee.page.wait_for_url("**/mentoring/**")
    mentee.page.keyboard.press("Tab")
    assert "Skip to content" in mentee.page.evaluate("document.activeElement.innerText")
    tab_to(mentee, "Yes, I would like to")
    mentee.page.keyboard.press("Enter")
    mentee.reads("You have said yes")
    assert relationship.memberships.get(user=cast.mentee).accepted is True


@pytest.mark.django_db(transaction=True)
def test_a_session_is_planned_and_a_phase_proposed_without_javascript(
    window: Callable[..., Window],
) -> None:
    cast = build_cast()
    relationship = stories.ready_for_cultivation(cast)
    mentee = window(java_script_enabled=False)
    mentee.sign_in(cast.mentee)
    mentee.follow("Plan a session")
    mentee.fill("Day", f"{clock.today() + timedelta(days=4):%Y-%m-%d}")
    mentee.fill("Time", "11:00")
    mentee.press("Plan the session")
    mentee.open(f"/mentoring/{relationship.pk}/phase/begin_cultivation/")
    mentee.press("Propose", exact=True)
    mentee.reads("You have proposed")
    assert MentoringSession.objects.filter(status="planned").count() == 1
    assert Relationship.objects.get().phase_proposals.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_error_takes_the_focus_and_keeps_what_was_typed(window: Callable[..., Window]) -> None:
    cast = build_cast()
    relationship = stories.started(cast)
    mentee = window()
    mentee.sign_in(cast.mentee)
    mentee.open(f"/mentoring/{relationship.pk}/goals/new/")
    mentee.fill("How will you know?", "People come to me with their questions")
    mentee.page.locator("form.sheet").evaluate("form => form.noValidate = true")
    mentee.press("Propose the goal")
    mentee.reads("There is a problem")
    mentee.look("errors")
    focused = mentee.page.evaluate("document.activeElement.className")
    assert "summary" in focused
    assert mentee.page.title().startswith("Error: ")
    kept = mentee.page.get_by_label("How will you know?").input_value()
    assert kept == "People come to me with their questions"
