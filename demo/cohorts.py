"""The programs themselves: dates, plan, questions and weights from a template."""

import uuid
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from accounts.models import User
from demo import days
from demo.ledger import RowLedger
from demo.people import Company
from programs import queries as program_queries
from programs import rules
from programs.models import (
    Appointment,
    Duty,
    MatchCriterion,
    PhasePlan,
    Program,
    ProgramStatus,
    Question,
    Staff,
)
from programs.program_templates.classic import CLASSIC, ProgramTemplate
from programs.touchpoints import Timing

SEASONS = ("winter", "spring", "summer", "autumn")


@dataclass(frozen=True)
class ProgramOutline:
    """A program in a few facts. ``open_before`` and ``closes_before``: days before the start."""

    key: str
    name: str
    purpose: str
    starts_on: date
    status: ProgramStatus
    months: int = 12
    open_before: int = 60
    closes_before: int = 14
    template: ProgramTemplate = CLASSIC

    @property
    def ends_on(self) -> date:
        return rules.last_day(self.starts_on, self.months)


@dataclass
class Cohort:
    """A program with what a story needs to know about it."""

    outline: ProgramOutline
    program: Program
    coordinator: User
    plans: dict[str, PhasePlan] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)

    @cached_property
    def timing(self) -> Timing:
        """The day of each touchpoint."""
        return program_queries.usual_days(self.program)

    def day(self, number: int, hour: float = 10) -> datetime:
        """A moment of the coordinator's working day, ``number`` days after the program starts."""
        day = days.working_day(self.outline.starts_on + timedelta(days=number))
        return days.at(day, hour, self.coordinator.zone)


def season(day: date) -> str:
    """“spring 2026”: when a program starts, as people say it."""
    return f"{SEASONS[day.month % 12 // 3]} {day.year}"


def found(ledger: RowLedger, company: Company, outline: ProgramOutline) -> Cohort:
    """Add the program and everything that was set up for it."""
    hr, coordinator = company.parts["hr"], company.parts["coordinator"]
    cohort = Cohort(outline, _program(outline), coordinator)
    _date(cohort, hr)
    ledger.add(cohort.program)
    _copy_template(ledger, cohort)
    ledger.add(Staff(program=cohort.program, user=coordinator, created_at=_founded(cohort)))
    sponsor = Appointment(program=cohort.program, user=company.levels[0][0], duty=Duty.SPONSOR)
    sponsor.created_at = _founded(cohort)
    ledger.add(sponsor)
    _tell(ledger, cohort, hr)
    return cohort


def close(ledger: RowLedger, cohort: Cohort, day: date) -> None:
    """The coordinator closes the program on ``day``; nobody is matched in it afterwards, so its
    stories come first."""
    program, coordinator = cohort.program, cohort.coordinator
    program.status, program.closed_by = ProgramStatus.CLOSED, coordinator
    program.closed_at = days.at(day, 15, coordinator.zone)
    program.save(update_fields=["status", "closed_by", "closed_at"])
    ledger.note(program.closed_at, coordinator, "program.closed", program, program.pk)


def _program(outline: ProgramOutline) -> Program:
    return Program(
        id=uuid.uuid5(uuid.NAMESPACE_URL, f"demo/{outline.key}"),
        name=outline.name,
        purpose=outline.purpose,
        format=outline.template.format,
        choice=outline.template.choice,
        starts_on=outline.starts_on,
        ends_on=outline.ends_on,
        enrollment_closes_on=outline.starts_on - timedelta(days=outline.closes_before),
        status=outline.status,
        join_token=f"demo-{outline.key}",
    )


def _founded(cohort: Cohort) -> datetime:
    return cohort.day(-cohort.outline.open_before - 15, hour=9)


def _opened(cohort: Cohort) -> datetime:
    return cohort.day(-cohort.outline.open_before, hour=9)


def _date(cohort: Cohort, hr: User) -> None:
    program = cohort.program
    program.created_at = _founded(cohort)
    program.opened_by, program.opened_at = hr, _opened(cohort)


def _copy_template(ledger: RowLedger, cohort: Cohort) -> None:
    program, at, template = cohort.program, _founded(cohort), cohort.outline.template
    for phase, numbers in template.phases.items():
        plan = PhasePlan(program=program, phase=phase, created_at=at, **asdict(numbers))
        cohort.plans[phase] = ledger.add(plan)
    for key, weight in template.weights.items():
        ledger.add(MatchCriterion(program=program, key=key, weight=weight, created_at=at))
    for position, question in enumerate(template.questions):
        row = Question(
            program=program,
            position=position,
            audience=question.audience,
            kind=question.kind,
            text=str(question.text),
            help_text=str(question.help_text),
            choices=[str(choice) for choice in question.choices],
            required=question.required,
            created_at=at,
        )
        cohort.questions.append(ledger.add(row))


def _tell(ledger: RowLedger, cohort: Cohort, hr: User) -> None:
    """What the audit trail knows about setting the program up."""
    program, founded, opened = cohort.program, _founded(cohort), _opened(cohort)
    coordinator = cohort.coordinator
    template = cohort.outline.template.key
    ledger.note(founded, hr, "program.created", program, program.pk, template=template)
    ledger.note(founded, hr, "program.coordinator_named", program, program.pk, user=coordinator.pk)
    ledger.note(opened, hr, "program.opened", program, program.pk)
    if program.status != ProgramStatus.OPEN:
        closing = cohort.day(-cohort.outline.closes_before, hour=16)
        ledger.note(closing, coordinator, "program.enrollment_closed", program, program.pk)
