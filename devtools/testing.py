"""What `./dev test` stands on: a fresh database for all tests, a lasting one for some.

The lasting one is kept between runs, in the services that `run` and `manage` share, and is made
again when a migration has changed. While somebody else tests in it, there is a fresh one.
"""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from devtools import keeper, locks, processes, services
from devtools.paths import PYTHON, ROOT, VAR

IN_USE = VAR / "tests.lock"
MIGRATED = VAR / "tests.migrations"
COVERAGE = VAR / "coverage"
MEASURED = (PYTHON, "-m", "coverage")
Options = tuple[str, ...]


@contextmanager
def database(*, lasting: bool) -> Iterator[tuple[services.Addresses, Options]]:
    """Where the tests find their services, and what pytest is told about the database."""
    with locks.attempt(IN_USE) as free:
        if lasting and free:
            with keeper.lease() as addresses:
                yield addresses, _kept()
            return
    with services.private() as addresses:
        yield addresses, ()


def _kept() -> Options:
    """Keep the database, unless its tables have been made by other migrations."""
    wanted = _migrations()
    is_same = MIGRATED.exists() and MIGRATED.read_text() == wanted
    MIGRATED.write_text(wanted)
    return ("--reuse-db",) if is_same else ("--reuse-db", "--create-db")


def _migrations() -> str:
    """What all migrations of the product say, in short."""
    files = sorted(ROOT.glob("*/migrations/*.py"))
    texts = (path.name.encode() + path.read_bytes() for path in files)
    return hashlib.sha256(b"".join(texts)).hexdigest()


def measured(command: processes.Command, environment: processes.Environment, *, gated: bool) -> int:
    """Run the tests in ``command`` (without the Python in front) and say which branches they never
    took; the exit code of the tests, or of the gate in ``pyproject.toml``."""
    gate = () if gated else ("--fail-under", "0")
    shutil.rmtree(COVERAGE, ignore_errors=True)
    COVERAGE.mkdir(parents=True)
    code = processes.foreground((*MEASURED, "run", *command), environment)
    processes.foreground((*MEASURED, "combine", "-q"), environment)
    return processes.foreground((*MEASURED, "report", *gate), environment) or code
