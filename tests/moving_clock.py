"""The clock of a whole run: `./dev test --at MOMENT` starts it there, and it goes on from there.

PostgreSQL and the browser keep the real time. The product asks neither: no statement reads the
database's clock (see test_clock.py), cookies have a lifetime in seconds (Max-Age), and the scripts
only measure how long something takes. So a moved clock reaches everything that counts.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import time_machine

VARIABLE = "MENTORING_TEST_AT"
BEFORE_ALL_ELSE = Path(__file__).parent / "moved"


def moment() -> datetime | None:
    """The moment this run began at, if it is not the present."""
    text = os.environ.get(VARIABLE)
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def start() -> None:
    """Let this process begin at the moment that was asked for."""
    if begin := moment():
        time_machine.travel(begin).start()


def described() -> str:
    """What the head of a report says about the clock."""
    begin = moment()
    if begin is None:
        return "clock: the present"
    return (
        f"clock: {begin:%A}, {begin:%Y-%m-%dT%H:%M:%SZ}; again with --at {begin:%Y-%m-%dT%H:%M:%SZ}"
    )


def inherited() -> dict[str, str]:
    """The environment of a Python process that is to share the test's clock."""
    now = datetime.now(UTC).isoformat()
    return {VARIABLE: now, "PYTHONPATH": str(BEFORE_ALL_ELSE)}
