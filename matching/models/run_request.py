"""A run that was asked for and is made in the background."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import Record
from programs.models import Program


class RunStage(models.TextChoices):
    """How far a run is, in the order in which it is made."""

    ASKED = "asked", _("Waiting its turn")
    PEOPLE = "people", _("Reading everybody’s answers")
    RULES = "rules", _("Comparing each mentee with each mentor, and applying the rules")
    PAIRS = "pairs", _("Finding the best pairs overall")
    REASONS = "reasons", _("Writing down the reasons, including for people without a match")
    STORED = "stored", _("Saving the draft")


class RunOrder(Record):
    """Somebody's wish for a run of a large pool; one at a time in a program.

    ``trouble``: why there is no result, in a code; empty for all is well or not yet over.
    """

    program = models.ForeignKey(Program, models.CASCADE, related_name="run_orders")
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=7, choices=RunStage.choices, default=RunStage.ASKED)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["program"],
                condition=Q(finished_at=None),
                name="one_run_order_at_a_time",
                violation_error_message=_("The matching is running already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.program} · {self.get_stage_display()}"
