"""The page of one session as one member sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from drafts.kept_forms import kept
from relationships.models import Membership
from relationships.models.relationship import MembershipQuerySet
from relationships.wording import names_of
from sessions import answers, edit_conflict, suggested_dates
from sessions.actions import check_ins
from sessions.answers import AnswerDifference
from sessions.check_ins import USEFUL, Words
from sessions.forms import ActionForm, FileForm, NoteForm, TakeawayForm, TopicForm
from sessions.models import (
    Action,
    Attendance,
    MentoringSession,
    Note,
    NoteKind,
    SessionChange,
    SessionStatus,
    SharedFile,
)
from sessions.suggested_dates import Ahead, DateLine
from sessions.wording import fitted


@dataclass(frozen=True)
class HistoryLine:
    """One line of history, with the names of who was there before."""

    row: SessionChange
    there: str


def _names(row: SessionChange, members: Mapping[str, User]) -> str:
    return names_of([members[key] for key in row.there if key in members])


@dataclass
class SessionPage:
    """One session as ``mine`` sees it at ``now``."""

    mine: Membership
    session: MentoringSession
    now: datetime = field(default_factory=clock.now)

    @cached_property
    def member_rows(self) -> MembershipQuerySet:
        """Asked for once, however often they are looked at."""
        return suggested_dates.members().present().filter(relationship=self.mine.relationship_id)

    @property
    def others(self) -> str:
        """The names of the other members."""
        return names_of([one.user for one in self.member_rows if one.pk != self.mine.pk])

    @property
    def takes_turns(self) -> bool:
        return self.mine.relationship.is_circle

    @cached_property
    def attendance(self) -> list[Attendance]:
        """Who was there and who was not, of a group that has met."""
        if not (self.mine.relationship.is_many and self.is_held):
            return []
        rows = self.session.attendances.select_related("membership__user")
        return sorted(rows, key=lambda row: str(row.membership.user))

    @property
    def is_open(self) -> bool:
        """Whether anything can be written: the mentoring runs, and is not on hold."""
        record = self.mine.relationship
        return record.is_running and not record.is_on_hold

    @property
    def can_correct(self) -> bool:
        """Whether what was logged may be changed now."""
        relationship = self.mine.relationship
        return relationship.is_running and not relationship.is_on_hold

    @property
    def is_settled(self) -> bool:
        """Logged, or logged and taken out again."""
        return self.session.status in (SessionStatus.HELD, SessionStatus.REMOVED)

    @cached_property
    def changes(self) -> list[HistoryLine]:
        """Who has corrected or removed the session, and what it said before; oldest first."""
        rows = list(self.session.changes.select_related("by__user"))
        names = {str(one.pk): one.user for one in self._everybody} if rows else {}
        return [HistoryLine(row, _names(row, names)) for row in rows]

    @property
    def _everybody(self) -> MembershipQuerySet:
        """Also those who have left: the line about them stays."""
        return suggested_dates.members().filter(relationship=self.mine.relationship_id)

    @cached_property
    def difference(self) -> AnswerDifference | None:
        """How the answers to "did you meet?" differ, where they do."""
        return answers.difference(self.session, self.mine) if self.over else None

    @property
    def over(self) -> bool:
        return self.session.ends_at <= self.now

    @property
    def is_held(self) -> bool:
        return self.session.status == SessionStatus.HELD

    @property
    def takes_takeaways(self) -> bool:
        """Whether this person writes one here; of a removed session, whether they have one."""
        was_removed = self.session.status == SessionStatus.REMOVED
        return self.is_held or (was_removed and self.takeaway is not None)

    @property
    def shows_takeaways(self) -> bool:
        return self.takes_takeaways or bool(self.other_takeaways)

    @property
    def useful(self) -> tuple[tuple[str, Words], ...]:
        """The answers to "was it useful?", where it is asked."""
        return USEFUL if self.is_open and self._about_use.is_asked else ()

    @property
    def said(self) -> str:
        return self._about_use.answer

    @cached_property
    def _about_use(self) -> check_ins.Use:
        return check_ins.use_of(self.session, self.mine)

    @cached_property
    def _readable(self) -> list[Note]:
        rows = Note.objects.readable_by(self.mine).filter(session=self.session)
        return list(rows.select_related("author__user"))

    @property
    def notes(self) -> list[Note]:
        return [note for note in self._readable if note.kind == NoteKind.NOTE]

    @cached_property
    def takeaway(self) -> Note | None:
        """What this person takes away; None when nothing is written down yet."""
        return next((note for note in self._takeaways if note.author_id == self.mine.pk), None)

    @property
    def other_takeaways(self) -> list[Note]:
        return [note for note in self._takeaways if note.author_id != self.mine.pk]

    @property
    def _takeaways(self) -> list[Note]:
        return [note for note in self._readable if note.kind == NoteKind.TAKEAWAY]

    @property
    def takeaway_start(self) -> dict[str, object]:
        """What the form about it starts with."""
        note = self.takeaway or Note()
        return {
            "words": note.words,
            "visibility": note.visibility,
            "seen": edit_conflict.of_note(note),
        }

    @cached_property
    def actions(self) -> list[Action]:
        return list(self.session.actions.select_related("owner__user"))

    @cached_property
    def files(self) -> list[SharedFile]:
        return list(self.session.files.select_related("by__user"))

    @cached_property
    def next_line(self) -> DateLine | None:
        """After the last session, the date their rhythm suggests next, unless one is planned."""
        if not self._is_last or self._has_next:
            return None
        laid_out = Ahead(self.mine.relationship, self.member_rows, [self.session], self.now)
        return next(iter(suggested_dates.lines(laid_out, self.mine)), None)

    @property
    def _is_last(self) -> bool:
        return self.is_held and self.mine.relationship.last_session_at == self.session.starts_at

    @property
    def _has_next(self) -> bool:
        coming = self.mine.relationship.next_session_at
        return coming is not None and coming > self.now


def show_session(
    request: HttpRequest, mine: Membership, session: MentoringSession, **more: object
) -> HttpResponse:
    """The page of a session. ``more`` replaces fresh forms, to show what is wrong with them."""
    page = SessionPage(mine, session)
    context = {
        "mine": mine,
        "session": session,
        "page": page,
        "note_form": _kept_note(request, session, NoteForm(prefix="note")),
        "action_form": _kept_action(
            request, session, ActionForm(prefix="action", members=page.member_rows)
        ),
        "topic_form": kept_topic(request, session, TopicForm(prefix="agenda")),
        "file_form": FileForm(),
        "takeaway_form": None,
    }
    if page.takes_takeaways and "takeaway_form" not in more:
        form = TakeawayForm(prefix="takeaway", initial=page.takeaway_start)
        context["takeaway_form"] = kept_takeaway(request, session, form)
    context |= more
    for shown in [value for value in context.values() if isinstance(value, Form)]:
        fitted(shown, mine.relationship)
    return render(request, "sessions/session_detail.html", context)


def _kept_note(request: HttpRequest, session: MentoringSession, form: NoteForm) -> NoteForm:
    to, page = (reverse(name, args=[session.pk]) for name in ("note_write", "session_detail"))
    return kept(request, form, _("A note"), to=to, page=page)


def _kept_action(request: HttpRequest, session: MentoringSession, form: ActionForm) -> ActionForm:
    to, page = (reverse(name, args=[session.pk]) for name in ("action_add", "session_detail"))
    return kept(request, form, _("An action"), to=to, page=page, as_typed=False)


def kept_topic(request: HttpRequest, session: MentoringSession, form: TopicForm) -> TopicForm:
    """The form that adds a topic; its line is not lost when it cannot arrive."""
    to, page = (reverse(name, args=[session.pk]) for name in ("topic_add", "session_detail"))
    return kept(request, form, _("A topic"), to=to, page=page, as_typed=False)


def kept_takeaway(
    request: HttpRequest, session: MentoringSession, form: TakeawayForm
) -> TakeawayForm:
    """The form about what is taken away, wherever it is shown; it loses nothing."""
    to, page = (reverse(name, args=[session.pk]) for name in ("takeaway_write", "session_detail"))
    return kept(request, form, _("What you take away"), to=to, page=page)
