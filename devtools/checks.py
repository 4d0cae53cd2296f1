"""`./dev check`: every gate, side by side, one line each."""

import base64
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from devtools import moments, processes
from devtools.console import say
from devtools.paths import PYTHON, ROOT, VENV

PYTEST = (PYTHON, "-m", "pytest")
ON_EVERY_CORE = ("-n", "logical", "--maxprocesses", "8", "--dist", "worksteal")
DJADE = (VENV / "bin" / "djade", "--target-version", "5.2")
LAYERS = "from importlinter.cli import lint_imports_command as run; run(['--no-logo'])"
GREEN, RED, PLAIN = ("\033[32m", "\033[31m", "\033[0m") if sys.stdout.isatty() else ("", "", "")


def run(environment: dict[str, str], moment: moments.Moment) -> int:
    """Run every gate, say how each ended, show the failing ones; the exit code.

    The tests begin at ``moment``; the other gates have no clock.
    """
    say(f"The tests begin at {moment}.")
    environment = environment | {moments.VARIABLE: moment.text}
    with tempfile.TemporaryDirectory() as logs:
        gates = _started(Path(logs), environment)
        try:
            failed = [gate for gate in _as_they_end(gates) if gate.process.returncode]
            _show(failed)
        finally:
            processes.stop(gates)
        say(f"\n{_last_line(gates[0])}")
    if gates[0] in failed:
        say(f"To repeat the tests: ./dev test --at {moment.text}")
    say(f"{len(failed)} of {len(gates)} gates failed." if failed else "All gates passed.")
    return 1 if failed else 0


def _started(logs: Path, environment: dict[str, str]) -> list[processes.Child]:
    deployed = environment | _production()
    return [
        processes.start(
            name,
            command,
            logs / f"{name}.log",
            environment=deployed if name == "deployment" else environment,
        )
        for name, command in _gates().items()
    ]


def fix(environment: dict[str, str]) -> int:
    """Mend and format everything that tools can; the worst exit code. What is left they name."""
    commands: tuple[processes.Command, ...] = (
        (PYTHON, "-m", "ruff", "check", "--fix"),
        (PYTHON, "-m", "ruff", "format"),
        (*DJADE, *_templates()),
    )
    return max(processes.foreground(command, environment) for command in commands)


def _templates() -> list[Path]:
    found = (*ROOT.glob("templates/**/*.html"), *ROOT.glob("*/templates/**/*.html"))
    return sorted(path.relative_to(ROOT) for path in found)


def _gates() -> dict[str, processes.Command]:
    """The command of each gate; the tests first, because they take longest."""
    manage = (PYTHON, "manage.py")
    return {
        "tests": (*PYTEST, *ON_EVERY_CORE),
        "style": (PYTHON, "-m", "ruff", "check"),
        "format": (PYTHON, "-m", "ruff", "format", "--check"),
        "types": (PYTHON, "-m", "mypy"),
        "layers": (PYTHON, "-c", LAYERS),
        "wording": (PYTHON, "-m", "devtools.wording"),
        "templates": (*DJADE, "--check", *_templates()),
        "migrations": (*manage, "makemigrations", "--check", "--dry-run"),
        "deployment": (*manage, "check", "--deploy", "--fail-level", "WARNING"),
    }


def _production() -> dict[str, str]:
    """An installation's environment, with secrets that only look real."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return {
        "MENTORING_DEBUG": "0",
        "MENTORING_SECRET_KEY": secrets.token_urlsafe(64),
        "MENTORING_FIELD_KEYS": f"1:{key}",
        "MENTORING_ALLOWED_HOSTS": "mentoring.example.org",
        "MENTORING_BASE_URL": "https://mentoring.example.org",
    }


def _as_they_end(gates: list[processes.Child]) -> Iterator[processes.Child]:
    """Each gate when it ends, with its line printed."""
    started = time.monotonic()
    waiting = list(gates)
    while waiting:
        for gate in [gate for gate in waiting if not gate.running()]:
            waiting.remove(gate)
            _report(gate, time.monotonic() - started)
            yield gate
        time.sleep(0.02)


def _report(gate: processes.Child, seconds: float) -> None:
    verdict = f"{RED}FAILED{PLAIN}" if gate.process.returncode else f"{GREEN}passed{PLAIN}"
    say(f"{gate.name:<12} {verdict} {seconds:6.1f} s")


def _show(failed: list[processes.Child]) -> None:
    for gate in failed:
        say(f"\n{RED}--- {gate.name} {'-' * (74 - len(gate.name))}{PLAIN}")
        say(gate.log.read_text(errors="replace").strip())


def _last_line(gate: processes.Child) -> str:
    lines = gate.log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
