"""What a change of status does to sessions, calendars, questions and unsent text."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock, dates, effects
from drafts import actions as drafts
from drafts.models import Draft
from notifications import outbox
from relationships.consequences import (
    OVER,
    ChangeKind,
    Consequence,
    Dependent,
    Occurrence,
    foretell_pause,
    register,
)
from relationships.models import Membership, Relationship
from sessions.actions import counters, host_rotation, meetings
from sessions.models import (
    Action,
    Attendance,
    CheckIn,
    FileContent,
    LaidOutDate,
    MentoringSession,
    Note,
    NotHeldReason,
    SessionChange,
    SessionQuerySet,
    SessionStatus,
    SharedFile,
)
from sessions.rules import end_of_pause

REASONS = {
    ChangeKind.ENDED: NotHeldReason.ENDED,
    ChangeKind.COMPLETED: NotHeldReason.ENDED,
    ChangeKind.PAUSED: NotHeldReason.PAUSED,
    ChangeKind.HELD: NotHeldReason.HELD,
}


# Sessions and calendars --------------------------------------------------------------------------


def _call_off(what: Occurrence) -> None:
    """Call off what is planned, and let every calendar let go of it. The reason names nobody."""
    coming = list(_coming(what.relationship, what.at, what.until).select_for_update())
    if not coming:
        return
    people = what.concerned()
    for session in coming:
        _let_go(session, REASONS[what.change])
        _tell(session, people)
    what.relationship.next_session_at = counters.recount(what.relationship).next_session_at


def _coming(relationship: Relationship, now: datetime, until: date | None) -> SessionQuerySet:
    """What is planned and not over, before the day ``until`` where a pause ends then."""
    rows: SessionQuerySet = MentoringSession.objects.planned().filter(
        relationship=relationship, ends_at__gt=now
    )
    return rows.filter(starts_at__lt=end_of_pause(until)) if until else rows


def _let_go(session: MentoringSession, reason: NotHeldReason) -> None:
    outbox.cancel(key_prefix=f"session:{session.pk}:v{session.schedule_version}:")
    CheckIn.objects.filter(occasion__startswith=f"session:{session.pk}:", answer="").delete()
    session.status, session.not_held_reason = SessionStatus.CANCELLED, reason
    session.save(update_fields=["status", "not_held_reason"])
    meetings.note_called_off(session)


def _tell(session: MentoringSession, people: Iterable[Membership]) -> None:
    for member in people:
        outbox.post(
            kind="sessions.fell_away",
            to=member.user,
            key=f"session:{session.pk}:fell_away:{member.user_id}",
            expires_at=session.ends_at,
            relationship=str(session.relationship_id),
            session=str(session.pk),
            version=str(session.schedule_version),
        )


def _take_out_of_calendar(what: Occurrence) -> None:
    """The others meet as planned; who has left gets it out of their calendar, and hosts nothing."""
    leaver = what.leaver
    if leaver is None:
        return
    for session in _coming(what.relationship, what.at, None):
        _tell(session, what.concerned())
        _note_out(session, leaver)
        if session.host_id == leaver.pk:
            host_rotation.give_to(session, host_rotation.next_host(what.relationship), by=None)


def _note_out(session: MentoringSession, leaver: Membership) -> None:
    """Tell the page that asks first (``core.confirmation``)."""
    words = _("The session on %(when)s goes ahead without %(name)s and leaves their calendar.")
    names = {"when": dates.moment(session.starts_at), "name": leaver.user}
    effects.note(effects.EffectKind.CALLED_OFF, session.pk, words % names)


_CALLED_OFF = Consequence(
    "called_off",
    "what is planned is called off, and each calendar lets go of it once; a session of the past "
    "that nobody has settled stays open, because nobody has said whether it was held",
    _call_off,
)
register(
    Dependent(
        "sessions",
        (MentoringSession, Attendance),
        "what is planned is still wanted, and what was held was held",
        {
            **dict.fromkeys((*OVER, ChangeKind.HELD), _CALLED_OFF),
            ChangeKind.PAUSED: Consequence(
                "called_off_in_pause",
                "what lies inside the pause is called off; what comes after it stays",
                _call_off,
            ),
            ChangeKind.LEFT: Consequence(
                "out_of_the_calendar_of_leaver",
                "the others meet as planned; it leaves the calendar of the one who left",
                _take_out_of_calendar,
            ),
        },
        order=20,
    )
)


@foretell_pause
def called_off_by_pause(relationship: Relationship, until: date) -> list[str]:
    """The sessions that a pause until ``until`` would call off, each by its time."""
    rows = _coming(relationship, clock.now(), until).order_by("starts_at")
    return [dates.moment(row.starts_at) for row in rows]


# Questions ---------------------------------------------------------------------------------------


def _ask_no_more(what: Occurrence) -> None:
    rows = CheckIn.objects.filter(relationship=what.relationship, answered_at=None)
    if what.leaver:
        rows = rows.filter(membership=what.leaver)
    rows.delete()


register(
    Dependent(
        "short questions",
        (CheckIn,),
        "it can be answered when the mentoring goes on; an answer is kept for good, and a request "
        "to talk is the coordinator's until they mark it as done, or for 30 days",
        dict.fromkeys(
            (*OVER, ChangeKind.CLOSED, ChangeKind.LEFT),
            Consequence(
                "unanswered_gone",
                "questions nobody has answered are gone; a request to talk stays with coordinators",
                _ask_no_more,
            ),
        ),
        order=30,
    )
)


# What is read afterwards -------------------------------------------------------------------------

register(
    Dependent(
        "notes and takeaways",
        (Note,),
        "they are their authors' words, and stay readable to whom they were written for",
    )
)
register(
    Dependent(
        "lines about corrected sessions",
        (SessionChange,),
        "they are history: nothing in them is ever changed",
    )
)
register(
    Dependent(
        "promises",
        (Action,),
        "they are read as they were left; an ended record asks nobody to keep them",
    )
)
register(
    Dependent(
        "files",
        (SharedFile, FileContent),
        "they are deleted 90 days after the end (sessions.actions.files), as promised",
    )
)
register(
    Dependent(
        "dates laid out ahead",
        (LaidOutDate,),
        "what was said of a date is kept; dates are laid out only while the mentoring runs",
    )
)


# Unsent text -------------------------------------------------------------------------------------

STILL_TAKEN = ("story_write", "follow_up", "talk_thank")
"""Forms that an ended record still takes."""


def _cut_off(what: Occurrence) -> None:
    """The words stay with their author for as long as promised; there is no form for them now."""
    prefixes = [reverse("relationship_detail", args=[what.relationship.pk])]
    ids = MentoringSession.objects.filter(relationship=what.relationship).values_list("pk")
    prefixes += [reverse("session_detail", args=[pk]) for (pk,) in ids]
    begins = Q()
    for prefix in prefixes:
        begins |= Q(form__startswith=prefix)
    rows = Draft.objects.filter(begins)
    if what.leaver:
        rows = rows.filter(user=what.leaver.user_id)
    taken = [reverse(route, args=[what.relationship.pk]) for route in STILL_TAKEN]
    drafts.cut_off(rows.exclude(form__in=taken))


register(
    Dependent(
        "unsent text",
        (Draft,),
        "it can be sent when the mentoring goes on",
        dict.fromkeys(
            (*OVER, ChangeKind.CLOSED, ChangeKind.LEFT),
            Consequence(
                "cut_off",
                "its author still reads and copies it, for 30 days; there is no form for it",
                _cut_off,
            ),
        ),
    )
)
