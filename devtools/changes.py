"""Notices that somebody has saved a file of the product."""

import os
from collections.abc import Iterator
from pathlib import Path

from devtools.paths import ROOT

WATCHED = (".py", ".html", ".txt", ".po")
NOT_OURS = {"var", "tests", "node_modules", "__pycache__", "staticfiles"}

Stamps = dict[str, int]


def stamps(root: Path = ROOT) -> Stamps:
    """When each file of the product was last written: equal as long as nobody saves one."""
    return {entry.path: entry.stat().st_mtime_ns for entry in _files(root)}


def _files(folder: Path | str) -> Iterator["os.DirEntry[str]"]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name in NOT_OURS:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            elif entry.name.endswith(WATCHED):
                yield entry
