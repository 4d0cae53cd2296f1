"""What each member writes at the end: how they will go on alone, what stays open, and thanks."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import ConfidentialTextField
from core.models import Record
from relationships.models.relationship import Membership


class Agreeing(models.IntegerChoices):
    """How far a sentence is true, from 1 to 5."""

    NOT_AT_ALL = 1, _("1 · not at all")
    HARDLY = 2, _("2 · hardly")
    PARTLY = 3, _("3 · partly")
    MOSTLY = 4, _("4 · mostly")
    FULLY = 5, _("5 · fully")


class Closing(Record):
    """One member's part in closing well.

    The three sentences on independence (I1 to I3) are read by their author alone; what is
    unfinished and who helps from now on by all members; the thanks by them once given.
    """

    member = models.OneToOneField(Membership, models.CASCADE, related_name="closing")
    decides_alone = models.PositiveSmallIntegerField(choices=Agreeing.choices, null=True)
    hard_without = models.PositiveSmallIntegerField(choices=Agreeing.choices, null=True)
    little_new = models.PositiveSmallIntegerField(choices=Agreeing.choices, null=True)
    unfinished = ConfidentialTextField(_("what is unfinished"), blank=True)
    successor = ConfidentialTextField(_("who helps from now on"), blank=True)
    thanks = ConfidentialTextField(_("thanks"), blank=True)
    thanked_at = models.DateTimeField(null=True)
    # When this member concluded for themselves; the record is complete once enough have.
    concluded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__in": Agreeing.values})),
                name=f"closing_{name}",
                violation_error_message=_("An answer goes from 1 to 5."),
            )
            for name in ("decides_alone", "hard_without", "little_new")
        ]

    def __str__(self) -> str:
        return str(self.member)

    @property
    def has_looked_ahead(self) -> bool:
        return bool(self.unfinished or self.successor)

    @property
    def says_something(self) -> bool:
        """Whether there is something for the others to read."""
        return self.has_looked_ahead or bool(self.thanks)

    @property
    def has_answered(self) -> bool:
        return self.hard_without is not None
