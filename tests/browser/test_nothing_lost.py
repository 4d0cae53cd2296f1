"""Nothing typed is lost: a broken connection, an expired sign-in, two tabs, a closed page."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from relationships.models import Goal
from tests import stories
from tests.browser.conftest import Window
from tests.cast import PASSWORD, Cast, build_cast

GOAL = "What do you want to achieve?"
HOW = "How will you know?"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


@pytest.fixture
def writing(cast: Cast, window: Callable[..., Window]) -> Window:
    """The mentee before an empty goal."""
    relationship = stories.started(cast)
    mentee = window()
    mentee.sign_in(cast.mentee)
    mentee.reads("My mentoring")
    mentee.open(reverse("goal_new", kwargs={"relationship": relationship.pk}))
    return mentee


def says(page: Page, words: str) -> None:
    expect(page.locator(".kept-line")).to_contain_text(words, timeout=10_000)


def choose(window: Window) -> None:
    window.tick("New skills", "Long term")


def test_a_broken_connection_costs_no_word(writing: Window) -> None:
    page = writing.page
    says(page, "What you type is saved as you go")
    writing.fill(GOAL, "Lead a project")
    says(page, "Saved as you type, for you alone")
    choose(writing)
    page.context.set_offline(True)
    page.get_by_label(HOW).press_sequentially("Two teams ship together")
    says(page, "Not saved: no connection")
    writing.look("form-without-connection")
    writing.press("Propose the goal")
    says(page, "Not sent: no connection")
    assert page.get_by_label(HOW).input_value() == "Two teams ship together"
    page.context.set_offline(False)
    says(page, "Saved as you type")
    writing.press("Propose the goal")
    page.wait_for_url("**/mentoring/*/")
    assert Goal.objects.get().success == "Two teams ship together"
    page.go_back()
    expect(page.get_by_text("You have unsent text")).to_have_count(0)


def test_a_closed_page_is_found_again(writing: Window) -> None:
    address = writing.page.url
    writing.fill(GOAL, "Lead a project")
    writing.page.close(run_before_unload=False)
    writing.page = writing.context.new_page()
    writing.open(address)
    writing.reads("You have unsent text: A goal")
    writing.look("form-with-unsent-text")
    writing.follow("Bring it back")
    expect(writing.page.get_by_label(GOAL)).to_have_value("Lead a project")
    writing.look("form-with-text-brought-back")
    writing.open(reverse("unsent_list"))
    writing.reads("Lead a project")
    writing.look("unsent-list")
    writing.press("Discard")
    writing.look("unsent-discard-confirm")
    writing.press("Delete the text")
    writing.reads("No unsent text")
    writing.look("unsent-list-empty")


def test_a_sign_in_that_ran_out_costs_no_word(cast: Cast, writing: Window) -> None:
    page = writing.page
    writing.fill(GOAL, "Lead a project")
    choose(writing)
    page.context.clear_cookies(name="sessionid")
    page.get_by_label(HOW).press_sequentially("Two teams ship together")
    says(page, "You are signed out. What you type is still saved")
    writing.press("Propose the goal")
    writing.reads("What you typed is saved: sign in to continue.")
    writing.look("sign-in-with-text-kept")
    writing.fill("Email", cast.mentee.email)
    page.locator("#id_password").fill(PASSWORD)
    writing.press("Sign in", exact=True)
    expect(page.get_by_label(HOW)).to_have_value("Two teams ship together")
    writing.press("Propose the goal")
    page.wait_for_url("**/mentoring/*/")
    assert Goal.objects.get().title == "Lead a project"


def test_two_tabs_keep_their_own_words(writing: Window) -> None:
    other = writing.context.new_page()
    other.goto(writing.page.url)
    writing.fill(GOAL, "From one tab")
    other.get_by_label(GOAL).fill("From the other")
    says(writing.page, "Saved as you type")
    says(other, "Saved as you type")
    writing.open(reverse("unsent_list"))
    writing.reads("From one tab")
    writing.reads("From the other")


def test_without_scripts_a_form_sent_signed_out_comes_back(
    cast: Cast, window: Callable[..., Window]
) -> None:
    relationship = stories.started(cast)
    mentee = window(java_script_enabled=False)
    mentee.sign_in(cast.mentee)
    mentee.open(reverse("goal_new", kwargs={"relationship": relationship.pk}))
    mentee.fill(GOAL, "Lead a project")
    choose(mentee)
    mentee.context.clear_cookies(name="sessionid")
    mentee.press("Propose the goal")
    mentee.reads("What you typed is saved: sign in to continue.")
    mentee.fill("Email", cast.mentee.email)
    mentee.page.locator("#id_password").fill(PASSWORD)
    mentee.press("Sign in", exact=True)
    expect(mentee.page.get_by_label(GOAL)).to_have_value("Lead a project")
