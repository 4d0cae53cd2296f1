"""The fault drill: real servers are killed, stopped and hung while letters go out and pages load.

``./dev bench faults`` has services of its own. Each line is one fault with what was lost, what was
doubled, the slowest page meanwhile, and how late the letters were; it ends with 1 when a limit is
broken. It takes about three minutes.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

from devtools import postgres, processes, valkey
from devtools.paths import PYTHON, VAR, socket_directory

LETTERS = 40
MANY = 3000
SLOWEST_PAGE = 4.0
SECONDS_TO_RECOVER = 60.0
REMINDER_LAG = 15.0
WORKER = ("-m", "celery", "-A", "mentoring", "worker", "-B", "-P", "threads", "-c", "2")
QUIET = ("-l", "ERROR", "--without-mingle", "--without-gossip", "-I", "benchmarks.fault_sink")


class Drill:
    """The product with servers of its own, and the means to break each."""

    def __init__(self) -> None:
        name = f"{os.getpid()}-faults"
        self.state = VAR / "private" / name
        self.box = self.state / "box"
        self.box.mkdir(parents=True)
        self.database = postgres.Server(
            name=f"{name}-postgres",
            state=self.state / "postgres",
            sockets=socket_directory(f"{name}-postgres"),
            log=self.state / "postgres.log",
            settings=postgres.DURABLE,
        )
        self.broker = valkey.Server(
            state=self.state / "valkey",
            sockets=socket_directory(f"{name}-valkey"),
            log=self.state / "valkey.log",
            durable=True,
        )
        self.children: dict[str, processes.Child] = {}
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]

    def start(self) -> None:
        self.children["database"] = self.database.start()
        self.children["broker"] = self.broker.start()
        os.environ.update(self._environment())
        subprocess.run([PYTHON, "manage.py", "migrate", "-v", "0"], check=True, env=os.environ)
        self.start_worker()
        options = ("-b", f"127.0.0.1:{self.port}", "-w", "2", "--threads", "4")
        self._child("web", "-m", "gunicorn", "mentoring.wsgi", *options, "--no-control-socket")
        _until(lambda: self.page("/healthz") is not None, 60)

    def _environment(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "mentoring.settings",
            "DATABASE_URL": self.database.url,
            "REDIS_URL": self.broker.url,
            "MENTORING_DEBUG": "1",
            "MENTORING_EMAIL_BACKEND": "benchmarks.fault_sink.Sink",
            "MENTORING_SWEEP_SECONDS": "2",
            "MENTORING_LEASE_SECONDS": "6",
            "FAULT_SINK": str(self.box),
        }

    def start_worker(self) -> None:
        self._child("worker", *WORKER, *QUIET, "-s", str(self.state / "schedule"))

    def _child(self, name: str, *command: str) -> None:
        log = self.state / f"{name}.log"
        self.children[name] = processes.start(
            name, (PYTHON, *command), log, environment=dict(os.environ)
        )

    def kill(self, name: str) -> None:
        """End a server and all it has started at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.children[name].process.pid, signal.SIGKILL)
        self.children[name].process.wait()

    def signal(self, name: str, number: signal.Signals) -> None:
        os.killpg(self.children[name].process.pid, number)

    def page(self, path: str) -> float | None:
        """Seconds a page takes; None when nothing answers."""
        started = time.monotonic()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30):
                pass
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            return None
        return time.monotonic() - started

    def stop(self) -> None:
        for name in self.children:
            with suppress(ProcessLookupError):
                self.signal(name, signal.SIGCONT)
        processes.stop(reversed(self.children.values()))
        self.database.discard()
        self.broker.discard()
        shutil.rmtree(self.state, ignore_errors=True)


def _until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(Exception):
            if condition():
                return True
        time.sleep(0.2)
    return False


@contextmanager
def mail_server(drill: Drill, state: str) -> Iterator[None]:
    (drill.box / state).touch()
    yield
    (drill.box / state).unlink()


@contextmanager
def worker_killed(drill: Drill) -> Iterator[None]:
    drill.kill("worker")
    yield
    drill.start_worker()


@contextmanager
def broker_flushed(drill: Drill) -> Iterator[None]:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(drill.broker.socket))
        client.sendall(b"FLUSHALL\r\n")
        client.recv(16)
    yield


@contextmanager
def broker_killed(drill: Drill) -> Iterator[None]:
    drill.kill("broker")
    yield
    drill.children["broker"] = drill.broker.start()


@contextmanager
def hung(drill: Drill, name: str) -> Iterator[None]:
    """It accepts and never answers."""
    drill.signal(name, signal.SIGSTOP)
    yield
    drill.signal(name, signal.SIGCONT)


@contextmanager
def database_killed(drill: Drill) -> Iterator[None]:
    drill.kill("database")
    yield
    drill.children["database"] = drill.database.start()


Fault = Callable[[Drill], Any]
FAULTS: dict[str, Fault] = {
    "worker killed": worker_killed,
    "broker flushed": broker_flushed,
    "broker stopped": broker_killed,
    "broker hung": lambda drill: hung(drill, "broker"),
    "database killed and restarted": database_killed,
    "mail server down": lambda drill: mail_server(drill, "down"),
    "mail server hung": lambda drill: mail_server(drill, "hung"),
}


def run() -> Iterator[dict[str, object]]:
    """One result for each fault, then for many invitations before one reminder."""
    drill = Drill()
    try:
        drill.start()
        import django

        django.setup()
        for name, fault in FAULTS.items():
            yield _suffer(drill, name, fault)
        yield _crowd(drill)
    finally:
        drill.stop()


def _suffer(drill: Drill, name: str, fault: Fault) -> dict[str, object]:
    """Letters go out, the fault comes in the middle, pages are loaded, and it goes again."""
    from benchmarks.fault_sink import REMINDER

    keys = _post(name, REMINDER, LETTERS)
    with fault(drill):
        began = time.monotonic()
        pages = [drill.page(path) for path in ("/healthz", "/accounts/login/", "/readyz") * 3]
        time.sleep(max(0.0, 4 - (time.monotonic() - began)))
    ended = time.monotonic()
    _until(lambda: not _lost(drill, keys), SECONDS_TO_RECOVER)
    return _result(name, drill, keys, pages, time.monotonic() - ended, SECONDS_TO_RECOVER)


def _crowd(drill: Drill) -> dict[str, object]:
    """Three thousand invitations are due before one reminder."""
    from benchmarks.fault_sink import INVITATION, REMINDER

    _post("crowd", INVITATION, MANY)
    time.sleep(4)
    started, keys = time.monotonic(), _post("reminder", REMINDER, 1)
    _until(lambda: not _lost(drill, keys), SECONDS_TO_RECOVER)
    lag = time.monotonic() - started
    pages = [drill.page("/accounts/login/")]
    return _result(f"{MANY} invitations, one reminder", drill, keys, pages, lag, REMINDER_LAG)


def _post(name: str, kind: str, count: int) -> list[str]:
    """Write the rows; the names of the files their mails will make."""
    from django.db import close_old_connections, connection

    from accounts.models import User
    from core import clock
    from notifications import kinds, mail, outbox
    from notifications.models import Message

    close_old_connections()
    if not connection.is_usable():
        connection.close()
    person = User.objects.filter(email="drill@example.org").first()
    person = person or User.objects.create_user("drill@example.org", full_name="A Person")
    rows = [
        Message(kind=kind, recipient=person, dedupe_key=f"{name}:{n}", due_at=clock.now())
        for n in range(count)
    ]
    if count > LETTERS:
        outbox.post_many(rows)
    else:
        for row in rows:
            row.lane = kinds.lane(kind)
        Message.objects.bulk_create(rows)
    return [mail.identity(row).strip("<>").split("@")[0] for row in rows]


def _lost(drill: Drill, keys: list[str]) -> int:
    return sum(not (drill.box / f"{key}.mail").exists() for key in keys)


def _result(
    name: str,
    drill: Drill,
    keys: list[str],
    pages: list[float | None],
    lag: float,
    limit: float,
) -> dict[str, object]:
    mails = [drill.box / f"{key}.mail" for key in keys]
    doubled = sum(len(file.read_text().split()) - 1 for file in mails if file.exists())
    slowest = max(30.0 if page is None else page for page in pages)
    lost = _lost(drill, keys)
    good = not lost and not doubled and slowest <= SLOWEST_PAGE and lag <= limit
    return {
        "name": name,
        "lost": lost,
        "doubled": doubled,
        "slowest_page_s": round(slowest, 2),
        "page_limit_s": SLOWEST_PAGE,
        "lag_s": round(lag, 1),
        "lag_limit_s": limit,
        "good": good,
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench faults", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    from benchmarks.__main__ import print_json, print_table

    bad: list[object] = []

    def watched() -> Iterator[dict[str, object]]:
        for result in run():
            bad.extend([] if result["good"] else [result["name"]])
            yield result

    (print_json if parser.parse_args().json else print_table)(watched())
    return 1 if bad else 0


if __name__ == "__main__":
    processes.stop_on_signals()
    sys.exit(main())
