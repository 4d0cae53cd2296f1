"""A session that was logged by mistake: corrected, removed from the record, or put back.

Each leaves a line of history with what it said before. Removing deletes no words (decision 15).
"""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import audit
from accounts.models import User
from core import clock, effects
from core.errors import DomainError
from relationships.actions.steps import running
from relationships.models import Membership, Relationship
from sessions import edit_conflict
from sessions.actions import check_ins, counters, host_rotation, meetings
from sessions.actions.meetings import SessionPlan
from sessions.models import MentoringSession, SessionChange, SessionStatus

FACTS = ("starts_at", "ends_at", "mode", "kind")


@transaction.atomic
def correct(
    *, session: MentoringSession, by: User, plan: SessionPlan, seen: str = ""
) -> MentoringSession:
    """Say how a held session really was: when, how long, how and of which kind.

    Nothing is written when nothing differs. Raises DomainError for a session that was not held,
    a time to come, and "changed_meanwhile" when somebody else was faster than ``seen``.
    """
    relationship, membership = running(session.relationship, by)
    session = _with_status(session, SessionStatus.HELD)
    edit_conflict.check(seen, edit_conflict.of_session(session))
    if plan.starts_at > clock.now():
        raise DomainError(
            _("This time is still to come. Choose when you met."), "in_the_future", field="day"
        )
    if all(getattr(session, name) == getattr(plan, name) for name in FACTS):
        return session
    _write(session, membership, SessionChange.Kind.CORRECTED)
    for name in FACTS:
        setattr(session, name, getattr(plan, name))
    meetings.save(session)
    counters.recount(relationship)
    return session


@transaction.atomic
def correct_who_was_there(
    *, session: MentoringSession, by: User, there: Collection[str]
) -> MentoringSession:
    """Say who of a group was at a held session, with a line of history where that differs."""
    _relationship, membership = running(session.relationship, by)
    before = there_at(session)
    change = _change(session, membership, SessionChange.Kind.CORRECTED)
    session = host_rotation.say_who_was_there(session=session, by=by, there=there)
    if before != there_at(session):
        change.save()
    return session


@transaction.atomic
def remove(*, session: MentoringSession, by: User) -> MentoringSession:
    """Take a held session out of what the record counts; everybody's words about it stay."""
    relationship, membership = running(session.relationship, by)
    session = _with_status(session, SessionStatus.HELD)
    _write(session, membership, SessionChange.Kind.REMOVED)
    session.status = SessionStatus.REMOVED
    session.save(update_fields=["status"])
    check_ins.withdraw(session)
    _note_removal(counters.recount(relationship), session)
    _note_in_audit(session, by, "session.removed")
    return session


def _note_removal(relationship: Relationship, session: MentoringSession) -> None:
    held = relationship.sessions_held
    counted = ngettext(
        "Your record then counts %(n)d session.", "Your record then counts %(n)d sessions.", held
    )
    effects.note(effects.EffectKind.CHANGES, session.pk, counted % {"n": held})
    words = _("Nothing that was written about it is deleted: everybody keeps what they can read.")
    effects.note(effects.EffectKind.CHANGES, f"{session.pk} words", words)
    line = _("A line in the record says who removed it, when, and what it said before.")
    effects.note(effects.EffectKind.CHANGES, f"{session.pk} line", line)


@transaction.atomic
def put_back(*, session: MentoringSession, by: User) -> MentoringSession:
    """Let a removed session count again. Raises DomainError where another has its time."""
    relationship, membership = running(session.relationship, by)
    session = _with_status(session, SessionStatus.REMOVED)
    _write(session, membership, SessionChange.Kind.PUT_BACK)
    session.status = SessionStatus.HELD
    meetings.save(session)
    check_ins.ask_about_fit(counters.recount(relationship), session)
    _note_in_audit(session, by, "session.put_back")
    return session


def there_at(session: MentoringSession) -> list[str]:
    """Who is noted as having been there: ids of memberships, in their order."""
    rows = session.attendances.filter(was_there=True).order_by("membership")
    return [str(key) for key in rows.values_list("membership", flat=True)]


def _with_status(session: MentoringSession, status: SessionStatus) -> MentoringSession:
    session = MentoringSession.objects.select_for_update().get(pk=session.pk)
    if session.status != status:
        raise DomainError(
            _("This has changed in the meantime. Look at the session again."), "not_from_here"
        )
    return session


def _write(session: MentoringSession, by: Membership, kind: SessionChange.Kind) -> None:
    _change(session, by, kind).save()


def _change(session: MentoringSession, by: Membership, kind: SessionChange.Kind) -> SessionChange:
    return SessionChange(
        session=session,
        kind=kind,
        by=by,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        mode=session.mode,
        session_kind=session.kind,
        there=there_at(session),
    )


def _note_in_audit(session: MentoringSession, by: User, verb: str) -> None:
    program = session.relationship.program_id
    audit.record(by=by, verb=verb, target=session, program_id=program)
