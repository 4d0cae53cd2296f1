"""What one member finds in their record: everything they may read there, opened and looked at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relationships.models import Membership
from sessions.models import Action, MentoringSession, Note, NoteKind, Visibility
from workspace import text_search
from workspace.text_search import Piece

MOST_HITS = 50
NEWEST = 5000
Words = str | Promise


@dataclass(frozen=True)
class Hit:
    """One place where the words stand: what it is, whose, who reads it, and of which session."""

    what: Words
    by: str
    is_private: bool
    session: MentoringSession | None
    at: datetime
    pieces: list[Piece]


@dataclass(frozen=True)
class _Text:
    what: Words
    by: str
    is_private: bool
    session: MentoringSession | None
    at: datetime
    words: str


def find(mine: Membership, typed: str) -> list[Hit]:
    """Where all words of ``typed`` stand, the newest first: three queries."""
    wanted = text_search.words_of(typed)
    hits = (_hit(text, wanted) for text in _texts(mine)) if wanted else iter(())
    found = sorted((hit for hit in hits if hit), key=attrgetter("at"), reverse=True)
    return found[:MOST_HITS]


def _hit(text: _Text, wanted: Sequence[str]) -> Hit | None:
    pieces = text_search.excerpt(text.words, wanted)
    return (
        Hit(text.what, text.by, text.is_private, text.session, text.at, pieces) if pieces else None
    )


def _texts(mine: Membership) -> Iterator[_Text]:
    yield from _notes(mine)
    yield from _agendas(mine)
    yield from _actions(mine)


def _notes(mine: Membership) -> Iterator[_Text]:
    rows = Note.objects.readable_by(mine).select_related("session", "author__user")
    for note in rows.order_by("-created_at")[:NEWEST]:
        is_takeaway = note.kind == NoteKind.TAKEAWAY
        yield _Text(
            _("Takeaway") if is_takeaway else _("Note"),
            str(note.author.user),
            note.visibility == Visibility.PRIVATE,
            note.session,
            note.session.starts_at,
            note.words,
        )


def _agendas(mine: Membership) -> Iterator[_Text]:
    rows = MentoringSession.objects.filter(relationship=mine.relationship_id)
    for session in rows.order_by("-starts_at")[:NEWEST]:
        yield _Text(_("Agenda"), "", False, session, session.starts_at, session.agenda)


def _actions(mine: Membership) -> Iterator[_Text]:
    rows = Action.objects.filter(relationship=mine.relationship_id)
    for action in rows.select_related("session", "owner__user").order_by("-created_at")[:NEWEST]:
        at = action.session.starts_at if action.session else action.created_at
        owner = str(action.owner.user)
        yield _Text(_("Action"), owner, False, action.session, at, action.words)
