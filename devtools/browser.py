"""Chromium for the browser tests: found, installed where that is ours to do, or done without."""

import os
import shutil
import subprocess

from devtools.console import Failure, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def environment() -> dict[str, str]:
    """What tells the tests where the browser is, or that there is none."""
    path = _found() or _installed()
    if path:
        return {"MENTORING_CHROMIUM": path}
    if os.environ.get("CI") == "true":
        raise Failure("The browser tests need Chromium, and none could be installed.")
    say("!" * 78)
    say("!!  No Chromium: THE BROWSER TESTS ARE SKIPPED. Install it, or set MENTORING_CHROMIUM.")
    say("!" * 78)
    return {"MENTORING_NO_BROWSER": "1"}


def _found() -> str | None:
    candidates = (os.environ.get("MENTORING_CHROMIUM", ""), *NAMES)
    return next((path for name in candidates if (path := shutil.which(name))), None)


def _installed() -> str | None:
    """Chromium from Debian's packages, when this is root on such a system."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    say("Installing Chromium for the browser tests ...")
    _apt_get("update")
    _apt_get("install", "-y", "--no-install-recommends", "chromium")
    return _found()


def _apt_get(*arguments: str) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(("apt-get", "-q", *arguments), env=quiet, stdout=subprocess.DEVNULL)
