"""An HR admin sets up and opens a program of a format, led by nothing but its own pages."""

from collections.abc import Callable

import pytest

from core import clock
from programs import formats
from programs.models import Program, ProgramStatus
from programs.program_templates.formats import TEMPLATES
from tests.browser.conftest import Window
from tests.cast import Cast, build_cast

MOST_STEPS = 20


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


@pytest.mark.parametrize(
    ("key", "shape"), [("reverse", "phone"), ("buddy", "dark"), ("external", "wide")]
)
def test_hr_sets_up_and_opens_a_program_from_its_template(
    cast: Cast, window: Callable[[], Window], key: str
) -> None:
    template, hr = TEMPLATES[key], window()
    hr.sign_in(cast.hr)
    hr.page.wait_for_url("**/programs/")
    start(hr, str(template.name))
    hr.look(f"{key}-draft")
    follow_the_next_step(hr, cast, key)
    hr.reads("Join link")
    hr.look(f"{key}-open")
    program = Program.objects.get(name="A new program")
    assert (program.format, program.status) == (template.format, ProgramStatus.OPEN)
    read_the_page_behind_the_link(hr, program, key)


def start(hr: Window, template: str) -> None:
    hr.follow("New program")
    hr.look("new-program")
    hr.tick(template)
    hr.fill("What is the program called?", "A new program")
    hr.fill("When does it start?", f"{clock.today():%Y-%m-%d}")
    hr.press("Create the draft")
    hr.page.wait_for_url("**/setup/")


def follow_the_next_step(hr: Window, cast: Cast, key: str) -> None:
    """Do what the card at the top says, until people can join."""
    card = hr.page.locator("section", has=hr.page.locator("#next"))
    for _step in range(MOST_STEPS):
        keep, open_ = (
            card.get_by_role("button", name=n) for n in ("Keep as is", "Open enrollment")
        )
        before = card.inner_text()
        if keep.count():
            look_at_the_step(hr, key)
            keep.click()
        elif open_.count():
            open_.click()
            hr.reads("Open enrollment of")
            hr.look(f"{key}-open-asked")
            hr.press("Open enrollment")
        else:
            name_a_coordinator(hr, cast)
        hr.page.wait_for_function(
            "text => document.querySelector('#next')?.closest('section').innerText !== text",
            arg=before,
        )
        if card.get_by_text("Join link").count():
            return


def look_at_the_step(hr: Window, key: str) -> None:
    """Open the page of the step, and come back to the set-up."""
    setup = hr.page.url
    hr.follow("Open it")
    hr.page.wait_for_url(lambda url: url != setup)
    hr.look(f"{key}-{hr.page.url.rstrip('/').rsplit('/', 1)[-1]}")
    hr.open(setup)


def name_a_coordinator(hr: Window, cast: Cast) -> None:
    setup = hr.page.url
    hr.follow("Do this now")
    hr.fill("Email address", cast.coordinator.email)
    hr.press("Name them")
    hr.reads("Coordinator")
    hr.open(setup)


def read_the_page_behind_the_link(hr: Window, program: Program, key: str) -> None:
    hr.follow("See the join page")
    for part in formats.of(program.format).parts:
        hr.reads(str(part.join))
    hr.look(f"{key}-join")
