"""A round of pictures: every organization, every role, compared with the round before."""

import shutil
from collections.abc import Iterator, Sequence

from django.conf import settings
from playwright.sync_api import Browser

from devtools.console import say
from devtools.paths import VAR
from devtools.shots import camera, crawl, sheet
from devtools.shots.organizations import ORGANIZATIONS, ROLES, person
from devtools.shots.page import Page

FOLDER = VAR / "shots"
LAST = VAR / "shots.last"


def take(
    organizations: Sequence[str] | None, roles: Sequence[str] | None, route_contains: str
) -> None:
    """Take the pages whose route contains ``route_contains``; None takes all of a kind."""
    _allow_plain_addresses()
    _set_last_round_aside()
    pages: list[Page] = []
    with camera.served() as base, camera.browser() as chromium:
        for name in organizations or ORGANIZATIONS:
            ORGANIZATIONS[name]()
            for role, session in _sessions(roles or ROLES):
                found = list(crawl.pages_of(name, role, session))
                wanted = [page for page in found if route_contains in page.route]
                camera.take(chromium, base, session, wanted, FOLDER)
                say(f"{name}, {role}: {len(wanted)} pages")
                pages += wanted
        _finish(chromium, pages)


def _sessions(roles: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Each role that the organization has, with the key of a session."""
    for role in roles:
        user = person(role)
        if user or role == "anonymous":
            yield role, crawl.session_of(user) if user else None


def _finish(chromium: Browser, pages: Sequence[Page]) -> None:
    sheets = sheet.write(chromium, pages, FOLDER, LAST)
    routes = {page.route for page in pages}
    say(f"{len(pages)} pages of {len(routes)} routes on {len(sheets)} sheets in {FOLDER}")


def _allow_plain_addresses() -> None:
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    settings.SESSION_COOKIE_SECURE = False


def _set_last_round_aside() -> None:
    if FOLDER.exists():
        shutil.rmtree(LAST, ignore_errors=True)
        FOLDER.rename(LAST)
