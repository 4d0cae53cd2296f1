"""Staff of one program who do not look after its pairs: sponsors and safeguarding contacts."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.constraints import one_of
from core.models import Record
from programs.models.program import Program


class Duty(models.TextChoices):
    SPONSOR = "sponsor", _("Sponsor")
    SAFEGUARDING = "safeguarding", _("Safeguarding contact")


class Appointment(Record):
    """One person has one duty in one program. Coordinators are ``Staff``: they see pairs."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="appointments")
    user = models.ForeignKey(User, models.CASCADE, related_name="appointments")
    duty = models.CharField(max_length=12, choices=Duty.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["program", "user", "duty"],
                name="appointed_once",
                violation_error_message=_("This person has this duty already."),
            ),
            one_of(
                "duty",
                Duty.values,
                name="appointment_duty_known",
                message=_("This is not a duty in a program."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_duty_display()}"
