"""What one of the two proposes and the other confirms."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentoring.lib.constraints import both_or_neither
from relationships.models.pair import Membership


class TwoSided(models.Model):
    """Something that one of the two proposes and the other confirms."""

    proposed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
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
                violation_error_message=_("The other one of you confirms."),
            ),
        ]

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None
