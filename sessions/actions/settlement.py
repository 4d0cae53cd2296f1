"""Did they meet? Each member says it for themselves, and their answers together settle it.

One word is enough until another contradicts it. Then the session counts as planned again, until
they agree (decision 15); both see that they differ, and nobody outside learns of it.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import DomainError
from relationships.actions.steps import present, running
from relationships.models import Membership
from sessions import answers, rules
from sessions.actions import check_ins, counters, meetings
from sessions.actions.meetings import SessionPlan
from sessions.models import CheckIn, MentoringSession, SessionStatus


@transaction.atomic
def say(
    *,
    session: MentoringSession,
    by: User,
    met: bool,
    plan: SessionPlan | None = None,
    reason: str = "",
    words: str = "",
) -> MentoringSession:
    """Keep whether ``by`` says that they met, and do what all answers together say.

    ``plan`` is how it really was; ``reason`` and ``words`` are why it was not. Saying it again
    changes it. Raises DomainError for a session still to come, called off before or removed.
    """
    relationship, membership = running(session.relationship, by)
    session = MentoringSession.objects.select_for_update().get(pk=session.pk)
    _refuse(session, met=met)
    said = answers.of_session(session)
    said[membership.pk] = met
    _keep(session, membership, met=met)
    verdict = rules.met(list(said.values()), majority=relationship.is_many)
    if _stands(session) not in {None, verdict}:
        session = _open_again(session)
    if verdict is None:
        _note_day(session, plan)
        _tell_differing(session)
    elif verdict and session.status == SessionStatus.PLANNED:
        session = meetings.log(session=session, by=by, plan=plan)
    elif not verdict:
        session = meetings.not_held(session=session, by=by, reason=reason, words=words)
    return session


def _refuse(session: MentoringSession, *, met: bool) -> None:
    is_early = clock.now() < (session.starts_at if met else session.ends_at)
    if is_early and session.status == SessionStatus.PLANNED:
        raise DomainError(
            _("This session has not begun yet.")
            if met
            else _("This session is still to come. You can call it off."),
            "in_the_future" if met else "not_over",
        )
    was_called_off = session.status == SessionStatus.CANCELLED and not answers.exist(session)
    if session.status == SessionStatus.REMOVED or (was_called_off and met):
        raise DomainError(_("This session is no longer planned."), "not_planned")


def _keep(session: MentoringSession, membership: Membership, *, met: bool) -> None:
    now = clock.now()
    CheckIn.objects.update_or_create(
        membership=membership,
        kind="held",
        occasion=answers.occasion(session),
        defaults={"answer": "yes" if met else "no", "answered_at": now},
        create_defaults={
            "relationship_id": membership.relationship_id,
            "asked_at": now,
            "answer": "yes" if met else "no",
            "answered_at": now,
        },
    )


def _stands(session: MentoringSession) -> bool | None:
    """What the record says so far; None while it says nothing."""
    return {SessionStatus.HELD: True, SessionStatus.CANCELLED: False}.get(
        SessionStatus(session.status)
    )


def _open_again(session: MentoringSession) -> MentoringSession:
    """It neither counts as held nor as missed, and what was asked because it was held is not."""
    session.status = SessionStatus.PLANNED
    session.logged_by = session.logged_at = None
    session.not_held_reason = session.not_held_words = ""
    meetings.save(session)
    check_ins.withdraw(session)
    counters.recount(session.relationship)
    return session


def _note_day(session: MentoringSession, plan: SessionPlan | None) -> None:
    """When ``plan`` says that they met: on that day the answers differ."""
    if plan is not None:
        session.starts_at, session.ends_at = plan.starts_at, plan.ends_at
        meetings.save(session)


def _tell_differing(session: MentoringSession) -> None:
    for membership in present(session.relationship):
        meetings.tell(session, "sessions.differ", membership)
