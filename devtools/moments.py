"""Moments at which tests are worth running: they are to pass at any, not only on the day they were
written."""

import os
import random
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from devtools.console import Failure
from devtools.paths import ROOT

VARIABLE = "MENTORING_TEST_AT"
FORM = "%Y-%m-%dT%H:%M:%SZ"
FIRST = datetime(2026, 11, 1, tzinfo=UTC)
FIVE_YEARS = timedelta(days=5 * 365)

WORTH_TRYING = {
    "a Thursday evening": "2026-11-26T19:00:00Z",
    "a Saturday": "2027-01-16T10:00:00Z",
    "Europe's clocks go forward": "2027-03-28T00:30:00Z",
    "Europe's clocks go back": "2026-10-25T00:30:00Z",
    "New York's clocks go forward": "2027-03-14T06:30:00Z",
    "New York's clocks go back": "2026-11-01T05:30:00Z",
    "Lord Howe's clocks go back by half an hour": "2027-04-03T14:45:00Z",
    "Lord Howe's clocks go forward by half an hour": "2026-10-03T15:15:00Z",
    "a leap day": "2028-02-29T12:00:00Z",
    "the last minutes of a year": "2026-12-31T23:55:00Z",
    "already tomorrow in Auckland": "2027-02-10T11:30:00Z",
}


@dataclass(frozen=True)
class Moment:
    """When a run of tests begins, and why then."""

    text: str
    reason: str

    def __str__(self) -> str:
        return f"{self.text} ({self.reason})"


def chosen() -> Moment:
    """One of those worth trying, or any second of five years: by chance, and in CI by the commit.

    Each commit thus has its own moment there, and a second run of it finds the same faults.
    """
    chance = random.Random(_commit() if os.environ.get("CI") else None)  # noqa: S311
    somewhen = FIRST + FIVE_YEARS * chance.random()
    candidates = {**WORTH_TRYING, "any moment": somewhen.strftime(FORM)}
    reason, text = chance.choice(list(candidates.items()))
    return Moment(text, reason)


def _commit() -> str:
    """The commit that is checked out."""
    command = ("git", "rev-parse", "HEAD")
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return found.stdout.strip()


def taken_from(arguments: list[str]) -> tuple[Moment | None, list[str]]:
    """The moment that ``--at`` asks for, and the other arguments. Raises Failure for a bad one."""
    rest = list(arguments)
    for place, argument in enumerate(arguments):
        if argument.startswith("--at="):
            del rest[place]
            return asked(argument.removeprefix("--at=")), rest
        if argument == "--at":
            del rest[place : place + 2]
            return asked(" ".join(arguments[place + 1 : place + 2])), rest
    return None, rest


def asked(text: str) -> Moment:
    """A moment as somebody has typed it; UTC unless it says otherwise."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Failure(f"--at needs a moment such as 2027-03-28T00:30Z, not “{text}”.") from error
    at = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return Moment(at.strftime(FORM), "as asked")
