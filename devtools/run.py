"""`./dev run`: the whole product on this machine, until Ctrl+C.

Web and worker begin again when a file is saved. Code that cannot be loaded ends neither: the
browser shows the traceback, and the worker is tried again at the next change.
"""

import http.client
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from devtools import changes, keeper, locks, processes
from devtools.console import Failure, say, tail
from devtools.paths import LOGS, PYTHON, VAR

RUNNING = VAR / "run.lock"
ADDRESS = VAR / "run.address"
FIRST_PORT = 8000
TEMPLATES = ("templates/**/*.html", "*/templates/**/*.html")
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
    with _listening() as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        ADDRESS.write_text(address)
        environment.setdefault("MENTORING_BASE_URL", address)
        _prepare(environment)
        with _served(listener, environment) as children:
            _wait_for_first_page(listener.getsockname()[1], children)
            _greet(address)
            _watch(children, environment)


def _listening() -> socket.socket:
    """A socket on the port that was asked for, else on the first free one."""
    if asked := os.environ.get("PORT"):
        return _on_port(asked)
    for port in range(FIRST_PORT, 65536):
        with suppress(OSError):
            listener = socket.create_server(("127.0.0.1", port))
            if port != FIRST_PORT:
                say(f"Port {FIRST_PORT} is in use; taking {port}.")
            return listener
    raise Failure("No port is free.")


def _on_port(asked: str) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", int(asked)))
    except (ValueError, OverflowError) as error:
        raise Failure(f"PORT is no port number: {asked}") from error
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise Failure(f"Port {asked} cannot be used: {reason}.") from error


def _prepare(environment: dict[str, str]) -> None:
    say("Preparing the database and the demo data ...")
    logs = LOGS / "prepare.log", LOGS / "font.log"
    commands = ("prepare_demo",), ("findstatic", "inter/Inter.woff2")
    # The font takes seconds to make, once: the first page would wait for it.
    children = [
        processes.start(name, (PYTHON, "manage.py", name, *rest), log, environment=environment)
        for (name, *rest), log in zip(commands, logs, strict=True)
    ]
    try:
        for child in children:
            if child.process.wait():
                raise child.failure()
    finally:
        processes.stop(children)


@contextmanager
def _served(
    listener: socket.socket, environment: dict[str, str]
) -> Iterator[list[processes.Child]]:
    children: list[processes.Child] = []
    try:
        children.append(_web(listener, environment))
        children.append(_worker(environment))
        yield children
    finally:
        say("\nStopping ...")
        processes.stop(children)


def _web(listener: socket.socket, environment: dict[str, str]) -> processes.Child:
    number = listener.fileno()
    watched = [part for glob in TEMPLATES for part in ("--reload-extra-file", glob)]
    options = ("--threads", "4", "--access-logfile", "-", "--no-control-socket", "--reload")
    bound = ("-b", f"fd://{number}")
    served: processes.Command = (PYTHON, "-m", "gunicorn", "mentoring.wsgi", *bound, *options)
    log = LOGS / "web.log"
    command = (*served, *watched)
    return processes.start("web", command, log, environment=environment, keep_open=(number,))


def _worker(environment: dict[str, str]) -> processes.Child:
    pool = ("-P", "threads", "-c", "2", "-l", "WARNING", "--without-mingle", "--without-gossip")
    schedule = ("-B", "-s", VAR / "celerybeat-schedule")
    command = (PYTHON, "-m", "celery", "-A", "mentoring", "worker", *pool, *schedule)
    return processes.start("worker", command, LOGS / "worker.log", environment=environment)


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
    say("\n  Logs are in var/log/. A saved file shows at once. Ctrl+C stops everything.")


def _watch(children: list[processes.Child], environment: dict[str, str]) -> None:
    """Look after the children; give the worker new code. The web server sees it by itself."""
    web, worker = children
    seen, told, may_end = changes.stamps(), worker, False
    while True:
        time.sleep(0.5)
        _check([web] if may_end else [web, worker])
        if worker is not told and not worker.running():
            told = worker
            say(f"The worker cannot load the code; saving tries again.\n{tail(worker.log, 8)}")
        if (now := changes.stamps()) != seen:
            seen, may_end = now, True
            worker = children[1] = _renewed(worker, environment)


def _renewed(worker: processes.Child, environment: dict[str, str]) -> processes.Child:
    processes.stop([worker])
    return _worker(environment)


def _check(children: list[processes.Child]) -> None:
    for child in children:
        if not child.running():
            raise child.failure()
    if keeper.needed() and not keeper.alive():
        raise Failure(f"The services ended.\n{tail(keeper.LOG)}")
