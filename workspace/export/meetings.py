"""The sessions of a whole record, with everything that was written about them."""

from collections import defaultdict
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.dates import day, full_moment
from relationships.models import Membership
from sessions.check_ins import HELP, QUESTIONS, USEFUL
from sessions.models import Action, CheckIn, MentoringSession, Note, NoteKind, Visibility
from workspace.export.parts import ExportEntry, ExportSection, Text, Words, facts, words

OTHERS: dict[str, Text] = {"useful": gettext_lazy("Was it useful?"), "help": HELP[1]}
"""Answers to questions that no letter asks."""


def sessions(mine: Membership) -> ExportSection:
    """All sessions, the oldest first, with the notes ``mine`` may read. Two queries."""
    rows = MentoringSession.objects.filter(relationship=mine.relationship_id)
    notes = _notes(mine)
    entries = tuple(_session(row, notes[row.pk]) for row in rows.order_by("starts_at"))
    return ExportSection("sessions", _("Sessions"), entries)


def _notes(mine: Membership) -> dict[UUID, list[Note]]:
    found: dict[UUID, list[Note]] = defaultdict(list)
    for note in Note.objects.readable_by(mine).select_related("author__user"):
        found[note.session_id].append(note)
    return found


def _session(session: MentoringSession, notes: list[Note]) -> ExportEntry:
    length = ngettext("%(n)d minute", "%(n)d minutes", session.minutes) % {"n": session.minutes}
    return ExportEntry(
        title=day(session.starts_at) if session.is_exchange else full_moment(session.starts_at),
        facts=facts(
            session.get_kind_display(),
            session.get_mode_display(),
            length,
            session.get_status_display(),
            session.not_held_reason and session.get_not_held_reason_display(),
        ),
        words=(
            *words(_("Where"), session.place),
            *words(_("Agenda"), session.agenda),
            *words(_("What came in between"), session.not_held_words),
            *(_written(note) for note in notes),
        ),
        at=session.starts_at.isoformat(),
    )


def _written(note: Note) -> Words:
    what = _("Takeaway of %(name)s") if note.kind == NoteKind.TAKEAWAY else _("Note by %(name)s")
    is_private = note.visibility == Visibility.PRIVATE
    return Words(what % {"name": note.author.user}, note.words, is_private)


def actions(mine: Membership) -> ExportSection:
    """What was promised, the oldest first. One query."""
    rows = Action.objects.filter(relationship=mine.relationship_id)
    rows = rows.select_related("owner__user").order_by("created_at")
    return ExportSection("actions", _("Actions"), tuple(_action(row) for row in rows))


def _action(action: Action) -> ExportEntry:
    due = action.due_on and _("by %(day)s") % {"day": day(action.due_on)}
    done = action.done_at and f"{action.get_settled_as_display()}, {day(action.done_at)}"
    return ExportEntry(
        title=str(action.owner.user),
        facts=facts(due, done or _("open")),
        words=tuple(words(_("What"), action.words)),
        at=action.created_at.isoformat(),
    )


def answers(mine: Membership) -> ExportSection:
    """The short questions ``mine`` has answered; those of the others are not told. One query."""
    rows = CheckIn.objects.filter(membership=mine).exclude(answer="").order_by("answered_at")
    return ExportSection("my_answers", _("My answers"), tuple(_answer(row) for row in rows))


def _answer(row: CheckIn) -> ExportEntry:
    at = row.answered_at or row.asked_at
    question = QUESTIONS.get(row.kind)
    asked = question.text if question else OTHERS.get(row.kind, row.kind)
    answers = dict(question.answers if question else (*USEFUL, HELP))
    given = str(answers.get(row.answer, row.answer))
    return ExportEntry(title=str(asked), facts=facts(given, day(at)), at=at.isoformat())
