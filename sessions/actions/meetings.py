"""Planning, moving, cancelling and logging sessions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock, dates, effects, local_time
from core.errors import DomainError
from notifications import outbox
from relationships.actions.steps import running
from relationships.models import Membership, Relationship
from sessions import edit_conflict
from sessions.actions import check_ins, counters, host_rotation
from sessions.models import MentoringSession, SessionKind, SessionStatus
from sessions.rules import end_of_pause

REMIND_BEFORE = timedelta(hours=24)
ASK_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class SessionPlan:
    """When, how and about what. ``place`` and ``agenda`` are read by the members alone."""

    starts_at: datetime
    minutes: int
    mode: str
    kind: str = SessionKind.WORKING
    place: str = ""
    agenda: str = ""

    @property
    def ends_at(self) -> datetime:
        return local_time.after(self.starts_at, timedelta(minutes=self.minutes))


@transaction.atomic
def plan(*, relationship: Relationship, by: User, plan: SessionPlan) -> MentoringSession:
    """Plan a session: all get it for their calendars, a reminder, and a question afterwards."""
    relationship, membership = running(relationship, by)
    session = book(relationship, membership, plan)
    for each in _members(session):
        tell(session, "sessions.planned", each)
    counters.recount(relationship)
    return session


def book(relationship: Relationship, by: Membership, plan: SessionPlan) -> MentoringSession:
    """Put one session down, with its reminders and the question afterwards; nobody is told yet.

    The ``relationship`` is locked (``running``), and the caller counts it again.
    """
    refuse_past(plan.starts_at)
    refuse_in_pause(relationship, plan.starts_at)
    session = _build(relationship, by, plan)
    save(session)
    _remind(session)
    return session


def refuse_past(starts_at: datetime) -> None:
    """Raises DomainError for a time at which no session can be planned any more."""
    if starts_at <= clock.now():
        raise DomainError(
            _("This time has passed. To log a session you had, use “We met”."),
            "in_the_past",
            field=_typed(starts_at),
        )


def _typed(moment: datetime) -> str:
    """Which answer is wrong about ``moment``: of today it is the time, else the day."""
    return "start" if dates.local_day(moment) == clock.local_today() else "day"


def refuse_in_pause(relationship: Relationship, starts_at: datetime) -> None:
    """Raises DomainError for a time at which the mentoring is paused."""
    until = relationship.resume_on
    if until is not None and starts_at < end_of_pause(until):
        raise DomainError(
            _("Your mentoring is paused until %(day)s. Choose that day or a later one.")
            % {"day": dates.day(until)},
            "paused",
            field="day",
        )


def _build(relationship: Relationship, by: Membership, plan: SessionPlan) -> MentoringSession:
    return MentoringSession(
        relationship=relationship,
        planned_by=by,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        mode=plan.mode,
        kind=plan.kind,
        place=plan.place,
        agenda=plan.agenda,
        host=host_rotation.next_host(relationship),
    )


def save(session: MentoringSession) -> None:
    """Save, with the database's refusal of an overlap in words for people."""
    try:
        session.validate_constraints()
    except ValidationError as error:
        raise DomainError(" ".join(error.messages), "overlap", field="start") from error
    session.save()


def _remind(session: MentoringSession) -> None:
    """Remind everybody the day before, unless they have only just heard of the session."""
    day_before = local_time.after(session.starts_at, -REMIND_BEFORE)
    if day_before > clock.now():
        for membership in _members(session):
            _write_reminder(session, membership, day_before)
    check_ins.ask_whether_held(session, due_at=local_time.after(session.ends_at, ASK_AFTER))


def _write_reminder(session: MentoringSession, membership: Membership, due_at: datetime) -> None:
    outbox.post(
        kind="sessions.reminder",
        to=membership.user,
        key=f"session:{session.pk}:v{session.schedule_version}:reminder:{membership.user_id}",
        due_at=due_at,
        expires_at=session.starts_at,
        **_about(session),
    )


def _about(session: MentoringSession) -> dict[str, str]:
    return {
        "relationship": str(session.relationship_id),
        "session": str(session.pk),
        "version": str(session.schedule_version),
    }


@transaction.atomic
def move(
    *, session: MentoringSession, by: User, plan: SessionPlan, seen: str = ""
) -> MentoringSession:
    """Change the plan. A new time takes back the old reminders and tells all the new one.

    ``seen`` is the version ``by`` had before them (``versions.of_session``): DomainError
    "changed_meanwhile" when somebody else, or another tab, was faster.
    """
    relationship, membership = running(session.relationship, by)
    session = _planned(session)
    edit_conflict.check(seen, edit_conflict.of_session(session))
    moved = (session.starts_at, session.ends_at) != (plan.starts_at, plan.ends_at)
    if session.starts_at != plan.starts_at:
        session.moved_from = session.starts_at
    for name in ("starts_at", "ends_at", "mode", "kind", "place", "agenda"):
        setattr(session, name, getattr(plan, name))
    if moved:
        refuse_past(plan.starts_at)
        refuse_in_pause(relationship, plan.starts_at)
        _take_back(session)
        session.schedule_version += 1
    save(session)
    if moved:
        _remind(session)
        _tell_all(session, membership, mine="sessions.moved", theirs="sessions.moved")
    counters.recount(relationship)
    return session


def _planned(session: MentoringSession) -> MentoringSession:
    session = MentoringSession.objects.select_for_update().get(pk=session.pk)
    if session.status != SessionStatus.PLANNED:
        raise DomainError(_("This session is no longer planned."), "not_planned")
    return session


def _take_back(session: MentoringSession) -> None:
    outbox.cancel(key_prefix=f"session:{session.pk}:v{session.schedule_version}:")


def _tell_all(session: MentoringSession, by: Membership, *, mine: str, theirs: str) -> None:
    """All calendars change: ``by`` gets a letter of kind ``mine``, the others of ``theirs``."""
    for membership in _members(session):
        tell(session, mine if membership == by else theirs, membership, by=str(by.pk))


def _tell_the_others(session: MentoringSession, kind: str, by: Membership) -> None:
    for membership in _members(session).exclude(pk=by.pk):
        tell(session, kind, membership, by=str(by.pk))


def tell(session: MentoringSession, kind: str, membership: Membership, **more: str) -> None:
    """Write ``kind`` to a member, once for the session as it is planned now."""
    outbox.post(
        kind=kind,
        to=membership.user,
        key=f"session:{session.pk}:v{session.schedule_version}:{kind}:{membership.user_id}",
        due_at=clock.now(),
        expires_at=session.starts_at if session.starts_at > clock.now() else None,
        **_about(session),
        **more,
    )


def _members(session: MentoringSession) -> QuerySet[Membership]:
    return session.relationship.memberships.present().select_related("user")


@transaction.atomic
def cancel(*, session: MentoringSession, by: User) -> MentoringSession:
    """Call the planned session off: the others are told, and every calendar lets go of it.

    A session whose time has passed did not happen, and nobody called it off.
    """
    relationship, membership = running(session.relationship, by)
    session = _planned(session)
    _take_back(session)
    session.status = SessionStatus.CANCELLED
    session.save()
    if session.ends_at <= clock.now():
        _tell_the_others(session, "sessions.not_held", membership)
    else:
        note_called_off(session)
        _tell_all(session, membership, mine="sessions.called_off", theirs="sessions.cancelled")
    counters.recount(relationship)
    return session


def note_called_off(session: MentoringSession) -> None:
    """Tell the page that asks first (``core.confirmation``)."""
    words = _("The session on %(when)s is called off and leaves everybody’s calendar.")
    effects.note(
        effects.EffectKind.CALLED_OFF, session.pk, words % {"when": dates.moment(session.starts_at)}
    )


@transaction.atomic
def not_held(
    *, session: MentoringSession, by: User, reason: str = "", words: str = ""
) -> MentoringSession:
    """The planned session did not happen; ``reason`` is a ``NotHeldReason`` or "".

    The reason may be given, or changed, afterwards too. Raises DomainError before the time has
    passed, because until then a session is called off instead, and when it was held.
    """
    running(session.relationship, by)
    session = MentoringSession.objects.select_for_update().get(pk=session.pk)
    if session.ends_at > clock.now():
        raise DomainError(_("This session is still to come. You can call it off."), "not_over")
    if session.status != SessionStatus.CANCELLED:
        session = cancel(session=session, by=by)
    session.not_held_reason, session.not_held_words = reason, words
    session.save(update_fields=["not_held_reason", "not_held_words"])
    return session


@transaction.atomic
def log(
    *, session: MentoringSession, by: User, plan: SessionPlan | None = None
) -> MentoringSession:
    """The planned session was held, as planned or as ``plan`` says it really was."""
    relationship, membership = running(session.relationship, by)
    session = _planned(session)
    if plan is not None:
        for name in ("starts_at", "ends_at", "mode", "kind"):
            setattr(session, name, getattr(plan, name))
    _take_back(session)
    return _held(relationship, membership, session)


@transaction.atomic
def log_new(*, relationship: Relationship, by: User, plan: SessionPlan) -> MentoringSession:
    """Log a session that was held without having been planned here."""
    relationship, membership = running(relationship, by)
    return _held(relationship, membership, _build(relationship, membership, plan))


def _held(
    relationship: Relationship, membership: Membership, session: MentoringSession
) -> MentoringSession:
    if session.starts_at > clock.now():
        raise DomainError(
            _("This session has not begun yet."), "in_the_future", field=_typed(session.starts_at)
        )
    session.status = SessionStatus.HELD
    session.logged_by, session.logged_at = membership, clock.now()
    save(session)
    host_rotation.everybody_was_there(session)
    relationship = counters.recount(relationship)
    check_ins.ask_about_fit(relationship, session)
    audit.record(
        by=membership.user,
        verb="session.held",
        target=session,
        program_id=relationship.program_id,
    )
    return session
