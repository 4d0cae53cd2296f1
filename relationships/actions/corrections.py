"""Putting right a phase that was confirmed by mistake: history grows, nothing in it is changed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError
from programs.models import Phase
from relationships import messages, rules
from relationships.actions.steps import (
    TransitionStep,
    follow,
    lock,
    present,
    refuse_on_hold,
    require_coordinator,
    write_history,
)
from relationships.models import HistoryEntry, Relationship, Status


@dataclass(frozen=True)
class Correction:
    """The way back: to which phase, and since when the pair was in it."""

    phase: Phase
    since: datetime


def possible(relationship: Relationship) -> Correction | None:
    """The way back from the last phase, None when there is none. Two queries at most."""
    if relationship.status != Status.ACTIVE:
        return None
    entries = relationship.history.exclude(from_phase="", to_phase="").order_by("-created_at")
    moved = [row for row in entries if row.from_phase != row.to_phase]
    last = moved[0] if moved else None
    if last is None or last.transition not in rules.CORRECTABLE:
        return None
    return Correction(Phase(last.from_phase), _since(moved[1:], last.from_phase, relationship))


def _since(earlier: list[HistoryEntry], phase: str, relationship: Relationship) -> datetime:
    entered = (row.created_at for row in earlier if row.to_phase == phase)
    return next(entered, relationship.started_at or relationship.proposed_at)


@transaction.atomic
def correct(*, relationship: Relationship, by: User) -> Relationship:
    """A coordinator puts the pair back to the phase it was in before; both are told.

    Raises DomainError when the last step is no phase that can be taken back, and for a coordinator
    who is one of the two.
    """
    relationship = lock(relationship)
    _check(relationship, by)
    way = possible(relationship)
    if way is None:
        raise DomainError(_("There is no phase to take back here."), "nothing_to_correct")
    before = (relationship.status, relationship.phase)
    relationship.phase, relationship.phase_since = way.phase, way.since
    relationship.save(update_fields=["phase", "phase_since"])
    write_history(relationship, TransitionStep("correct", by=by), before)
    follow(relationship, "correct", by=by, before=before[0])
    _take_back_letters(relationship)
    _tell(relationship)
    return relationship


def _check(relationship: Relationship, by: User) -> None:
    require_coordinator(relationship, by)
    refuse_on_hold(relationship)
    if relationship.memberships.filter(user=by).exists():
        raise DomainError(
            _("You are part of this relationship. Ask another coordinator of the program."),
            "own_pair",
        )


def _take_back_letters(relationship: Relationship) -> None:
    """Of the phase that is taken back, and of what was proposed from it."""
    messages.take_back(relationship, "relationships.phase_proposed")
    messages.take_back(relationship, "relationships.phase_changed")


def _tell(relationship: Relationship) -> None:
    entry = relationship.history.latest("created_at")
    messages.tell(
        "relationships.corrected", relationship, *present(relationship), occasion=str(entry.pk)
    )
