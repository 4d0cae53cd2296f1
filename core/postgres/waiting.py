"""Waiting for PostgreSQL, but not for a server that hangs.

A statement may take long, and the server ends it by ``statement_timeout``. A server that hangs
ends nothing, and its kernel keeps the connection alive. So whoever has waited for a second asks
the server at its door, by a second connection, whether it is there. Where it is not, nobody else
of this process connects for some seconds.
"""

import select
import socket
import struct
import time
from typing import Any

from psycopg2 import OperationalError
from psycopg2.extensions import POLL_OK, POLL_READ, POLL_WRITE, STATUS_SETUP

from core.breaker import Breaker

CONNECT_SECONDS = 2.0
ASK_AFTER = 1.0
ASK_AGAIN_AFTER = 5.0
ANSWERS_WITHIN = 1.0
QUIET_SECONDS = 5
# "Do you speak TLS?": the shortest question of the protocol, answered with one letter.
QUESTION = struct.pack("!ii", 8, 80877103)
EVENTS = {POLL_READ: select.POLLIN, POLL_WRITE: select.POLLOUT}

# One for the process: every connection leads to the same server.
breaker = Breaker(QUIET_SECONDS)


def wait(connection: Any) -> None:
    """Return when ``connection`` has its answer. OperationalError when the server is silent.

    psycopg2 calls it for every connection and every statement of the process.
    """
    started = time.monotonic()
    patience = CONNECT_SECONDS if connection.status == STATUS_SETUP else ASK_AFTER
    while (state := connection.poll()) != POLL_OK:
        if _comes(connection, state, patience):
            continue
        if connection.status != STATUS_SETUP and is_there(connection):
            patience = ASK_AGAIN_AFTER
        elif connection.status != STATUS_SETUP or time.monotonic() - started >= CONNECT_SECONDS:
            breaker.failed()
            raise OperationalError("The database server does not answer.")


def _comes(connection: Any, state: int, seconds: float) -> bool:
    """Whether the connection can go on within ``seconds``."""
    if state not in EVENTS:
        raise OperationalError(f"The database connection is in an unknown state: {state}")
    poll = select.poll()
    poll.register(connection.fileno(), EVENTS[state])
    return bool(poll.poll(seconds * 1000))


def is_there(connection: Any) -> bool:
    """Whether the server of ``connection`` answers somebody new within a second."""
    try:
        with _knock(connection.info.host, int(connection.info.port)) as door:
            door.sendall(QUESTION)
            return bool(door.recv(1))
    except OSError:
        return False


def _knock(host: str, port: int) -> socket.socket:
    if not host.startswith("/"):
        return socket.create_connection((host, port), timeout=ANSWERS_WITHIN)
    door = socket.socket(socket.AF_UNIX)
    door.settimeout(ANSWERS_WITHIN)
    try:
        door.connect(f"{host}/.s.PGSQL.{port}")
    except OSError:
        door.close()
        raise
    return door
