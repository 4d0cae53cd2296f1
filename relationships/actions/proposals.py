"""From a proposed pair to an accepted one. Only the two people accept."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.lib import clock
from mentoring.lib.errors import DomainError
from profiles.models import Enrollment, EnrollmentStatus
from programs import facts
from programs.models import Program, Side
from relationships import post
from relationships.actions.steps import Step, lock, member, other, require_coordinator, take
from relationships.models import (
    ConcludedKind,
    HistoryEntry,
    Membership,
    Relationship,
    Status,
)

REMINDER_DAYS = (3, 7)


@transaction.atomic
def propose(
    *,
    program: Program,
    mentor: Enrollment,
    mentee: Enrollment,
    reasons: list[dict[str, object]],
    by: User,
) -> Relationship:
    """Propose the two to each other and tell both the same day.

    ``reasons`` are match reasons as plain data (``profiles.match_words``). Raises DomainError when
    somebody is not approved, has no place left, or the two may not be paired.
    """
    people = _locked_enrollments(program, mentor, mentee)
    pair_key = f"{people[0].user_id}:{people[1].user_id}"
    _check_pair(program, pair_key, *people)
    relationship = _create(program, pair_key, reasons)
    for person in people:
        _take_place(relationship, person)
    _record_proposal(relationship, by)
    _write_to_both(relationship)
    return relationship


def _locked_enrollments(
    program: Program, mentor: Enrollment, mentee: Enrollment
) -> list[Enrollment]:
    rows = Enrollment.objects.select_for_update().filter(
        program=program, status=EnrollmentStatus.APPROVED
    )
    found = {row.pk: row for row in rows.filter(pk__in=[mentor.pk, mentee.pk]).order_by("pk")}
    if len(found) < 2:
        raise DomainError(_("Both people must be approved in this program."), "not_approved")
    return [found[mentor.pk], found[mentee.pk]]


def _check_pair(program: Program, pair_key: str, mentor: Enrollment, mentee: Enrollment) -> None:
    if mentor.user_id == mentee.user_id:
        raise DomainError(_("Nobody can be their own mentor."), "same_person")
    if mentor.role != Side.MENTOR or mentee.role != Side.MENTEE:
        raise DomainError(_("A pair is one mentor and one mentee."), "wrong_roles")
    earlier = Relationship.objects.filter(program=program, pair_key=pair_key)
    if earlier.open().exists():
        raise DomainError(_("These two already have an open relationship here."), "already_open")
    if earlier.filter(concluded_kind=ConcludedKind.NO_FAULT).exists():
        raise DomainError(_("These two have ended a relationship before."), "former_pair")


def _create(program: Program, pair_key: str, reasons: list[dict[str, object]]) -> Relationship:
    now = clock.now()
    return Relationship.objects.create(
        program=program,
        pair_key=pair_key,
        reasons=reasons,
        proposed_at=now,
        answer_by=now + timedelta(days=program.proposal_days),
    )


def _take_place(relationship: Relationship, enrollment: Enrollment) -> Membership:
    """Give the enrollment's lowest free place to this relationship; the database keeps count."""
    taken = set(enrollment.memberships.filter(is_open=True).values_list("slot", flat=True))
    free = [slot for slot in range(1, enrollment.capacity + 1) if slot not in taken]
    if not free:
        raise DomainError(
            _("%(name)s has no place left.") % {"name": enrollment.user}, "no_place_left"
        )
    return Membership.objects.create(
        relationship=relationship,
        enrollment=enrollment,
        user_id=enrollment.user_id,
        role=enrollment.role,
        slot=free[0],
    )


def _record_proposal(relationship: Relationship, by: User) -> None:
    HistoryEntry.objects.create(
        relationship=relationship, transition="propose", to_status=Status.PROPOSED, by=by
    )


def _write_to_both(relationship: Relationship) -> None:
    members = list(relationship.memberships.select_related("user"))
    post.tell("relationships.proposed", relationship, *members)
    for days in REMINDER_DAYS:
        post.tell(
            "relationships.proposal_reminder",
            relationship,
            *members,
            occasion=f"day{days}",
            due_at=post.in_days(days),
            expires_at=relationship.answer_by,
        )


@transaction.atomic
def accept(*, relationship: Relationship, by: User) -> Relationship:
    """``by`` accepts; when both have, the relationship starts in initiation."""
    relationship = lock(relationship)
    membership = _answer(relationship, by, accepted=True)
    if other(relationship, membership).accepted:
        _start(relationship, by)
    return relationship


@transaction.atomic
def decline(*, relationship: Relationship, by: User) -> Relationship:
    """``by`` says no; the other is told neutrally, and both are free again."""
    relationship = lock(relationship)
    membership = _answer(relationship, by, accepted=False)
    take(relationship, Step("decline", by=by))
    _close_letters(relationship)
    post.tell("relationships.proposal_closed", relationship, other(relationship, membership))
    return relationship


def _answer(relationship: Relationship, by: User, *, accepted: bool) -> Membership:
    membership = member(relationship, by)
    if relationship.status != Status.PROPOSED:
        raise DomainError(_("This proposal is no longer open."), "not_open")
    membership.accepted = accepted
    membership.answered_at = clock.now()
    membership.save(update_fields=["accepted", "answered_at"])
    return membership


def _start(relationship: Relationship, by: User) -> None:
    relationship.started_at = clock.now()
    relationship.planned_end_on = facts.planned_end(relationship.program)
    take(relationship, Step("start", by=by))
    _close_letters(relationship)
    members = relationship.memberships.select_related("user")
    post.tell("relationships.introduction", relationship, *members)


def _close_letters(relationship: Relationship) -> None:
    post.take_back(relationship, "relationships.proposal_reminder")


@transaction.atomic
def withdraw(*, relationship: Relationship, by: User) -> Relationship:
    """A coordinator takes the proposal back before both have answered."""
    relationship = lock(relationship)
    require_coordinator(relationship, by)
    take(relationship, Step("withdraw", by=by))
    _close_letters(relationship)
    members = relationship.memberships.select_related("user")
    post.tell("relationships.proposal_closed", relationship, *members)
    return relationship


@transaction.atomic
def lapse(*, relationship: Relationship) -> Relationship:
    """Nobody answered in time: free both, and tell both."""
    relationship = lock(relationship)
    if relationship.status == Status.PROPOSED and relationship.answer_by <= clock.now():
        take(relationship, Step("lapse", by=None))
        members = relationship.memberships.select_related("user")
        post.tell("relationships.proposal_closed", relationship, *members)
    return relationship
