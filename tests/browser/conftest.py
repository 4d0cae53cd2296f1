"""A real browser for stories: people with their own windows, and axe at every stop."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accounts.models import User
from core import bundle
from tests.cast import PASSWORD

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 720}
RULES = {"type": "tag", "values": TAGS}
COLORS = {"type": "rule", "values": ["color-contrast"]}
AXE_RUN = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests may open sockets on this machine, and are skipped where there is no browser."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "localhost", "::1"]))
            if os.environ.get("MENTORING_NO_BROWSER"):
                item.add_marker(pytest.mark.skip(reason="NO BROWSER on this machine"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    bundle.font()  # Makes it, so that the first page need not wait for it.
    path = os.environ.get("MENTORING_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Window:
    """One person's browser; every ``look`` runs axe on a wide screen, a phone and in the dark."""

    base: str
    context: BrowserContext
    page: Page
    seen: set[str]
    shape: str = ""
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.base + path)

    def press(self, name: str, exact: bool = False) -> None:
        self.page.get_by_role("button", name=name, exact=exact).first.click()

    def follow(self, name: str, exact: bool = False) -> None:
        self.page.get_by_role("link", name=name, exact=exact).first.click()

    def fill(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=False).first.fill(words)

    def tick(self, *labels: str) -> None:
        for label in labels:
            self.page.get_by_label(label, exact=False).first.check()

    def reads(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for(timeout=5000)

    def sign_in(self, person: User) -> None:
        self.open("/")
        self.fill("Email", person.email)
        self.page.locator("#id_password").fill(PASSWORD)
        self.press("Sign in", exact=True)

    def look(self, name: str) -> None:
        """Check the page once, in its story's shape or in all; keep a picture when asked for."""
        if name in self.seen:
            return
        self.seen.add(name)
        for shape in [self.shape] if self.shape else SHAPES:
            SHAPES[shape](self.page)
            # The dark page differs from the light one, which was looked at, in its colors alone.
            rules = COLORS if shape == "dark" and not self.shape else RULES
            self.complaints += [f"{name} ({shape}): {text}" for text in self._problems(rules)]
            self._picture(f"{name}-{shape}")
        SHAPES[self.shape or "wide"](self.page)

    def _problems(self, rules: dict[str, Any]) -> list[str]:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_axe_source())
        found = self.page.evaluate(AXE_RUN, rules)["violations"]
        words = [f"{v['id']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])})" for v in found]
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return [*words, *([f"{wide} px too wide"] if wide > 0 else [])]

    def _picture(self, name: str) -> None:
        folder = os.environ.get("MENTORING_PICTURES")
        if folder:
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@cache
def _axe_source() -> str:
    package = find_spec("axe_playwright_python")
    assert package is not None
    assert package.origin is not None
    return (Path(package.origin).parent / "axe.min.js").read_text()


def _wide(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


def _phone(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]


def _dark(page: Page) -> None:
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark")


SHAPES: dict[str, Callable[[Page], None]] = {"wide": _wide, "phone": _phone, "dark": _dark}


@pytest.fixture
def shape() -> str:
    """The one shape a whole story is played in; "" looks at each page in all of them."""
    return ""


@pytest.fixture
def window(browser: Browser, live_server: Any, shape: str) -> Iterator[Callable[..., Window]]:
    """Open a window; at the end nobody may have complained."""
    windows: list[Window] = []
    seen: set[str] = set()

    def open_window(**options: Any) -> Window:
        context = browser.new_context(
            **options, locale="en-US", viewport=DESKTOP, reduced_motion="reduce"
        )  # type: ignore[arg-type]
        context.set_default_timeout(8000)
        page = context.new_page()
        opened = Window(live_server.url, context, page, seen, shape)
        SHAPES[shape or "wide"](page)
        page.on("console", lambda message: _note(opened, message))
        page.on("response", lambda response: _note_error(opened, response))
        windows.append(opened)
        return opened

    yield open_window
    complaints = [text for opened in windows for text in opened.complaints]
    for opened in windows:
        # A page that goes away saves what is typed, while the database is being emptied.
        opened.context.route("**/unsent/keep/", lambda route: route.abort())
        opened.context.close()
    assert complaints == []


def _note(window: Window, message: Any) -> None:
    if "Content Security Policy" in message.text:
        window.complaints.append(message.text)


def _note_error(window: Window, response: Any) -> None:
    if response.status >= 500:
        window.complaints.append(f"{response.status} {response.url}")
