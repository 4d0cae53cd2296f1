"""Closing well: how each will go on alone, what stays open, and thanks."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import DomainError
from programs.models import Phase
from relationships import messages
from relationships.actions.steps import running
from relationships.models import Closing, Membership, Relationship

PHASES = (Phase.SEPARATION, Phase.REDEFINITION)


@dataclass(frozen=True)
class Independence:
    """How far each sentence is true, from 1 to 5; None for a sentence that is not asked."""

    hard_without: int
    decides_alone: int | None = None
    little_new: int | None = None


@transaction.atomic
def say_independence(*, relationship: Relationship, by: User, answers: Independence) -> Closing:
    """Keep how ``by`` stands alone. Nobody else reads it."""
    _locked, _member, closing = _own(relationship, by)
    for name, value in vars(answers).items():
        setattr(closing, name, value)
    closing.save()
    return closing


@transaction.atomic
def look_ahead(*, relationship: Relationship, by: User, unfinished: str, successor: str) -> Closing:
    """Write down what stays unfinished and who helps from now on; the pair reads it."""
    _locked, _member, closing = _own(relationship, by)
    closing.unfinished, closing.successor = unfinished, successor
    closing.save()
    return closing


@transaction.atomic
def thank(*, relationship: Relationship, by: User, words: str) -> Closing:
    """Give ``words`` of thanks to the others, who are told once that there is something to read."""
    relationship, member, closing = _own(relationship, by)
    closing.thanks = words
    closing.thanked_at = closing.thanked_at or clock.now()
    closing.save()
    others = relationship.memberships.present().select_related("user").exclude(pk=member.pk)
    messages.tell(
        "relationships.thanked", relationship, *others, occasion=str(closing.pk), by=str(member.pk)
    )
    return closing


def _own(relationship: Relationship, by: User) -> tuple[Relationship, Membership, Closing]:
    """Raises DomainError before separation, and for anybody who is no member."""
    relationship, member = running(relationship, by)
    if relationship.phase not in PHASES:
        raise DomainError(
            _(
                "Closing begins once you start winding up (the separation phase). One of you"
                " proposes it, the other confirms."
            ),
            "too_early",
        )
    closing, _is_new = Closing.objects.get_or_create(member=member)
    return relationship, member, closing
