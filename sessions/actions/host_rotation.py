"""Where several meet: whose turn it is to host, and who was there."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import DomainError
from notifications import outbox
from relationships.actions.steps import lock, member, present
from relationships.models import Membership, Relationship
from sessions import rules
from sessions.models import Attendance, MentoringSession, SessionStatus


def next_host(relationship: Relationship) -> Membership | None:
    """Who hosts the next session of a circle; None where nobody takes turns."""
    if not relationship.is_circle:
        return None
    members = present(relationship)
    last = _last_hosted(relationship)
    turn = rules.whose_turn([(one.pk, last.get(one.pk)) for one in members])
    return next(one for one in members if one.pk == turn)


def _last_hosted(relationship: Relationship) -> dict[UUID, datetime]:
    rows = MentoringSession.objects.lasting().filter(relationship=relationship)
    rows = rows.filter(host__isnull=False).order_by()
    return dict(rows.values_list("host").annotate(latest=Max("starts_at")))


@transaction.atomic
def hand_over(*, session: MentoringSession, by: User, to: str) -> MentoringSession:
    """Any member says who hosts a planned session; ``to`` is the id of a membership.

    Raises DomainError when nobody takes turns here, the session is over, or ``to`` is no member.
    """
    relationship = lock(session.relationship)
    member(relationship, by)
    session = MentoringSession.objects.select_for_update().get(pk=session.pk)
    if not relationship.is_circle or session.status != SessionStatus.PLANNED:
        raise DomainError(_("The host of this session cannot be changed."), "no_host")
    host = next((one for one in present(relationship) if str(one.pk) == to), None)
    if host is None:
        raise DomainError(_("Choose somebody of your circle."), "not_a_member")
    give_to(session, host, by=by)
    return session


def give_to(session: MentoringSession, host: Membership | None, *, by: User | None) -> None:
    """Let ``host`` host the session, and tell them, unless they chose it themselves."""
    session.host = host
    session.save(update_fields=["host"])
    if host is not None and host.user != by:
        outbox.post(
            kind="sessions.hosts",
            to=host.user,
            key=f"session:{session.pk}:hosts:{host.pk}:{clock.now().isoformat()}",
            expires_at=session.starts_at,
            relationship=str(session.relationship_id),
            session=str(session.pk),
            host=str(host.pk),
        )


def everybody_was_there(session: MentoringSession) -> None:
    """What a session of several starts from once it was held; whoever was there corrects it."""
    if session.relationship.is_many:
        _note(session, {one.pk: True for one in present(session.relationship)})


@transaction.atomic
def say_who_was_there(
    *, session: MentoringSession, by: User, there: Collection[str]
) -> MentoringSession:
    """Any member corrects who was at a held session; ``there`` are ids of memberships.

    Raises DomainError where attendance is not noted, or nobody would have been there.
    """
    relationship = lock(session.relationship)
    member(relationship, by)
    session = MentoringSession.objects.select_for_update().get(pk=session.pk)
    if not relationship.is_many or session.status != SessionStatus.HELD:
        raise DomainError(_("Who was there is noted once a group has met."), "not_noted")
    noted = {
        row.membership_id: str(row.membership_id) in there for row in session.attendances.all()
    }
    if not any(noted.values()):
        raise DomainError(_("Somebody was there: select at least one."), "nobody_there")
    _note(session, noted)
    return session


def _note(session: MentoringSession, noted: dict[UUID, bool]) -> None:
    Attendance.objects.bulk_create(
        [
            Attendance(session=session, membership_id=key, was_there=was_there)
            for key, was_there in noted.items()
        ],
        update_conflicts=True,
        unique_fields=["session", "membership"],
        update_fields=["was_there"],
    )
