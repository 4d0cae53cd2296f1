"""Days and hours are written in one way, on the clock and in the language of their reader."""

import re
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.template import engines
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core import dates
from core.templatetags import ui

ROOT = Path(settings.BASE_DIR)
ROOMS = ("accounts", "drafts", "matching", "notifications", "profiles", "programs", "relationships")
ROOMS += ("reports", "sessions", "mentoring")
OWN = {"core/dates.py", "core/templatetags/ui.py"}
BY_HAND = re.compile(r"date_format\(|time_format\(|strftime|:%H:%M[}\"']|DATE_FORMAT|rsplit\(.\/.")
FOR_MACHINES = {
    "accounts/time_zones.py",
    "matching/models/runs/groups.py",
    "matching/models/runs.py",
    "notifications/models.py",
    "sessions/models.py",
    "sessions/planning_page.py",
}
"""A select of zones with the time in each, names of rows for operators, values of buttons."""
TILE = {'|date:"j"', '|date:"M"'}


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_writes_a_day_by_hand(room: str) -> None:
    found = [
        str(file.relative_to(ROOT))
        for file in (ROOT / room).rglob("*.py")
        if "migrations" not in file.parts and BY_HAND.search(file.read_text())
    ]
    assert set(found) <= OWN | FOR_MACHINES | {"mentoring/formats/en/formats.py"}


LOWERS = re.compile(r"\.capitalize\(|\.swapcase\(")
"""What makes a month or a name small: "Next session planned for december 1"."""


@pytest.mark.parametrize("room", [*ROOMS, "coordination", "workspace", "core"])
def test_no_room_makes_the_rest_of_a_sentence_small(room: str) -> None:
    files = [file for file in (ROOT / room).rglob("*.py") if "migrations" not in file.parts]
    assert [str(file) for file in files if LOWERS.search(file.read_text())] == []


def test_no_template_makes_a_sentence_small() -> None:
    """Only a role may be written small, before it is put into a sentence."""
    small = re.compile(r"([\w.]+)\|lower")
    roles = {"enrollment.role_name", "part.name", "other.name", "preview.reader"}
    for file in (ROOT / "templates").rglob("*.*"):
        assert set(small.findall(file.read_text())) <= roles, file


def test_no_template_writes_a_day_by_hand() -> None:
    for file in (ROOT / "templates").rglob("*.*"):
        by_hand = re.findall(r"\|(?:date|time)\b(?::\"[^\"]*\")?", file.read_text())
        assert set(by_hand) <= TILE, file


@examples(max_examples=80, deadline=None)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata", "UTC"]),
)
def test_a_deadline_is_the_same_day_in_a_letter_and_on_a_page(moment: datetime, zone: str) -> None:
    """A letter writes it in Python, a page in a template: with a tag, or inside a sentence."""
    template = engines["django"].from_string("{{ moment|as_day }}: {% day moment %}")
    with timezone.override(ZoneInfo(zone)):
        words = dates.day(moment)
        page = template.render({"moment": moment})
    local = moment.astimezone(ZoneInfo(zone)).date()
    assert words == dates.day(local)
    assert page == f'{words}: <time datetime="{local.isoformat()}">{words}</time>'


@time_machine.travel("2031-06-01")
def test_a_moment_names_its_zone_and_reads_alike_in_letters_and_on_pages() -> None:
    moment = datetime(2031, 12, 10, 23, 30, tzinfo=UTC)
    with timezone.override(ZoneInfo("Asia/Ho_Chi_Minh")):
        assert dates.moment(moment) == "Thu, December 11, 06:30 (Ho Chi Minh)"
        bare = re.sub("<[^>]+>", "", str(ui.when(moment)))
        assert dates.moment(moment) == bare.replace(" Ho Chi Minh", " (Ho Chi Minh)")


def test_days_are_written_in_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert dates.day(date(2027, 3, 3)) == "March 3, 2027"
        assert dates.hour(time(14, 5)) == "14:05"
