"""The virtual environment: made once, renewed when the requirements change."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from devtools import locks
from devtools.console import Failure, say
from devtools.paths import PYTHON, ROOT, VAR, VENV

REQUIREMENTS = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
STAMP = VENV / ".requirements"


def ensure() -> None:
    """Make `.venv` hold exactly what the requirements name; at once when it already does."""
    with locks.exclusive(VAR / "venv.lock"):
        if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == _wanted():
            return
        if not _usable():
            _create()
        _install()
        STAMP.write_text(_wanted())


def _wanted() -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in REQUIREMENTS)).hexdigest()


def _usable() -> bool:
    """Whether a `.venv` is there that was finished and whose interpreter still exists."""
    return PYTHON.exists() and _run(PYTHON, "-c", "import pip", quiet=True)


def _create() -> None:
    say("Creating .venv ...")
    if not _run(sys.executable, "-m", "venv", "--clear", VENV):
        raise Failure("Python could not create .venv. On Debian: apt-get install python3-venv")


def _install() -> None:
    say("Installing packages ...")
    files = [part for path in REQUIREMENTS for part in ("-r", path)]
    if _pip("uv", quiet=True) and _run(
        PYTHON, "-m", "uv", "pip", "install", "-q", "--python", PYTHON, *files
    ):
        return
    say("uv could not install them; trying pip, which is slower.")
    if not _pip(*files):
        raise Failure("The packages could not be installed; see above.")


def _pip(*arguments: str | Path, quiet: bool = False) -> bool:
    pip = (PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check")
    return _run(*pip, *arguments, quiet=quiet)


def _run(*command: str | Path, quiet: bool = False) -> bool:
    output = subprocess.DEVNULL if quiet else None
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    return not subprocess.call(command, env=environment, stdout=output, stderr=output)
