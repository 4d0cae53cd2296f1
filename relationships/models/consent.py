"""What one member proposes and the others confirm."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from relationships.models.relationship import Membership


class TwoSided(models.Model):
    """Something that one member proposes and the others confirm.

    ``agreed`` holds the ids of the memberships that stand behind it, the proposer first; it is
    confirmed by the one whose consent made it enough (``relationships.rules.enough``).
    """

    proposed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    agreed = ArrayField(models.UUIDField(), default=list)
    confirmed_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            both_or_neither(
                "confirmed_by",
                "confirmed_at",
                name="%(class)s_confirmed_who_and_when",
                message=_("A confirmation says who gave it and when."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="%(class)s_confirmed_by_the_other",
                violation_error_message=_("Somebody else has to confirm."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | Q(agreed__len__gte=2),
                name="%(class)s_confirmed_by_two_or_more",
                violation_error_message=_("What is confirmed has the consent of at least two."),
            ),
        ]

    def is_agreed_by(self, membership: Membership) -> bool:
        return membership.pk in self.agreed

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None
