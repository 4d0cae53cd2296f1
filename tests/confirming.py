"""Pressing a final button in tests: once to read what will happen, once more to do it."""

import html
import re
from typing import Any

from django.test import Client

_BUTTON = re.compile(r'name="confirmed" value="([0-9a-f]+)"')
_LINES = re.compile(r'<ul class="why">(.*?)</ul>', re.S)


def press(client: Client, url: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
    """Post, and confirm when the page asks for it; the last answer."""
    response = client.post(url, data or {}, **more)
    if token := token_of(response):
        return client.post(url, {**(data or {}), "confirmed": token}, **more)
    return response


def token_of(response: Any) -> str:
    """What confirms exactly the question of this page; "" where nothing is asked."""
    found = _BUTTON.search(response.content.decode()) if response.status_code == 200 else None
    return found.group(1) if found else ""


def lines_of(response: Any) -> list[str]:
    """What the page says will happen."""
    found = _LINES.search(response.content.decode())
    rows = re.findall(r"<li>(.*?)</li>", found.group(1), re.S) if found else []
    return [html.unescape(row).strip() for row in rows]
