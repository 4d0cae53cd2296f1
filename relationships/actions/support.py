"""Noting support that was given, and taking a note back."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError
from relationships.actions.steps import running
from relationships.models import Membership, Relationship, SupportNote


@dataclass(frozen=True)
class Support:
    """Help as typed: its ``function`` (a ``Function`` value), in words, on a day."""

    function: str
    words: str
    given_on: date


@transaction.atomic
def note(
    *, relationship: Relationship, by: User, giver: Membership, support: Support
) -> SupportNote:
    """Write down what ``giver``, a member, has done. Raises DomainError for somebody else."""
    relationship, author = running(relationship, by)
    if giver.relationship_id != relationship.pk:
        raise DomainError(_("Only its members can do this."), "not_a_member")
    return SupportNote.objects.create(giver=giver, noted_by=author, **vars(support))


@transaction.atomic
def remove(*, note: SupportNote, by: User) -> None:
    """Its author takes a note away for good."""
    _relationship, author = running(note.giver.relationship, by)
    if note.noted_by_id != author.pk:
        raise DomainError(_("Only its author can change a note."), "not_the_author")
    note.delete()
