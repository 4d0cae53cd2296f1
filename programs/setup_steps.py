"""The way from a template to an open program: its steps, and which of them somebody has settled."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs import formats
from programs.models import Program, ProgramStatus

Words = str | Promise
KEPT = "program.step_kept"


class State(StrEnum):
    """Where one step stands: something needed is ``missing``; it is as it was made (``open``); or
    somebody has ``settled`` it."""

    MISSING = "missing"
    OPEN = "open"
    SETTLED = "settled"


@dataclass(frozen=True)
class SetupStep:
    """One part of the set-up: its page, and how the verbs begin with which it is changed.

    ``check`` is the code of what the step needs before people can join, "" when it needs nothing.
    """

    key: str
    title: Words
    route: str
    verbs: tuple[str, ...]
    check: str = ""
    hr_only: bool = False


STEPS: tuple[SetupStep, ...] = (
    SetupStep(
        "dates", _("Name and dates"), "program_dates", ("program.basics_changed",), check="dates"
    ),
    SetupStep("format", _("Format"), "program_format", ("program.format_changed",)),
    SetupStep(
        "phases",
        _("Phases and rhythm"),
        "program_phases",
        ("program.phases_changed",),
        check="phases",
    ),
    SetupStep("questions", _("Questions"), "program_questions", ("program.question",)),
    SetupStep(
        "criteria",
        _("What matching weighs"),
        "program_criteria",
        ("program.criteria_changed",),
        check="criteria",
    ),
    SetupStep("joining", _("Joining"), "program_joining", ("program.joining_changed",)),
    SetupStep(
        "taking_part",
        _("Taking part"),
        "program_taking_part",
        ("program.taking_part_changed",),
    ),
    SetupStep("messages", _("Messages"), "program_messages", ("program.messages_changed",)),
    SetupStep(
        "staff",
        _("Staff"),
        "program_staff",
        ("program.coordinator_named",),
        check="coordinators",
        hr_only=True,
    ),
)
BY_KEY = {step.key: step for step in STEPS}


def steps(program: Program) -> list[SetupStep]:
    """The steps of this program; a format without phases has no rhythm to set."""
    has_phases = formats.of(program.format).has_phases
    return [step for step in STEPS if has_phases or step.key != "phases"]


def settled(program: Program) -> frozenset[str]:
    """The keys of the steps that somebody has saved, or kept as they were; one query, and none
    once the program is open."""
    if program.status != ProgramStatus.DRAFT:
        return frozenset(BY_KEY)
    return frozenset(program.settled_steps.values_list("key", flat=True))


def changed_by(verb: str) -> SetupStep | None:
    """The step that an action with the audit ``verb`` saves, if it is one of the setup."""
    return next((step for step in STEPS if verb.startswith(step.verbs)), None)
