"""Speaking to the person at the terminal."""

from pathlib import Path


class Failure(Exception):
    """Something a person has to know or mend; shown without a traceback."""


def say(message: str) -> None:
    print(message, flush=True)


def tail(log: Path, lines: int = 30) -> str:
    """The end of a log file, indented."""
    text = log.read_text(errors="replace") if log.exists() else ""
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:]) or "    (empty)"
