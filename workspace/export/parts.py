"""What a whole record consists of: sections of entries, each with facts and words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Words:
    """Words somebody wrote; ``is_private`` when only the reader of this copy reads them."""

    label: str
    text: str
    is_private: bool = False


@dataclass(frozen=True)
class ExportEntry:
    """One thing in the record. ``at`` is an ISO date or moment in UTC, "" where there is none."""

    title: str
    facts: tuple[str, ...] = ()
    words: tuple[Words, ...] = ()
    at: str = ""


@dataclass(frozen=True)
class ExportSection:
    """``key`` names it in data and never changes; ``title`` is for people."""

    key: str
    title: str
    entries: tuple[ExportEntry, ...]


def words(label: Text, text: str, is_private: bool = False) -> list[Words]:
    """Words to show, or nothing where nothing was written."""
    return [Words(str(label), text, is_private)] if text else []


def facts(*found: object) -> tuple[str, ...]:
    """The facts that there are, as text."""
    return tuple(str(fact) for fact in found if fact)


def without_empty(sections: Iterable[ExportSection]) -> list[ExportSection]:
    return [section for section in sections if section.entries]
