"""Where things are in this checkout, and short directories outside it for sockets."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path
from pwd import struct_passwd

from devtools.console import Failure

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = ROOT / "var"
LOGS = VAR / "log"


def checkout_name(instance: str) -> str:
    """A short name that no other checkout has."""
    return f"mentoring-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]}-{instance}"


def socket_directory(instance: str) -> Path:
    """A directory short enough for socket addresses, which end near 100 characters."""
    return Path(tempfile.gettempdir()) / checkout_name(instance)


def make_private(path: Path, owner: struct_passwd | None = None) -> None:
    """Make `path` a directory of `owner` (else our own); refuse one that somebody else made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    user, group = (owner.pw_uid, owner.pw_gid) if owner else (os.geteuid(), os.getegid())
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {user, os.geteuid()}:
        raise Failure(f"{path} belongs to somebody else; remove it.")
    os.chown(path, user, group)
    path.chmod(0o700)
