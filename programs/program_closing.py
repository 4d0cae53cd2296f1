"""What the setup of a program becomes when it closes: all of it stays to be read."""

from programs.closing_table import ClosingLine, register
from programs.models import (
    Appointment,
    MatchCriterion,
    PhasePlan,
    Question,
    SettledStep,
    Staff,
    TouchpointChoice,
)

register(
    ClosingLine(
        "setup",
        (MatchCriterion, PhasePlan, Question, SettledStep, TouchpointChoice),
        "it is read on the setup page, and copied by a clone",
    )
)
register(
    ClosingLine(
        "staff",
        (Appointment, Staff),
        "somebody must be able to read the program, and HR admins remove who has to go",
    )
)
