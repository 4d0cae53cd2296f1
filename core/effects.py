"""What an action does to others, told by the action itself while it runs.

The page that asks before something final runs the action, reads its effects and rolls it back
(``core.confirmation``), so that its list is what the same code would do a moment later.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum


class EffectKind(Enum):
    """What can happen, in the order in which people read it."""

    ENDS = "ends"
    CALLED_OFF = "called_off"
    LOST = "lost"
    CHANGES = "changes"
    EMAILED = "emailed"


@dataclass(frozen=True)
class Effect:
    """One thing that happens to ``key``. ``words`` is a sentence; of an email, who gets it."""

    kind: EffectKind
    key: str
    words: object


_watched: ContextVar[list[Effect] | None] = ContextVar("watched", default=None)


def note(kind: EffectKind, key: object, words: object) -> None:
    """Tell whoever watches; without anybody who does, nothing happens.

    Words that cost a query are given as a function, called only when they are read.
    """
    found = _watched.get()
    if found is None:
        return
    effect = Effect(kind, str(key), words() if callable(words) else words)
    if effect not in found:
        found.append(effect)


@contextmanager
def watched() -> Iterator[list[Effect]]:
    """The effects of what runs inside, as they happen."""
    found: list[Effect] = []
    token = _watched.set(found)
    try:
        yield found
    finally:
        _watched.reset(token)
