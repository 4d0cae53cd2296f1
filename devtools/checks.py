"""`./dev check`: every gate, side by side, one line each, the tests last."""

import base64
import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from devtools import processes
from devtools.console import say
from devtools.paths import PYTHON, ROOT, VAR, VENV

LOGS = VAR / "log" / "check"


@dataclass(frozen=True)
class Gate:
    name: str
    command: processes.Command
    environment: dict[str, str] = field(default_factory=dict)


def run(environment: dict[str, str]) -> int:
    """Run all gates at once; print a line for each as it ends; 1 if any failed."""
    started = time.monotonic()
    failed = [child for child in _ended(_start_all(environment)) if not _passed(child, started)]
    for child in failed: 
        say(f"\n--- {child.name}\n{child.log.read_text(errors='replace')}")
