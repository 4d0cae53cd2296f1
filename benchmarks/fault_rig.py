"""The product with servers of its own, and the means to break each of them."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

from devtools import postgres, processes, valkey
from devtools.paths import PYTHON, VAR, socket_directory

SWEEP_SECONDS, LEASE_SECONDS = 2, 20
WORKER = ("-m", "celery", "-A", "mentoring", "worker", "-B", "-P", "threads", "-c", "2")
QUIET = ("-l", "ERROR", "--without-mingle", "--without-gossip", "-I", "benchmarks.fault_sink")
STARTS_WITHIN = 300.0


class Rig:
    """A database, a broker, a worker and two web processes; mail goes into the directory ``box``.

    What is committed is on the disk, as in an installation: a killed database may lose nothing.
    """

    def __init__(self) -> None:
        name = f"{os.getpid()}-faults"
        self.state = VAR / "private" / name
        self.box = self.state / "box"
        self.box.mkdir(parents=True)
        self.database = postgres.PostgresServer(
            name=f"{name}-postgres",
            state=self.state / "postgres",
            sockets=socket_directory(f"{name}-postgres"),
            log=self.state / "postgres.log",
            settings=(),
        )
        self.broker = valkey.ValkeyServer(
            state=self.state / "valkey",
            sockets=socket_directory(f"{name}-valkey"),
            log=self.state / "valkey.log",
            durable=True,
        )
        self.children: dict[str, processes.Child] = {}
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.address = f"127.0.0.1:{free.getsockname()[1]}"

    def start(self) -> None:
        """Start everything; return when pages are answered."""
        self.children["database"] = self.database.start()
        self.children["broker"] = self.broker.start()
        os.environ.update(self._environment())
        migrate = (PYTHON, "manage.py", "migrate", "-v", "0")
        subprocess.run(migrate, check=True, env=os.environ, timeout=STARTS_WITHIN)
        self.start_worker()
        options = ("-b", self.address, "-w", "2", "--threads", "4", "--no-control-socket")
        self._start_child("web", "-m", "gunicorn", "mentoring.wsgi", *options)
        if not until(self._takes_visitors, STARTS_WITHIN):
            raise self.children["web"].failure()

    def _environment(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "mentoring.settings",
            "DATABASE_URL": self.database.url,
            "REDIS_URL": self.broker.url,
            "MENTORING_DEBUG": "1",
            "MENTORING_EMAIL_BACKEND": "benchmarks.fault_sink.Sink",
            "MENTORING_SWEEP_SECONDS": str(SWEEP_SECONDS),
            "MENTORING_LEASE_SECONDS": str(LEASE_SECONDS),
            "FAULT_SINK": str(self.box),
        }

    def _takes_visitors(self) -> bool:
        host, port = self.address.split(":")
        with suppress(OSError), socket.create_connection((host, int(port)), timeout=1):
            return True
        return False

    def start_worker(self) -> None:
        self._start_child("worker", *WORKER, *QUIET, "-s", str(self.state / "schedule"))

    def _start_child(self, name: str, *command: str) -> None:
        log = self.state / f"{name}.log"
        environment = dict(os.environ)
        self.children[name] = processes.start(
            name, (PYTHON, *command), log, environment=environment
        )

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a server and to every process it has started."""
        for pid in _family(self.children[name].process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def kill(self, name: str) -> None:
        self.signal(name, signal.SIGKILL)
        self.children[name].process.wait()

    def stop(self) -> None:
        """End every process and remove everything they wrote."""
        for name, child in self.children.items():
            if child.running():
                self.signal(name, signal.SIGCONT)
        processes.stop(reversed(self.children.values()))
        self.database.discard()
        self.broker.discard()
        shutil.rmtree(self.state, ignore_errors=True)


def until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait for ``condition``, at most so long; whether it came."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


def _family(pid: int) -> list[int]:
    """A process and its descendants: PostgreSQL's are in no group of their parent."""
    command = (shutil.which("ps") or "ps", "-eo", "pid=,ppid=")
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    family = [pid]
    for member in family:
        family.extend(child for child, parent in pairs if parent == member)
    return family


@contextmanager
def nothing_broken(rig: Rig) -> Iterator[None]:
    """What this machine does without a fault, to compare with."""
    yield


@contextmanager
def worker_killed(rig: Rig) -> Iterator[None]:
    """It dies with letters in its hands that the mail server has not taken yet."""
    with _letters_under_way(rig):
        rig.kill("worker")
    yield
    rig.start_worker()


@contextmanager
def broker_flushed(rig: Rig) -> Iterator[None]:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(rig.broker.socket))
        client.sendall(b"FLUSHALL\r\n")
        client.recv(16)
    yield


@contextmanager
def broker_killed(rig: Rig) -> Iterator[None]:
    rig.kill("broker")
    yield
    rig.children["broker"] = rig.broker.start()


@contextmanager
def database_killed(rig: Rig) -> Iterator[None]:
    """It dies while letters go out, which the mail server then takes."""
    with _letters_under_way(rig):
        rig.kill("database")
    yield
    rig.children["database"] = rig.database.start()


@contextmanager
def hung(rig: Rig, name: str) -> Iterator[None]:
    """It accepts and never answers."""
    rig.signal(name, signal.SIGSTOP)
    yield
    rig.signal(name, signal.SIGCONT)


@contextmanager
def _letters_under_way(rig: Rig) -> Iterator[None]:
    """The mail server keeps the worker waiting, who is sending what is due."""
    (rig.box / "held").unlink(missing_ok=True)
    with mail_server(rig, "hung"):
        until((rig.box / "held").exists, 60)
        yield


@contextmanager
def mail_server(rig: Rig, state: str) -> Iterator[None]:
    """It is "down" or "hung": see :class:`benchmarks.fault_sink.Sink`."""
    (rig.box / state).touch()
    yield
    (rig.box / state).unlink()
