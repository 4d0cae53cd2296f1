"""Support given: one moment of help, by its mentoring function."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.constraints import one_of
from core.fields import ConfidentialTextField
from core.models import Record
from profiles.models import Function
from relationships.models.relationship import Membership


class SupportNote(Record):
    """One of them noted what ``giver`` has done for the other. Read by those it is about."""

    giver = models.ForeignKey(Membership, models.CASCADE, related_name="support_given")
    noted_by = models.ForeignKey(Membership, models.CASCADE, related_name="support_noted")
    function = models.CharField(_("kind of support"), max_length=12, choices=Function.choices)
    words = ConfidentialTextField(_("what it was"))
    given_on = models.DateField(_("when"))

    class Meta:
        ordering = ("-given_on", "-created_at")
        constraints: ClassVar = [
            one_of(
                "function",
                Function.values,
                name="support_function_known",
                message=_("This is not a kind of support."),
            )
        ]

    def __str__(self) -> str:
        return self.get_function_display()
