"""A search that is too long is refused in words and given back; nothing is cut in silence."""

import pytest
from django.urls import reverse

from devtools.paths import ROOT
from matching import actions as matching
from programs.models import Choice, Side
from tests import stories
from tests.cast import Cast, SignIn, enroll, make_user

LONG = "x" * 249 + "y"
SEARCHES = {
    "skill_list": ("hr", "q"),
    "people": ("hr", "q"),
    "program_people": ("coordinator", "q"),
    "program_pairs": ("coordinator", "q"),
    "program_invite_directory": ("coordinator", "title"),
    "matching_room": ("coordinator", "q"),
    "matching_left_over": ("coordinator", "q"),
    "mentor_directory": ("second_mentee", "q"),
    "safeguarding_room": ("safeguarding", "q"),
}
"""Who searches where, and in which field."""
OTHER = {"tests", ".venv", "devtools", "benchmarks"}


@pytest.fixture
def searched(cast: Cast) -> Cast:
    stories.started(cast)
    stories.let_mentees(cast.program, Choice.REQUESTS)
    enroll(make_user("other-mentor"), cast.program, Side.MENTOR)
    matching.run(program=cast.program, by=cast.coordinator)
    return cast


def address(cast: Cast, route: str) -> str:
    run = cast.program.match_runs.get()
    parts = {
        "matching_left_over": [run.pk],
        "skill_list": [],
        "people": [],
        "safeguarding_room": [],
    }
    return reverse(route, args=parts.get(route, [cast.program.pk]))


def test_a_search_that_is_too_long_is_refused_and_kept(searched: Cast, sign_in: SignIn) -> None:
    for route, (who, field) in SEARCHES.items():
        client, url = sign_in(getattr(searched, who)), address(searched, route)
        send = client.post if route == "safeguarding_room" else client.get
        page = send(url, {field: LONG}).text
        assert "characters too long" in page, route
        assert f'value="{LONG}"' in page, route
        assert "characters too long" not in send(url, {field: "x"}).text, route


def test_no_field_of_a_page_cuts_what_is_pasted() -> None:
    """``maxlength`` cuts without a word."""
    cutting = [path.name for path in (ROOT / "templates").rglob("*.html")
               if "maxlength" in path.read_text()]  # fmt: skip
    assert cutting == []


def test_no_search_is_cut_by_a_view() -> None:
    """What was typed goes through ``core.search`` or a form, never through a slice."""
    rooms = [
        path for path in ROOT.glob("*/**/*.py") if path.relative_to(ROOT).parts[0] not in OTHER
    ]
    cut = [path.name for path in rooms for line in path.read_text().splitlines()
           if 'get("q"' in line and "[:" in line]  # fmt: skip
    assert cut == []
