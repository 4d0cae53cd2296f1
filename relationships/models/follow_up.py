"""Half a year later: what has lasted, and whether they are still in touch."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.constraints import one_of
from core.fields import ConfidentialTextField
from core.models import Record
from relationships.models.relationship import Membership


class Lasting(models.TextChoices):
    """How much of what was reached is still there."""

    MORE = "more", _("It has grown since")
    MUCH = "much", _("Most of it")
    SOME = "some", _("Some of it")
    LITTLE = "little", _("Little")


class Contact(models.TextChoices):
    OFTEN = "often", _("Yes, regularly")
    SOMETIMES = "sometimes", _("Now and then")
    NO = "no", _("No, and that is fine")
    MISSED = "missed", _("No, and I would like to be")


class FollowUp(Record):
    """What one member says some months after the end. Read by those who were in it."""

    member = models.OneToOneField(Membership, models.CASCADE, related_name="follow_up")
    lasting = models.CharField(max_length=6, choices=Lasting.choices)
    contact = models.CharField(max_length=9, choices=Contact.choices)
    words = ConfidentialTextField(_("the result"), blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            one_of(
                "lasting",
                Lasting.values,
                name="follow_up_lasting_known",
                message=_("This is not one of the answers."),
            ),
            one_of(
                "contact",
                Contact.values,
                name="follow_up_contact_known",
                message=_("This is not one of the answers."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_lasting_display()
