"""The lasting services of a checkout, shared by `run` and `manage`.

Whoever needs them holds a lease (a shared file lock) and starts the keeper if there is none.
The keeper starts the services and stops them, and itself, when the last lease is gone, however
its holder ended.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from devtools import locks, processes, services
from devtools.console import Failure, tail
from devtools.paths import LOGS, ROOT, VAR

STATE = VAR / "services"
LEASE = STATE / "lease.lock"
STARTING = STATE / "starting.lock"
ALIVE = STATE / "alive.lock"
ADDRESSES = STATE / "addresses.json"
LOG = LOGS / "services.log"
READY = b"ready\n"


@contextmanager
def lease() -> Iterator[services.Addresses]:
    """The lasting services, up for as long as the context lasts."""
    if not needed():
        yield services.given()
        return
    with locks.shared(LEASE):
        with locks.exclusive(STARTING):
            if not alive():
                _start()
        yield json.loads(ADDRESSES.read_text()) | services.given()


def needed() -> bool:
    """Whether the environment leaves a service for us to run."""
    return set(services.given()) != services.VARIABLES


def alive() -> bool:
    """Whether the keeper is there; without it the services of a lease are gone."""
    return locks.is_held(ALIVE)


def wait_for_end() -> bool:
    """Whether the services stopped: they do, unless another command holds a lease."""
    _wait_while(lambda: alive() and ADDRESSES.exists(), seconds=1.5)
    if not ADDRESSES.exists():
        _wait_while(alive, seconds=6)
    return not alive()


def _wait_while(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while condition() and time.monotonic() < deadline:
        time.sleep(0.05)


def _start() -> None:
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("wb") as log:
        keeper = subprocess.Popen(
            (sys.executable, "-m", "devtools.keeper"),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    if keeper.stdout is None or keeper.stdout.readline() != READY:
        raise Failure(f"The services did not start.\n{tail(LOG)}")


def main() -> None:
    """Keep the services until the last lease is gone or one of them ends."""
    processes.stop_on_signals()
    with (
        locks.exclusive(ALIVE),
        services.running("dev", STATE, LOGS, durable=True) as (addresses, children),
    ):
        ADDRESSES.write_text(json.dumps(addresses))
        sys.stdout.buffer.write(READY)
        sys.stdout.buffer.flush()
        _wait_while_needed(children)
        ADDRESSES.unlink(missing_ok=True)


def _wait_while_needed(children: list[processes.Child]) -> None:
    while not locks.take_for_life(LEASE):
        for child in children:
            if not child.running():
                raise child.failure()
        time.sleep(0.2)


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(str(failure))
