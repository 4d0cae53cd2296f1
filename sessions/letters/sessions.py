"""The letters about sessions and the short questions between them."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import dates
from core.web import absolute_url
from notifications.kinds import Attachment, Letter, Link, letter
from notifications.models import Message
from relationships.letter_context import LetterContext, scene, scene_left
from relationships.models import RUNNING_STATUSES, Status
from sessions import calendar
from sessions.models import MentoringSession, NotHeldReason, SessionStatus

Write = Callable[[MentoringSession, LetterContext], Letter]


def session_letter(
    name: str, title: str | Promise, status: SessionStatus, *, urgent: bool = False
) -> Callable[[Write], Write]:
    """Declare a letter about a session that has ``status``, at the time the letter is about."""

    def declare(write: Write) -> Write:
        def compose(message: Message) -> Letter | None:
            session, people = _session(message, status), scene(message)
            return write(session, people) if session and people else None

        letter(name, title, urgent=urgent)(compose)
        return write

    return declare


def _session(message: Message, status: SessionStatus) -> MentoringSession | None:
    """The session of a message, as long as its time and state are those the message is about."""
    return MentoringSession.objects.filter(
        pk=message.context["session"],
        schedule_version=message.context["version"],
        status=status,
        relationship__status__in=RUNNING_STATUSES,
    ).first()


def cancellation(name: str, title: str | Promise) -> Callable[[Write], Write]:
    """Declare a letter about a session that is off, whatever has become of the mentoring since:
    it takes the session out of the reader's calendar."""

    def declare(write: Write) -> Write:
        def compose(message: Message) -> Letter | None:
            rows = MentoringSession.objects.filter(status=SessionStatus.CANCELLED)
            session = rows.filter(pk=message.context["session"]).first()
            people = scene_left(message, on_hold_too=True)
            return write(session, people) if session and people else None

        letter(name, title, urgent=True)(compose)
        return write

    return declare


def _time(session: MentoringSession) -> str:
    return dates.moment(session.starts_at)


def _open(session: MentoringSession, label: str) -> Link:
    return Link(label, absolute_url("session_detail", session=session.pk))


def _calendar_file(session: MentoringSession, people: LetterContext) -> Attachment:
    """Puts the session into the reader's calendar, changes it there, or takes it out."""
    is_gone = not people.me.is_present
    entry = calendar.CalendarEntry(session, people.me.user, people.partner_name, is_gone=is_gone)
    method = calendar.CANCEL if entry.is_off else calendar.REQUEST
    return Attachment(
        name="called-off.ics" if entry.is_off else "session.ics",
        mime=calendar.MIME,
        text=calendar.invitation(entry),
        parameters=(("method", method),),
    )


@session_letter(
    "sessions.planned", gettext_lazy("A session was planned"), SessionStatus.PLANNED, urgent=True
)
def planned(session: MentoringSession, people: LetterContext) -> Letter:
    when = {"name": people.partner_name, "when": _time(session)}
    return Letter(
        subject=_("Planned with %(name)s: %(when)s") % when,
        paragraphs=(
            _("You and %(name)s meet on %(when)s.") % when,
            _("The attached file puts it into your calendar; the agenda stays in your record."),
        ),
        button=_open(session, _("Open the session")),
        attachment=_calendar_file(session, people),
    )


@letter("sessions.planned_ahead", gettext_lazy("Sessions were planned ahead"))
def planned_ahead(message: Message) -> Letter | None:
    """Several sessions planned at once: one letter, one file."""
    people = scene(message)
    rows = MentoringSession.objects.planned().filter(
        pk__in=message.context["session"].split(","),
        relationship__status__in=RUNNING_STATUSES,
    )
    sessions = list(rows)
    if people is None or not sessions:
        return None
    return Letter(
        subject=_("Your next sessions with %(name)s") % {"name": people.partner_name},
        paragraphs=(
            _("These are planned with %(name)s:") % {"name": people.partner_name},
            *(_time(session) for session in sessions),
            _("The attached file puts them into your calendar; each can still be moved."),
        ),
        button=people.button(_("Open our record")),
        attachment=_calendar_of(sessions, people),
    )


def _calendar_of(sessions: list[MentoringSession], people: LetterContext) -> Attachment:
    entries = [calendar.CalendarEntry(one, people.me.user, people.partner_name) for one in sessions]
    return Attachment(
        name="sessions.ics",
        mime=calendar.MIME,
        text=calendar.several(entries),
        parameters=(("method", calendar.PUBLISH),),
    )


@cancellation(
    "sessions.called_off",
    gettext_lazy("A session was called off: calendar update for the person who did it"),
)
def called_off(session: MentoringSession, people: LetterContext) -> Letter:
    """To who called it off: takes the session out of their own calendar."""
    when = {"name": people.partner_name, "when": _time(session)}
    return Letter(
        subject=_("You called off: %(when)s") % when,
        paragraphs=(
            people.told(
                _("%(name)s has been told that your session on %(when)s is off."),
                _("Everybody in %(name)s has been told that your session on %(when)s is off."),
            )
            % when,
            _("The attached file takes it out of your calendar."),
        ),
        button=_another(people),
        attachment=_calendar_file(session, people),
    )


@session_letter(
    "sessions.reminder", gettext_lazy("Reminder of a session"), SessionStatus.PLANNED, urgent=True
)
def reminder(session: MentoringSession, people: LetterContext) -> Letter:
    when = {"name": people.partner_name, "when": _time(session)}
    return Letter(
        subject=_("You meet %(name)s: %(when)s") % when,
        paragraphs=(
            _("Your session with %(name)s is on %(when)s.") % when,
            *_host(session, people),
            _("A few minutes now make it worth more: what would you like to talk about?"),
        ),
        button=_open(session, _("Open the agenda")),
    )


def _host(session: MentoringSession, people: LetterContext) -> list[str]:
    """Whose turn it is, where members take turns."""
    if session.host is None:
        return []
    if session.host == people.me:
        return [
            _("It is your turn to host: open the session, and make sure everybody has their say.")
        ]
    return [_("%(name)s hosts it.") % {"name": session.host.user}]


@letter("sessions.hosts", gettext_lazy("Whose turn it is to host"))
def hosts(message: Message) -> Letter | None:
    """To the new host, while it is still their turn: why it changed is not said."""
    rows = MentoringSession.objects.planned().filter(relationship__status__in=RUNNING_STATUSES)
    session = rows.filter(pk=message.context["session"], host=message.context["host"]).first()
    people = scene(message)
    if session is None or people is None:
        return None
    when = {"name": people.partner_name, "when": _time(session)}
    return Letter(
        subject=_("You host the session of %(name)s: %(when)s") % when,
        paragraphs=(
            _("The host of your session on %(when)s has changed.") % when,
            *_host(session, people),
            _("If the time does not suit you, you can hand over hosting on the session’s page."),
        ),
        button=_open(session, _("Open the session")),
    )


@session_letter(
    "sessions.moved", gettext_lazy("A session was moved"), SessionStatus.PLANNED, urgent=True
)
def moved(session: MentoringSession, people: LetterContext) -> Letter:
    """To everybody; who moved it reads that they did, with the file for their own calendar."""
    if people.by == str(people.me.pk):
        return _own_move(session, people)
    when = {"name": people.author_name, "when": _time(session)}
    said = _("%(name)s has moved your session to %(when)s.") % when
    if session.moved_from:
        before = {**when, "before": dates.moment(session.moved_from)}
        said = _("%(name)s has moved your session from %(before)s to %(when)s.") % before
    return Letter(
        subject=_("New time with %(name)s: %(when)s") % {**when, "name": people.partner_name},
        paragraphs=(said,),
        button=_open(session, _("Open the session")),
        attachment=_calendar_file(session, people),
    )


@cancellation("sessions.cancelled", gettext_lazy("A session was called off"))
def cancelled(session: MentoringSession, people: LetterContext) -> Letter:
    when = {"name": people.author_name, "when": _time(session)}
    said = _("%(name)s has called off your session on %(when)s.")
    if _is_going_on(people):
        said = _("%(name)s has called off your session on %(when)s. Agree on another time.")
    return Letter(
        subject=_("Called off: your session on %(when)s") % when,
        paragraphs=(said % when,),
        button=_another(people),
        attachment=_calendar_file(session, people),
    )


def _is_going_on(people: LetterContext) -> bool:
    """Whether the reader could plan another session now."""
    record = people.me.relationship
    return people.me.is_present and record.status == Status.ACTIVE and not record.is_on_hold


def _another(people: LetterContext) -> Link:
    if _is_going_on(people):
        return people.button(_("Plan another session"), "session_plan")
    return people.button(_("Open the record"))


def _own_move(session: MentoringSession, people: LetterContext) -> Letter:
    when = {"name": people.partner_name, "when": _time(session)}
    said = _("You have moved your session with %(name)s to %(when)s.") % when
    if session.moved_from:
        before = {**when, "before": dates.moment(session.moved_from)}
        said = _("You have moved your session with %(name)s from %(before)s to %(when)s.") % before
    return Letter(
        subject=_("You moved your session with %(name)s: %(when)s") % when,
        paragraphs=(said, _("The attached file changes it in your calendar.")),
        button=_open(session, _("Open the session")),
        attachment=_calendar_file(session, people),
    )


@letter("sessions.fell_away", gettext_lazy("A session was called off"))
def fell_away(message: Message) -> Letter | None:
    """A session went with the mentoring, or the reader has left the group: nobody is named."""
    rows = MentoringSession.objects.filter(pk=message.context["session"])
    session, people = rows.first(), scene_left(message, on_hold_too=True)
    if session is None or people is None:
        return None
    if session.status != SessionStatus.CANCELLED and people.me.is_present:
        return None
    return Letter(
        subject=_fell_away_subject(people) % {"when": _time(session)},
        paragraphs=(
            _why_it_fell_away(session, people),
            _("The attached file takes it out of your calendar."),
        ),
        button=people.button(_("Open the record")),
        attachment=_calendar_file(session, people),
    )


def _fell_away_subject(people: LetterContext) -> str:
    """For somebody who no longer belongs to the group, the session is not called off."""
    if people.me.is_present:
        return _("Called off: your session on %(when)s")
    return _("No longer in your calendar: the session on %(when)s")


def _why_it_fell_away(session: MentoringSession, people: LetterContext) -> str:
    name = {"name": people.partner_name}
    if not people.me.is_present:
        return (
            _("You no longer belong to %(name)s, so this session is no longer one of yours.") % name
        )
    return {
        NotHeldReason.ENDED.value: _("Your mentoring with %(name)s has ended before this session."),
        NotHeldReason.PAUSED.value: _("Your mentoring with %(name)s is paused on that day."),
        NotHeldReason.HELD.value: _("Your mentoring with %(name)s is on hold."),
    }[session.not_held_reason] % name


@session_letter(
    "sessions.not_held", gettext_lazy("A session did not take place"), SessionStatus.CANCELLED
)
def not_held(session: MentoringSession, people: LetterContext) -> Letter:
    """Without the reason: that stays in the record."""
    when = {"name": people.author_name, "when": _time(session)}
    return Letter(
        subject=_("It did not happen: %(when)s") % when,
        paragraphs=(
            _("%(name)s says that your session on %(when)s did not take place.") % when,
            _("A new date is the best next step. If you did meet, log it in your record."),
        ),
        button=people.button(_("Plan another session"), "session_plan"),
    )


@session_letter(
    "sessions.differ",
    gettext_lazy("Answers differ on whether a session took place"),
    SessionStatus.PLANNED,
)
def differ(session: MentoringSession, people: LetterContext) -> Letter:
    """To all alike: it does not say who answered what."""
    when = {"when": _time(session)}
    return Letter(
        subject=_("Did you meet? Your answers differ: %(when)s") % when,
        paragraphs=(
            _("You have answered differently on whether your session on %(when)s took place.")
            % when,
            _(
                "That happens. Until you agree, the session does not count as held. Each of you"
                " can change their answer in your record; nobody outside it learns of this."
            ),
        ),
        button=_open(session, _("Open the session")),
    )
