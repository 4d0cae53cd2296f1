"""Asking people short questions, and keeping what they answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock, local_time
from core.errors import DomainError
from notifications import outbox
from programs import queries as program_queries
from relationships.actions import contact
from relationships.actions.steps import refuse_after_the_end, require_coordinator
from relationships.models import Fit, Membership, Relationship
from sessions.check_ins import USEFUL
from sessions.letters.coordinator import tell_of_wish
from sessions.models import CheckIn, MentoringSession, SessionStatus
from sessions.rules import FIT_ASKED_AFTER, USEFUL_ASKED_FROM

ANSWERABLE_FOR = timedelta(days=14)


def ask(
    membership: Membership, kind: str, occasion: str, due_at: datetime | None = None
) -> CheckIn:
    """Ask ``membership`` once for this ``occasion``: the check-in and its letter, as rows.

    A question in the same words that still waits for an answer is not asked a second time.
    """
    if waiting := _waiting(membership, kind, occasion):
        return waiting
    asked_at = due_at or clock.now()
    check_in, created = CheckIn.objects.get_or_create(
        membership=membership,
        kind=kind,
        occasion=occasion,
        defaults={"relationship_id": membership.relationship_id, "asked_at": asked_at},
    )
    if created:
        _write(check_in, membership)
    return check_in


def _waiting(membership: Membership, kind: str, occasion: str) -> CheckIn | None:
    """The question of this kind that can still be answered; each session has its own "held"."""
    since = clock.now() - ANSWERABLE_FOR
    rows = CheckIn.objects.filter(membership=membership, kind=kind, answered_at=None)
    if kind == "held":
        rows = rows.filter(occasion=occasion)
    return rows.filter(asked_at__gt=since).order_by("asked_at").first()


def _write(check_in: CheckIn, membership: Membership) -> None:
    outbox.post(
        kind="sessions.check_in",
        to=membership.user,
        key=f"{_prefix(check_in.occasion)}:{check_in.kind}:{membership.pk}",
        due_at=check_in.asked_at,
        expires_at=check_in.asked_at + ANSWERABLE_FOR,
        relationship=str(check_in.relationship_id),
        check_in=str(check_in.pk),
    )


def _prefix(occasion: str) -> str:
    return occasion if occasion.startswith("session:") else f"check-in:{occasion}"


def ask_whether_held(session: MentoringSession, due_at: datetime) -> None:
    """Ask all members, an hour after the planned end, whether the session was held."""
    if not program_queries.sends(session.relationship.program, "held"):
        return
    occasion = f"session:{session.pk}:v{session.schedule_version}"
    for membership in session.relationship.memberships.present().select_related("user"):
        ask(membership, "held", occasion, due_at)


def ask_about_fit(relationship: Relationship, session: MentoringSession) -> None:
    """The morning after each of the first three sessions, ask who has not yet said "good fit"."""
    asked_often_enough = relationship.sessions_held > FIT_ASKED_AFTER or relationship.is_talk
    if asked_often_enough or not program_queries.sends(relationship.program, "fit"):
        return
    undecided = relationship.memberships.present().select_related("user").exclude(fit=Fit.GOOD)
    for membership in undecided:
        morning = local_time.next_morning(clock.now(), membership.user.zone)
        ask(membership, "fit", f"session:{session.pk}", morning)


def withdraw(session: MentoringSession) -> None:
    """Nobody is asked any more what was asked because ``session`` was held."""
    outbox.cancel(key_prefix=f"session:{session.pk}:fit:")
    asked = CheckIn.objects.filter(occasion=f"session:{session.pk}", answered_at=None)
    asked.delete()


def say_fit(*, membership: Membership, fit: str) -> None:
    """Answer on the fit from the record, asked or not. Raises DomainError after the end."""
    refuse_after_the_end(membership.relationship)
    contact.record_fit(membership=membership, fit=fit)
    unanswered = CheckIn.objects.filter(membership=membership, kind="fit", answered_at=None)
    unanswered.update(answer=fit, answered_at=clock.now())


def say_useful(*, membership: Membership, session: MentoringSession, answer: str) -> CheckIn:
    """Keep whether a held session was useful, for its author alone. Answering again changes it.

    Raises DomainError for an answer that is none, for a session about which nobody asks, and after
    the end.
    """
    refuse_after_the_end(membership.relationship)
    if answer not in dict(USEFUL) or not use_of(session, membership).is_asked:
        raise DomainError(_("Choose one of the answers."), "unknown_answer")
    check_in, _is_new = CheckIn.objects.update_or_create(
        membership=membership,
        kind="useful",
        occasion=f"session:{session.pk}",
        defaults={
            "relationship_id": membership.relationship_id,
            "asked_at": clock.now(),
            "answer": answer,
            "answered_at": clock.now(),
        },
    )
    return check_in


@dataclass(frozen=True)
class Use:
    """Whether somebody is asked if a session was useful, and what they have answered ("")."""

    is_asked: bool
    answer: str


def use_of(session: MentoringSession, membership: Membership) -> Use:
    """Asked from the fourth session held on; the first three are for asking about the fit."""
    held = MentoringSession.objects.held()
    until = held.filter(relationship=session.relationship_id, starts_at__lte=session.starts_at)
    own = CheckIn.objects.filter(
        membership=membership, kind="useful", occasion=f"session:{session.pk}"
    )
    answer = Coalesce(Subquery(own.values("answer")[:1]), Value(""))
    found = until.aggregate(number=Count("pk"), answer=Max(answer))
    is_asked = session.status == SessionStatus.HELD and found["number"] >= USEFUL_ASKED_FROM
    return Use(is_asked, found["answer"] or "")


@transaction.atomic
def mark_talked(*, relationship: Relationship, user_id: int, by: User) -> int:
    """A coordinator has talked to the person who asked for it; how many requests that settles.

    Raises DomainError for anybody else, and when nothing waits any more.
    """
    require_coordinator(relationship, by)
    rows = CheckIn.objects.requests_to_talk().filter(relationship=relationship)
    settled = rows.filter(membership__user=user_id).update(talked_at=clock.now())
    if not settled:
        raise DomainError(_("This request to talk is done already."), "nothing_waits")
    return settled


@transaction.atomic
def ask_for_help(*, membership: Membership) -> CheckIn:
    """Tell the coordinators, and nobody else, that this person would like to talk.

    Raises DomainError after the end.
    """
    refuse_after_the_end(membership.relationship)
    check_in, _created = CheckIn.objects.update_or_create(
        membership=membership,
        kind="help",
        occasion=f"{clock.today(membership.user.zone):%Y-%m-%d}",
        defaults={
            "relationship_id": membership.relationship_id,
            "asked_at": clock.now(),
            "answer": "help",
            "answered_at": clock.now(),
            "talked_at": None,
        },
    )
    tell_of_wish(membership)
    return check_in
