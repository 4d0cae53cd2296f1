"""How far the setup of a program has come."""

from typing import ClassVar

from django.db import models

from core.models import Record
from programs.models.program import Program


class SettledStep(Record):
    """A step of the setup that somebody has saved, or kept as it was; see
    :mod:`programs.setup_steps`."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="settled_steps")
    key = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "key"], name="step_settled_once")
        ]

    def __str__(self) -> str:
        return f"{self.program} · {self.key}"
