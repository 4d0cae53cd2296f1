"""Notes and actions: what is written down, and what is promised."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock, effects
from core.errors import DomainError
from relationships.actions.steps import lock, member, refuse_after_the_end
from relationships.models import Membership, Relationship
from sessions import edit_conflict
from sessions.actions import counters
from sessions.models import (
    Action,
    MentoringSession,
    Note,
    NoteKind,
    SessionStatus,
    Settled,
    Visibility,
)

LONGEST_AGENDA = 10_000


@transaction.atomic
def write(*, session: MentoringSession, by: User, words: str, visibility: str) -> Note:
    """Write a note about a session, for oneself or for all members."""
    author = member(lock(session.relationship), by)
    return Note.objects.create(session=session, author=author, words=words, visibility=visibility)


@transaction.atomic
def rewrite(*, note: Note, by: User, words: str, visibility: str, seen: str = "") -> Note:
    """The author changes a note, or who reads it.

    ``seen`` is the version the author had before them (``versions.of_note``): DomainError
    "changed_meanwhile" when another tab was faster.
    """
    _own(note, by)
    refuse_after_the_end(lock(note.author.relationship))
    note = Note.objects.select_for_update().get(pk=note.pk)
    edit_conflict.check(seen, edit_conflict.of_note(note))
    note.words, note.visibility = words, visibility
    note.save()
    return note


@transaction.atomic
def take_away(
    *, session: MentoringSession, by: User, words: str, visibility: str, seen: str = ""
) -> Note | None:
    """Keep what ``by`` takes away from a session that was held; without words it is removed.

    Raises DomainError for a session not held, and "changed_meanwhile" as ``rewrite``.
    """
    author = member(lock(session.relationship), by)
    logged = (SessionStatus.HELD, SessionStatus.REMOVED)
    if not MentoringSession.objects.filter(pk=session.pk, status__in=logged).exists():
        raise DomainError(_("This session has not been held yet."), "not_held_yet")
    note = takeaway(session, author)
    edit_conflict.check(seen, edit_conflict.of_note(note))
    if not words:
        note.delete()
        return None
    note.words, note.visibility = words, visibility
    note.save()
    return note


def takeaway(session: MentoringSession, author: Membership) -> Note:
    """What this member takes away from the session; a new, empty one when nothing is there yet."""
    own = Note.objects.filter(session=session, author=author, kind=NoteKind.TAKEAWAY)
    return own.first() or Note(session=session, author=author, kind=NoteKind.TAKEAWAY)


@transaction.atomic
def remove(*, note: Note, by: User) -> None:
    """The author takes a note away for good."""
    _own(note, by)
    _note_lost(note)
    note.delete()


def _note_lost(note: Note) -> None:
    words = _("Your private note is deleted for good.")
    if note.visibility == Visibility.SHARED:
        words = _("Your note is deleted for good, for everybody who can read it.")
    effects.note(effects.EffectKind.LOST, note.pk, words)


def _own(note: Note, by: User) -> None:
    if note.author.user_id != by.pk:
        raise DomainError(_("Only its author can change a note."), "not_the_author")


@transaction.atomic
def add_topic(*, session: MentoringSession, by: User, topic: str) -> MentoringSession:
    """Put one more topic at the end of the agenda, with nothing else changed.

    Raises DomainError for a session that is no longer planned.
    """
    member(lock(session.relationship), by)
    session = MentoringSession.objects.select_for_update().get(pk=session.pk)
    if session.status != SessionStatus.PLANNED:
        raise DomainError(_("This session is no longer planned."), "not_planned")
    agenda = f"{session.agenda}\n• {' '.join(topic.split())}".lstrip()
    if len(agenda) > LONGEST_AGENDA:
        raise DomainError(_("The agenda is full. Change it to make room."), "too_long")
    session.agenda = agenda
    session.save(update_fields=["agenda"])
    return session


@transaction.atomic
def promise(
    *,
    relationship: Relationship,
    by: User,
    owner: Membership,
    words: str,
    due_on: date | None = None,
    session: MentoringSession | None = None,
) -> Action:
    """Write down what ``owner`` has promised to do.

    DomainError "another_record" for an owner or a session of another relationship.
    """
    relationship = lock(relationship)
    member(relationship, by)
    places = {row.relationship_id for row in (owner, session) if row}
    if places != {relationship.pk}:
        raise DomainError(_("This does not belong to this mentoring."), "another_record")
    action = Action.objects.create(
        relationship=relationship, owner=owner, words=words, due_on=due_on, session=session
    )
    counters.recount(relationship)
    return action


@transaction.atomic
def set_done(*, action: Action, by: User, done: bool, settled_as: str = Settled.DONE) -> Action:
    """Tick an action off, or open it again; any member may.

    Before the end it may also be settled by going on without the mentoring, or by letting it go.
    """
    relationship = lock(action.relationship)
    member(relationship, by)
    if settled_as not in Settled.values:
        raise DomainError(_("Choose what happens to the action."), "unknown_answer")
    action.done_at = clock.now() if done else None
    action.settled_as = settled_as
    action.save(update_fields=["done_at", "settled_as"])
    counters.recount(relationship)
    return action


def keep_note(mine: Membership, session: MentoringSession, typed: dict[str, Any]) -> None:
    """Write the note of a form about ``session``, if there is one."""
    if typed["words"]:
        write(session=session, by=mine.user, words=typed["words"], visibility=typed["visibility"])
