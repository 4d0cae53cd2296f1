"""Every page a role can reach by following links, each route a few times at most."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import Resolver404, resolve

from accounts.models import User
from devtools.shots.page import Page

NEVER_FOLLOWED = {"account_logout", "gallery", "set_language"}
MOST_OF_A_ROUTE = 2
LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"#]*)', re.IGNORECASE)


def session_of(user: User) -> str:
    """The key of a new session of ``user``."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def pages_of(organization: str, role: str, session: str | None) -> Iterator[Page]:
    """Breadth first from the first page; a page that is no HTML, or refused, is passed over."""
    client = Client()
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    waiting, known, seen = deque(["/"]), {"/"}, Counter[str]()
    while waiting:
        path = waiting.popleft()
        route = _route(path)
        if route is None or seen[route] >= MOST_OF_A_ROUTE:
            continue
        found = _read(client, path)
        if found is None:
            continue
        seen[route] += 1
        yield Page(organization, role, route, path, seen[route])
        links = [link for link in _links(found) if link not in known]
        known.update(links)
        waiting.extend(links)


def _route(path: str) -> str | None:
    try:
        name = resolve(urlsplit(path).path).url_name
    except Resolver404:
        return None
    return None if name in NEVER_FOLLOWED else name


def _read(client: Client, path: str) -> str | None:
    response = client.get(path, follow=True)
    kind = response.headers.get("Content-Type", "")
    if response.status_code != 200 or not kind.startswith("text/html"):
        return None
    return str(response.content, "utf-8")


def _links(page: str) -> list[str]:
    return [link.replace("&amp;", "&") for link in LINK.findall(page)]
