"""A pause that members do not decide alone: one asks, the coordinator agrees or declines."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock
from core.errors import DomainError
from programs import queries as program_queries
from relationships import member_loss, messages, rules
from relationships.actions.steps import (
    TransitionStep,
    allows,
    lock,
    member,
    present,
    refuse_on_hold,
    require_coordinator,
    take,
)
from relationships.models import PauseRequest, Relationship, Status


@transaction.atomic
def ask_longer(*, relationship: Relationship, by: User, resume_on: date) -> PauseRequest:
    """Ask the coordinators for a pause until ``resume_on``, up to two years from now.

    No reason is asked. Raises DomainError for a day that is not after today, or not after the pause
    that is running; when one has been asked for already; and where nothing can be paused.
    """
    relationship = lock(relationship)
    asker = member(relationship, by)
    _check_day(relationship, resume_on, clock.today(by.zone))
    if not allows(relationship, "pause_longer"):
        raise DomainError(_("There is nothing to pause now."), "not_from_here")
    if relationship.pause_requests.waiting().exists():
        raise DomainError(
            _("A longer pause has been asked for already. Your coordinator will answer."),
            "already_asked",
        )
    asked = PauseRequest.objects.create(
        relationship=relationship, asked_by=asker, asked_at=clock.now(), resume_on=resume_on
    )
    _note(asked, by, "asked")
    for person in member_loss.coordinators(relationship):
        messages.tell_person(
            "relationships.longer_pause_asked",
            relationship,
            person,
            occasion=str(asked.pk),
            asked=str(asked.pk),
        )
    return asked


def _check_day(relationship: Relationship, resume_on: date, today: date) -> None:
    earliest = max(today, relationship.resume_on or today)
    if not earliest < resume_on <= today + rules.LONGEST_AGREED_PAUSE:
        raise DomainError(
            _("Choose a later day, within the next two years."), "resume_on", field="resume_on"
        )


@transaction.atomic
def agree(*, asked: PauseRequest, by: User) -> Relationship:
    """A coordinator agrees: the pause begins now, or lasts longer, and everybody is told."""
    relationship, asked = _waiting(asked, by)
    if asked.resume_on <= program_queries.today_here():
        raise DomainError(_("The day that was asked for has passed."), "resume_on")
    _decide(asked, by, is_agreed=True)
    if relationship.status == Status.ACTIVE:
        relationship.paused_at = clock.now()
    relationship.resume_on = asked.resume_on
    take(relationship, TransitionStep("pause_longer", by=by, proposed_by=asked.asked_by))
    messages.tell(
        "relationships.paused_for_longer",
        relationship,
        *present(relationship),
        occasion=str(asked.pk),
    )
    return relationship


@transaction.atomic
def decline(*, asked: PauseRequest, by: User) -> PauseRequest:
    """A coordinator cannot agree; the one who asked is told, and nothing else changes."""
    relationship, asked = _waiting(asked, by)
    _decide(asked, by, is_agreed=False)
    messages.tell(
        "relationships.longer_pause_declined",
        relationship,
        asked.asked_by,
        occasion=str(asked.pk),
    )
    return asked


@transaction.atomic
def withdraw(*, relationship: Relationship, by: User) -> PauseRequest:
    """The one who asked takes the request back; nobody decides it any more.

    Raises DomainError when nothing of theirs waits for an answer.
    """
    relationship = lock(relationship)
    asker = member(relationship, by)
    rows = relationship.pause_requests.waiting().select_for_update(of=("self",))
    asked = rows.filter(asked_by=asker).first()
    if asked is None:
        raise DomainError(_("This has been answered already."), "not_open")
    asked.is_agreed, asked.decided_at = False, clock.now()
    asked.save(update_fields=["is_agreed", "decided_at"])
    _note(asked, by, "withdrawn")
    return asked


def _waiting(asked: PauseRequest, by: User) -> tuple[Relationship, PauseRequest]:
    """Both read again and locked. Raises DomainError unless ``by`` may answer it now."""
    relationship = lock(asked.relationship)
    require_coordinator(relationship, by)
    if relationship.memberships.filter(user=by).exists():
        raise DomainError(
            _("You are one of them. Ask another coordinator of the program."), "own_pair"
        )
    refuse_on_hold(relationship)
    rows = relationship.pause_requests.waiting().select_for_update(of=("self",))
    found = rows.select_related("asked_by__user").filter(pk=asked.pk).first()
    if found is None:
        raise DomainError(_("This has been answered already."), "not_open")
    return relationship, found


def _decide(asked: PauseRequest, by: User, *, is_agreed: bool) -> None:
    asked.is_agreed, asked.decided_by, asked.decided_at = is_agreed, by, clock.now()
    asked.save(update_fields=["is_agreed", "decided_by", "decided_at"])
    _note(asked, by, "agreed" if is_agreed else "declined")


def _note(asked: PauseRequest, by: User, what: str) -> None:
    audit.record(
        by=by,
        verb=f"relationship.longer_pause_{what}",
        target=asked.relationship,
        program_id=asked.relationship.program_id,
    )
