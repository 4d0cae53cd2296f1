"""PostgreSQL and Valkey for the commands: each a server of this checkout, or a given one."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools import locks, postgres, processes, valkey
from devtools.paths import VAR, socket_directory

Addresses = dict[str, str]

VARIABLES = {"DATABASE_URL", "REDIS_URL"}
PRIVATE = VAR / "private"


def given() -> Addresses:
    """The services that the environment names; they are used as they are."""
    return {name: os.environ[name] for name in VARIABLES if os.environ.get(name)}


@contextmanager
def private(*, durable: bool = False) -> Iterator[Addresses]:
    """Empty services for one command, gone with it: any number may be there at once."""
    sweep()
    name = str(os.getpid())
    with locks.exclusive(PRIVATE / f"{name}.lock"):
        try:
            with running(name, PRIVATE / name, PRIVATE / name, durable=durable) as (addresses, _):
                yield addresses | given()
        finally:
            _discard(name)


def sweep() -> None:
    """Remove what killed commands left of their private services."""
    for lock in PRIVATE.glob("*.lock"):
        with locks.attempt(lock) as abandoned:
            if abandoned:
                _discard(lock.stem)


@contextmanager
def running(
    name: str, state: Path, logs: Path, *, durable: bool
) -> Iterator[tuple[Addresses, list[processes.Child]]]:
    """The services that the environment does not name, for as long as the context lasts."""
    servers = {
        variable: server
        for variable, server in _servers(name, state, logs, durable=durable).items()
        if variable not in given()
    }
    children: list[processes.Child] = []
    try:
        children += (server.start() for server in servers.values())
        yield {variable: server.url for variable, server in servers.items()}, children
    finally:
        processes.stop(children)
        for server in servers.values():
            shutil.rmtree(server.sockets, ignore_errors=True)


def _servers(
    name: str, state: Path, logs: Path, *, durable: bool
) -> dict[str, postgres.PostgresServer | valkey.ValkeyServer]:
    return {
        "DATABASE_URL": postgres.PostgresServer(
            name=f"{name}-postgres",
            state=state / "postgres",
            sockets=socket_directory(f"{name}-postgres"),
            log=logs / "postgres.log",
            settings=postgres.DURABLE if durable else postgres.THROWAWAY,
        ),
        "REDIS_URL": valkey.ValkeyServer(
            state=state / "valkey",
            sockets=socket_directory(f"{name}-valkey"),
            log=logs / "valkey.log",
            durable=durable,
        ),
    }


def _discard(name: str) -> None:
    state = PRIVATE / name
    for server in _servers(name, state, state, durable=False).values():
        server.discard()
    shutil.rmtree(state, ignore_errors=True)
    (PRIVATE / f"{name}.lock").unlink(missing_ok=True)
