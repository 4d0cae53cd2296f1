"""Time comes from one place, and a run of the tests may begin at any moment."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.conf import settings

from core import clock as product_clock
from devtools import moments
from devtools.console import Failure
from tests import moving_clock

ROOT = Path(settings.BASE_DIR)
READS_THE_TIME = {
    *("date.today", "datetime.now", "datetime.today", "datetime.utcnow", "time.time"),
    *("timezone.now", "timezone.localdate", "timezone.localtime", "localdate", "localtime"),
    *("Now", "functions.Now", "CurrentTimestamp"),
}
WITH_A_MOMENT = {"timezone.localdate", "timezone.localtime", "localdate", "localtime"}
BY_THE_DATABASE = ("now()", "current_timestamp", "current_date", "clock_timestamp", "localtime")
ROOMS = [config.path for config in apps.get_app_configs() if str(ROOT) in config.path]


def sources() -> Iterator[Path]:
    folders = [Path(room) for room in ROOMS if "/.venv/" not in room] + [ROOT / "mentoring"]
    for folder in sorted(set(folders)):
        yield from (path for path in folder.rglob("*.py") if path.name != "clock.py")


def readings(text: str) -> list[str]:
    """Each call that asks what time it is; turning a moment one has into local time is none."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    named = [(ast.unparse(call.func), call) for call in calls]
    return [
        f"line {call.lineno}: {name}()"
        for name, call in named
        if name.removeprefix("django.utils.") in READS_THE_TIME
        and not (name in WITH_A_MOMENT and (call.args or call.keywords))
    ]


def test_only_the_clock_module_reads_the_time() -> None:
    found = {
        str(path.relative_to(ROOT)): readings(path.read_text())
        for path in sources()
        if "/migrations/" not in str(path)
    }
    assert len(found) > 300
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        "timezone.now()",
        "datetime.now(UTC)",
        "date.today()",
        "time.time()",
        "localtime()",
        "timezone.localdate()",
        "x.filter(due_at__lt=Now())",
    ],
)
def test_each_way_of_reading_the_time_is_noticed(line: str) -> None:
    assert readings(line) != []


def test_local_time_of_a_moment_reads_no_clock() -> None:
    assert readings("timezone.localtime(moment)") == []


def test_no_statement_asks_the_database_for_the_time() -> None:
    """PostgreSQL has the real time, also where the tests have another."""
    for path in sources():
        for text in _texts(path):
            assert not any(words in text.lower() for words in BY_THE_DATABASE), path


def _texts(path: Path) -> Iterator[str]:
    """The statements in a file: the texts that look like SQL."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = node.value.upper()
            if any(verb in words for verb in ("SELECT ", "UPDATE ", "INSERT ", "CREATE ")):
                yield node.value


# A run at another moment ------------------------------------------------------------------------


def test_a_run_goes_by_the_clock_it_was_given() -> None:
    begin = moving_clock.moment()
    if begin is None:
        pytest.skip("this run goes by the present")
    assert begin <= product_clock.now() < begin + timedelta(hours=6)


def test_time_goes_on_in_a_process_that_a_test_starts() -> None:
    with time_machine.travel("2028-02-29T12:00:00Z"):
        inherited = moving_clock.inherited()
    script = "from datetime import *; print(datetime.now(UTC).isoformat())"
    command = (sys.executable, "-c", script)
    done = subprocess.run(command, env=os.environ | inherited, capture_output=True, check=True)
    begun = datetime.fromisoformat(done.stdout.decode().strip())
    assert begun - datetime(2028, 2, 29, 12, tzinfo=UTC) < timedelta(minutes=5)


@pytest.mark.parametrize("typed", [["--at", "2027-03-28T00:30Z"], ["--at=2027-03-28T02:30+02:00"]])
def test_the_moment_of_a_run_may_be_asked_for(typed: list[str]) -> None:
    found, rest = moments.taken_from(["tests/test_x.py", *typed, "-x"])
    assert found
    assert (found.text, rest) == ("2027-03-28T00:30:00Z", ["tests/test_x.py", "-x"])


def test_without_asking_a_run_of_tests_has_the_present() -> None:
    assert moments.taken_from(["-k", "at"]) == (None, ["-k", "at"])


@pytest.mark.parametrize("typed", [["--at"], ["--at", "tomorrow"], ["--at="]])
def test_a_moment_that_is_none_is_refused_in_plain_words(typed: list[str]) -> None:
    with pytest.raises(Failure, match="needs a moment such as"):
        moments.taken_from(typed)


def test_what_is_chosen_at_random_can_be_asked_for_again() -> None:
    for _time in range(40):
        chosen = moments.chosen()
        assert moments.asked(chosen.text).text == chosen.text


@pytest.mark.parametrize(
    ("word", "zone"),
    [
        ("Europe", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("Lord", "Australia/Lord_Howe"),
    ],
)
def test_the_nights_of_a_change_of_clocks_are_those_nights(word: str, zone: str) -> None:
    found = [text for reason, text in moments.WORTH_TRYING.items() if reason.startswith(word)]
    assert len(found) == 2
    for text in found:
        before = datetime.fromisoformat(text).astimezone(ZoneInfo(zone))
        after = (before.astimezone(UTC) + timedelta(hours=1)).astimezone(ZoneInfo(zone))
        assert before.utcoffset() != after.utcoffset()
