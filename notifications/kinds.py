"""Kinds of messages. An app declares its own in ``letters``; nothing else is ever sent."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from notifications.models import Lane, Message


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Attachment:
    """A text file that comes with a letter. ``mime`` is "text/…", perhaps with ``parameters``."""

    name: str
    mime: str
    text: str
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Letter:
    """A message in words: what stands in the mail, before it has a form.

    ``to`` is another address of the recipient than their main one.
    """

    subject: str
    paragraphs: tuple[str, ...]
    button: Link | None = None
    answers: tuple[Link, ...] = ()
    footnote: str = ""
    attachment: Attachment | None = None
    to: str = ""


Compose = Callable[[Message], Letter | None]


@dataclass(frozen=True)
class LetterKind:
    """``compose`` looks at the world at the moment of sending; None: no longer wanted.

    ``title`` is what it is called on pages whose readers see that it waits, not what it says.
    """

    name: str
    title: str | Promise
    compose: Compose
    at_most_once: bool = False
    lane: Lane = Lane.NORMAL


_kinds: dict[str, LetterKind] = {}


def letter(
    name: str, title: str | Promise, *, at_most_once: bool = False, urgent: bool = False
) -> Callable[[Compose], Compose]:
    """Declare the decorated function as the composer of messages of kind ``name``, called
    ``title`` (lazy: it is translated for each reader).

    An ``urgent`` kind waits behind no other: somebody is at the door, or a session is near.
    """
    lane = Lane.URGENT if urgent else Lane.NORMAL

    def declare(compose: Compose) -> Compose:
        _kinds[name] = LetterKind(name, title, compose, at_most_once, lane)
        return compose

    return declare


def get(name: str) -> LetterKind:
    """Raises KeyError for a kind that no installed app declares."""
    return _kinds[name]


def lane(name: str) -> Lane:
    """Where messages of this kind wait; among the ordinary ones for a kind nobody knows."""
    return _kinds[name].lane if name in _kinds else Lane.NORMAL


def sent_at_most_once() -> list[str]:
    """Names of the kinds that are never sent again when it is unknown whether they were."""
    return [kind.name for kind in _kinds.values() if kind.at_most_once]


def title(name: str) -> str:
    """What kind ``name`` is called; the name itself for a kind no app knows any more."""
    return str(_kinds[name].title) if name in _kinds else name
