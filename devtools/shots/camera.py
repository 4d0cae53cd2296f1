"""A browser that takes the pictures, and the server it looks at."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, sync_playwright

from devtools.shots.page import SHAPES, Page

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
TALLEST = 6000
"""Pixels of a page beyond which a picture is cut: nobody looks further."""


@contextmanager
def served() -> Iterator[str]:
    """The product on a free port of this machine, in this process; its address."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.terminate()


@contextmanager
def browser() -> Iterator[Browser]:
    path = os.environ.get("MENTORING_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


def take(
    chromium: Browser, base: str, session: str | None, pages: Iterable[Page], folder: Path
) -> None:
    """Take each of ``pages`` in every shape, signed in with ``session``."""
    for shape, (viewport, scheme) in SHAPES.items():
        context = chromium.new_context(viewport=viewport, color_scheme=scheme)  # type: ignore[arg-type]
        if session:
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": session, "url": base}])
        window = context.new_page()
        for page in pages:
            window.goto(base + page.path)
            file = folder / page.file(shape)
            file.parent.mkdir(parents=True, exist_ok=True)
            height = min(window.evaluate("document.documentElement.scrollHeight"), TALLEST)
            clip = {"x": 0, "y": 0, "width": viewport["width"], "height": height}
            window.screenshot(path=file, full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]
        context.close()
