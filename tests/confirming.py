"""Pressing a final button in tests: once to read what will happen, once more to do it."""

import html
import re
from typing import Any

from django.test import Client

from core import clock
from notifications import kinds
from notifications.models import Message, MessageStatus

_BUTTON = re.compile(r'name="confirmed" value="([0-9a-f]+)"')
_LINES = re.compile(r'<ul class="why">(.*?)</ul>', re.S)


def press(client: Client, url: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
    """Post, and confirm when the page asks for it; the last answer.

    Whoever the page says gets an email gets one: each that the action posts has words to send.
    """
    response = client.post(url, data or {}, **more)
    if token := token_of(response):
        before = messages_so_far()
        done = client.post(url, {**(data or {}), "confirmed": token}, **more)
        assert without_words(before) == []
        return done
    return response


def messages_so_far() -> set[Any]:
    return set(Message.objects.values_list("pk", flat=True))


def due_since(before: set[Any]) -> list[Message]:
    """The messages posted since ``before`` that go out at once."""
    rows = Message.objects.exclude(pk__in=before).filter(due_at__lte=clock.now())
    return list(rows.filter(status=MessageStatus.DUE).select_related("recipient"))


def without_words(before: set[Any]) -> list[tuple[str, str]]:
    """Those of them that compose to nothing, and for whom."""
    due = due_since(before)
    return [(row.kind, str(row.recipient)) for row in due if not kinds.get(row.kind).compose(row)]


def promised(response: Any) -> str:
    """The line of a question that says who gets an email; "" where nobody does."""
    return next((line for line in lines_of(response) if re.search(r"gets? an email", line)), "")


def token_of(response: Any) -> str:
    """What confirms exactly the question of this page; "" where nothing is asked."""
    found = _BUTTON.search(response.content.decode()) if response.status_code == 200 else None
    return found.group(1) if found else ""


def lines_of(response: Any) -> list[str]:
    """What the page says will happen."""
    found = _LINES.search(response.content.decode())
    rows = re.findall(r"<li>(.*?)</li>", found.group(1), re.S) if found else []
    return [html.unescape(row).strip() for row in rows]
