"""`./dev run`: the whole product on this machine, until Ctrl+C."""

import http.client
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from devtools import keeper, locks, processes
from devtools.console import Failure, say, tail
from devtools.paths import LOGS, PYTHON, VAR

RUNNING = VAR / "run.lock"
ADDRESS = VAR / "run.address"
FIRST_PORT = 8000
PEOPLE = ("hr", "coordinator", "mentor", "mentee")


@contextmanager
def alone() -> Iterator[None]:
    """Refuse to run a second time in this checkout."""
    with locks.attempt(RUNNING) as first:
        if not first:
            address = ADDRESS.read_text() if ADDRESS.exists() else "starting"
            raise Failure(f"The product already runs in this checkout: {address}")
        yield


def run(environment: dict[str, str]) -> None:
    """Serve the product until a signal or a failure, which leave as exceptions."""
    port = _port()
    address = f"http://127.0.0.1:{port}"
    ADDRESS.write_text(address)
    environment.setdefault("MENTORING_BASE_URL", address)
    _prepare(environment)
    with _served(port, environment) as children:
        _wait_for_first_page(port, children)
        _greet(address)
        _watch(children)


def _port() -> int:
    if asked := os.environ.get("PORT"):
        if not _is_free(int(asked)):
            raise Failure(f"Port {asked} is in use; set PORT to another.")
        return int(asked)
    port = next(number for number in range(FIRST_PORT, 65536) if _is_free(number))
    if port != FIRST_PORT:
        say(f"Port {FIRST_PORT} is in use; taking {port}.")
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _prepare(environment: dict[str, str]) -> None:
    say("Preparing the database and the demo data ...")
    command = (PYTHON, "manage.py", "prepare_demo")
    child = processes.start("prepare_demo", command, LOGS / "prepare.log", environment=environment)
    try:
        if child.process.wait():
            raise child.failure()
    finally:
        processes.stop([child])


@contextmanager
def _served(port: int, environment: dict[str, str]) -> Iterator[list[processes.Child]]:
    children: list[processes.Child] = []
    commands = {"web": _web(port), "worker": _worker()}
    try:
        for name, command in commands.items():
            log = LOGS / f"{name}.log"
            children.append(processes.start(name, command, log, environment=environment))
        yield children
    finally:
        say("\nStopping ...")
        processes.stop(children)


def _web(port: int) -> processes.Command:
    options = ("--threads", "4", "--access-logfile", "-", "--no-control-socket")
    return (PYTHON, "-m", "gunicorn", "mentoring.wsgi", "-b", f"127.0.0.1:{port}", *options)


def _worker() -> processes.Command:
    pool = ("-P", "threads", "-c", "2", "-l", "WARNING", "--without-mingle", "--without-gossip")
    schedule = ("-B", "-s", VAR / "celerybeat-schedule")
    return (PYTHON, "-m", "celery", "-A", "mentoring", "worker", *pool, *schedule)


def _wait_for_first_page(port: int, children: list[processes.Child]) -> None:
    deadline = time.monotonic() + 60
    while not _answers(port):
        _check(children)
        if time.monotonic() > deadline:
            raise Failure(f"/healthz does not answer. The end of the log:\n{tail(children[0].log)}")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _greet(address: str) -> None:
    say(f"\n  Mentoring          {address}/")
    say(f"  Development inbox  {address}/dev/mail/")
    say("\n  Sign in with the password mentoring-demo as")
    for person in PEOPLE:
        say(f"    {person}@example.org")
    say("\n  Logs are in var/log/. Ctrl+C stops everything.")


def _watch(children: list[processes.Child]) -> None:
    while True:
        _check(children)
        time.sleep(0.3)


def _check(children: list[processes.Child]) -> None:
    for child in children:
        if not child.running():
            raise child.failure()
    if keeper.needed() and not keeper.alive():
        raise Failure(f"The services ended.\n{tail(keeper.LOG)}")
