"""How a relationship moves: proposals of a phase, and the history."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.constraints import both_or_neither
from core.fields import ConfidentialTextField
from core.models import Record
from relationships.models.consent import TwoSided
from relationships.models.relationship import Membership, Relationship


class PhaseProposal(Record, TwoSided):
    """A member proposes a transition; the others confirm, or it is set aside."""

    relationship = models.ForeignKey(Relationship, models.CASCADE, related_name="phase_proposals")
    transition = models.CharField(max_length=30)
    words = ConfidentialTextField(_("a word to the other"), blank=True)
    new_end_on = models.DateField(null=True)
    closed_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta(TwoSided.Meta):
        ordering = ("-proposed_at",)
        constraints: ClassVar = [
            *TwoSided.Meta.constraints,
            models.UniqueConstraint(
                fields=["relationship"],
                condition=Q(confirmed_at__isnull=True, closed_at__isnull=True),
                name="one_phase_proposal_at_a_time",
                violation_error_message=_("A proposal is already waiting for an answer."),
            ),
            both_or_neither(
                "closed_by",
                "closed_at",
                name="phase_proposal_closed_who_and_when",
                message=_("A proposal set aside says by whom and when."),
            ),
        ]

    def __str__(self) -> str:
        return self.transition


class HistoryEntry(Record):
    """One step of a relationship, append-only. A no-fault ending has no ``by``: nobody may know."""

    relationship = models.ForeignKey(Relationship, models.PROTECT, related_name="history")
    transition = models.CharField(max_length=30)
    from_status = models.CharField(max_length=10, blank=True)
    from_phase = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=10)
    to_phase = models.CharField(max_length=12, blank=True)
    proposed_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("created_at",)
        indexes: ClassVar = [
            models.Index(fields=["relationship", "created_at"], name="history_order")
        ]

    def __str__(self) -> str:
        return self.transition
