"""From a proposal to an accepted relationship. Only its people accept."""

import logging
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.directory import stands_above
from accounts.models import User
from core import clock
from core.errors import DomainError
from profiles import waiting_list
from profiles.eligibility import Obstacle
from profiles.models import Enrollment
from programs import formats
from programs import queries as program_queries
from programs.models import Program, Shape
from programs.shapes import SHAPES
from relationships import messages
from relationships.actions.creation import NewRelationship, make
from relationships.actions.steps import (
    TransitionStep,
    give_up_place,
    lock,
    member,
    others,
    present,
    require_coordinator,
    take,
)
from relationships.models import Membership, Relationship, Status

logger = logging.getLogger(__name__)

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
    """Propose the two to each other and tell both the same day; in a peer program both are peers.

    ``reasons`` are match reasons as plain data (``profiles.match_reasons``). Raises DomainError
    when somebody is not approved, has no place left, or the two may not be paired.
    """
    shape = formats.of(program.format).shape
    plan = NewRelationship(shape if shape == Shape.TALK else Shape.PAIR, reasons)
    return _make_and_tell(program, [mentor, mentee], plan, by)


@transaction.atomic
def propose_group(
    *,
    program: Program,
    people: Sequence[Enrollment],
    by: User,
    name: str = "",
) -> Relationship:
    """Propose a group (a mentor among ``people``) or a circle (peers), and tell everybody. Why they
    fit is worked out for each reader (``profiles.group_reasons``).

    Raises DomainError as :func:`propose` does, and when there are too few or too many.
    """
    plan = NewRelationship(formats.of(program.format).shape, name=name)
    return _make_and_tell(program, people, plan, by)


@transaction.atomic
def propose_again(*, relationship: Relationship, by: User) -> Relationship:
    """The same people again as a pair: after a talk both want to go on from, or for a new cycle.

    Raises DomainError as :func:`propose` does, and while the earlier one still runs.
    """
    if relationship.status != Status.CONCLUDED or relationship.is_many:
        raise DomainError(_("The earlier one still runs."), "still_running")
    people = [one.enrollment for one in relationship.memberships.select_related("enrollment")]
    plan = NewRelationship(Shape.PAIR, relationship.reasons, previous=relationship)
    return _make_and_tell(relationship.program, people, plan, by)


@transaction.atomic
def propose_on_purpose(*, relationship: Relationship, by: User) -> Relationship:
    """A coordinator proposes two to each other again whose record ended; both are asked, as ever.

    Raises DomainError when one of them is not looking for a match or is in the reporting line of
    the other, and, always in the same words, for every reason that is private.
    """
    require_coordinator(relationship, by)
    if relationship.status != Status.CONCLUDED or relationship.is_many:
        raise DomainError(_("Only two people whose record has ended can be asked again."), "open")
    rows = relationship.memberships.select_related("enrollment__user", "enrollment__program")
    people = [one.enrollment for one in rows]
    if by.pk in {person.user_id for person in people}:
        raise DomainError(_("You are one of them: another coordinator decides."), "own_pair")
    _require_looking(relationship.program, people)
    _require_outside_the_line(people)
    shape = formats.of(relationship.program.format).shape
    plan = NewRelationship(
        shape if shape == Shape.TALK else Shape.PAIR,
        relationship.reasons,
        previous=relationship,
        on_purpose=True,
    )
    return _make_and_tell(relationship.program, people, plan, by)


ASKED_ANYWAY = frozenset({Obstacle.NONE, Obstacle.COMPLETED, Obstacle.FULL})
"""Places are counted when the proposal is made."""


def _require_looking(program: Program, people: Sequence[Enrollment]) -> None:
    """What somebody chose holds; people who have completed are asked by the proposal itself."""
    standings = waiting_list.standings(program)
    for person in people:
        found = standings.get(person.pk)
        if found is None or found.obstacle not in ASKED_ANYWAY:
            raise DomainError(
                _("%(name)s cannot be matched at the moment. Their page in the program says why.")
                % {"name": person.user},
                "not_looking",
            )


def _require_outside_the_line(people: Sequence[Enrollment]) -> None:
    one, other = (person.user for person in people)
    if stands_above(one, other) or stands_above(other, one):
        raise DomainError(_("One of them is in the reporting line of the other."), "line")


def propose_again_if_possible(*, relationship: Relationship, by: User) -> None:
    """The same, where nothing stands in the way: it must not undo how the earlier one ended."""
    try:
        propose_again(relationship=relationship, by=by)
    except DomainError as refusal:
        logger.info("Relationship %s is not proposed again: %s", relationship.pk, refusal.code)


def _make_and_tell(
    program: Program, people: Sequence[Enrollment], plan: NewRelationship, by: User
) -> Relationship:
    relationship = make(program, people, plan, by=by)
    _write_to_all(relationship)
    return relationship


def _write_to_all(relationship: Relationship) -> None:
    members = present(relationship)
    messages.tell("relationships.proposed", relationship, *members)
    for days in REMINDER_DAYS:
        messages.tell(
            "relationships.proposal_reminder",
            relationship,
            *members,
            occasion=f"day{days}",
            due_at=messages.in_days(days),
            expires_at=relationship.answer_by,
        )


@transaction.atomic
def accept(*, relationship: Relationship, by: User) -> Relationship:
    """``by`` accepts; when all have, the relationship starts."""
    relationship = lock(relationship)
    _answer(relationship, by, accepted=True)
    _start_when_all_have_answered(relationship, by)
    return relationship


@transaction.atomic
def decline(*, relationship: Relationship, by: User) -> Relationship:
    """``by`` says no. A pair is told neutrally and free again; a group goes on while it can."""
    relationship = lock(relationship)
    membership = _answer(relationship, by, accepted=False)
    if relationship.is_many and can_do_without(relationship, membership):
        give_up_place(membership)
        _start_when_all_have_answered(relationship, by)
        return relationship
    take(relationship, TransitionStep("decline", by=by))
    _close(relationship, others(relationship, membership))
    return relationship


def can_do_without(relationship: Relationship, *members: Membership) -> bool:
    """Whether a group can begin without ``members``: its mentor stays, and enough others do."""
    remaining = [one for one in present(relationship) if one not in members]
    has_its_mentor = not any(one.is_mentor for one in members)
    return has_its_mentor and len(remaining) >= SHAPES[relationship.shape].fewest


def _answer(relationship: Relationship, by: User, *, accepted: bool) -> Membership:
    membership = member(relationship, by, ended_too=True)
    if relationship.status != Status.PROPOSED:
        raise DomainError(_("This proposal is no longer open."), "not_open")
    membership.accepted = accepted
    membership.answered_at = clock.now()
    membership.save(update_fields=["accepted", "answered_at"])
    return membership


def _start_when_all_have_answered(relationship: Relationship, by: User) -> None:
    if all(one.accepted for one in present(relationship)):
        _start(relationship, by)


def _start(relationship: Relationship, by: User | None) -> None:
    relationship.started_at = clock.now()
    relationship.planned_end_on = program_queries.planned_end(relationship.program)
    take(relationship, TransitionStep("start_talk" if relationship.is_talk else "start", by=by))
    messages.tell("relationships.introduction", relationship, *present(relationship))


def _close(relationship: Relationship, members: list[Membership]) -> None:
    messages.tell("relationships.proposal_closed", relationship, *members)


@transaction.atomic
def withdraw(*, relationship: Relationship, by: User) -> Relationship:
    """A coordinator takes the proposal back before all have answered."""
    relationship = lock(relationship)
    require_coordinator(relationship, by)
    take(relationship, TransitionStep("withdraw", by=by))
    _close(relationship, present(relationship))
    return relationship


@transaction.atomic
def lapse(*, relationship: Relationship) -> Relationship:
    """The time to answer is over: a group begins with those who said yes, if they are enough.

    Otherwise everybody is free again, and told.
    """
    relationship = lock(relationship)
    if relationship.status != Status.PROPOSED or relationship.answer_by > clock.now():
        return relationship
    silent = [one for one in present(relationship) if one.accepted is None]
    if relationship.is_many and can_do_without(relationship, *silent):
        for membership in silent:
            give_up_place(membership)
        _start(relationship, by=None)
    else:
        take(relationship, TransitionStep("lapse", by=None))
        _close(relationship, present(relationship))
    return relationship
