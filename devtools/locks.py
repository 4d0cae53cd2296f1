"""File locks: the kernel frees them however a process ends, so none is ever stale."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold `path` alone, waiting for whoever holds it now."""
    with _opened(path) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


@contextmanager
def shared(path: Path) -> Iterator[None]:
    """Hold `path` together with others, waiting for one who holds it alone."""
    with _opened(path) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield


@contextmanager
def attempt(path: Path) -> Iterator[bool]:
    """Hold `path` alone if nobody holds it now, and say whether that was so."""
    with _opened(path) as descriptor:
        yield _taken_at_once(descriptor)


def is_held(path: Path) -> bool:
    with attempt(path) as free:
        return not free


def take_for_life(path: Path) -> bool:
    """Hold `path` alone until this process ends, if nobody holds it now."""
    descriptor = _open(path)
    taken = _taken_at_once(descriptor)
    if not taken:
        os.close(descriptor)
    return taken


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = _open(path)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _taken_at_once(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
