"""What a program sends otherwise than usual."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.constraints import between
from core.models import Record
from programs.models.program import Program


class TouchpointChoice(Record):
    """One touchpoint of a program that is switched off or comes on another day than usual."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="touchpoints")
    key = models.CharField(max_length=30)
    is_on = models.BooleanField(default=True)
    day = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "key"], name="touchpoint_chosen_once"),
            between(
                "day",
                0,
                730,
                name="touchpoint_day",
                message=_("An email comes within two years."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program}: {self.key}"
