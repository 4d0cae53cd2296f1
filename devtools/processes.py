"""Child processes that never outlive the one that started them."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from devtools.console import Failure, tail
from devtools.paths import ROOT

Command = Sequence[str | Path]
Environment = Mapping[str, str]

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


@dataclass(frozen=True)
class Child:
    """A background process with its log; the leader of its own process group."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM

    def running(self) -> bool:
        return self.process.poll() is None

    def failure(self) -> Failure:
        return Failure(
            f"{self.name} ended (code {self.process.poll()}). "
            f"The end of {self.log.relative_to(ROOT)}:\n{tail(self.log)}"
        )


def start(
    name: str,
    command: Command,
    log: Path,
    *,
    environment: Environment | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    user: pwd.struct_passwd | None = None,
    keep_open: tuple[int, ...] = (),
) -> Child:
    """Start `command` in the background; it gets `stop_signal` when this process dies."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd="/" if user else ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=keep_open,
            preexec_fn=bound_to_parent(stop_signal),
            **as_user(user),
        )
    return Child(name, process, log, stop_signal)


def stop(children: Iterable[Child], grace: float = 4.0) -> None:
    """Ask all to stop, wait `grace` seconds at most, then end what is left of their groups."""
    children = list(children)
    for child in children:
        with suppress(ProcessLookupError):
            child.process.send_signal(child.stop_signal)
    deadline = time.monotonic() + grace
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0.0, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()


def foreground(command: Command, environment: Environment) -> int:
    """Run `command` at this terminal and return its exit code; Ctrl+C is the command's own."""
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, preexec_fn=bound_to_parent(signal.SIGTERM)
    )
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = process.wait()
    finally:
        _end(process)
        signal.signal(signal.SIGINT, previous)
    return code if code >= 0 else 128 - code


def _end(process: "subprocess.Popen[bytes]", grace: float = 6.0) -> None:
    process.terminate()
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def as_user(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """The arguments of `subprocess` that run a command as `user`."""
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def bound_to_parent(death_signal: signal.Signals) -> Callable[[], None]:
    """What a child does before it becomes its command: ask to be told of its parent's death."""
    parent = os.getpid()

    def bind() -> None:
        if sys.platform == "linux":
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return bind


def stop_on_signals() -> None:
    """Let a signal to stop unwind the stack, so that everything is tidied up."""
    for number in STOP_SIGNALS:
        signal.signal(number, _leave)


def _leave(number: int, _frame: FrameType | None) -> None:
    for again in STOP_SIGNALS:
        signal.signal(again, signal.SIG_IGN)
    raise SystemExit(128 + number)
