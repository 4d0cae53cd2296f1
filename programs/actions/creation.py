"""New programs: from a template, or from the one before."""

import uuid
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from core import clock
from core.models import Record
from programs import queries, rules
from programs.actions.common import briefing_token, check_start, note
from programs.actions.questions import words_of
from programs.models import (
    MatchCriterion,
    PhasePlan,
    Program,
    Question,
)
from programs.program_templates.classic import ProgramTemplate, QuestionTemplate
from skills.seed import ensure_skills

AnyRow = TypeVar("AnyRow", bound=Record)
OWN_TO_EACH_PROGRAM = frozenset(
    {
        "id",
        "created_at",
        "name",
        "status",
        "starts_on",
        "ends_on",
        "months",
        "enrollment_closes_on",
        "join_token",
        "briefing_token",
        "mentees_open_at",
        *(f"{verb}_{what}" for verb in ("opened", "closed", "archived") for what in ("by", "at")),
    }
)
"""What a clone does not take over; every other field is a setting and comes along."""


@transaction.atomic
def create_from_template(
    *, template: ProgramTemplate, name: str, starts_on: date, by: User
) -> Program:
    """A draft program with the plan, questions and weights of ``template``.

    Raises DomainError when the start is out of range.
    """
    check_start(starts_on)
    program = Program.objects.create(
        name=name,
        format=template.format,
        starts_on=starts_on,
        ends_on=template.ends_on(starts_on),
        months=template.months if template.rolling else None,
        choice=template.choice,
    )
    _copy_template(program, template)
    ensure_skills()
    note(program, by, "program.created", template=template.key)
    return program


@transaction.atomic
def clone(
    *, program: Program, name: str, starts_on: date, with_coordinators: bool, by: User
) -> Program:
    """A draft set up like ``program``, its dates moved to begin on ``starts_on``.

    Plans, weights and current questions come along; people and answers do not. Raises DomainError
    when the start is out of range.
    """
    check_start(starts_on)
    settings = {
        field.attname: getattr(program, field.attname)
        for field in Program._meta.concrete_fields
        if field.name not in OWN_TO_EACH_PROGRAM
    }
    dates = asdict(rules.moved(queries.dates_of(program), starts_on))
    copy = Program.objects.create(
        **settings, **dates, name=name, briefing_token=briefing_token(program.briefing_readers)
    )
    _copy_rows(program.phase_plans.all(), copy)
    _copy_rows(program.criteria.all(), copy)
    _copy_rows(program.touchpoints.all(), copy)
    _copy_rows(program.questions.current(), copy, lineage=uuid.uuid4)
    if with_coordinators:
        _copy_rows(program.staff.filter(user__is_active=True), copy)
        _copy_rows(program.appointments.filter(user__is_active=True), copy)
    note(copy, by, "program.cloned", origin=str(program.pk))
    return copy


def _copy_rows(rows: QuerySet[AnyRow], program: Program, **fresh: Callable[[], object]) -> None:
    """The same rows for another program; ``fresh`` makes a value of its own for each."""
    copies = list(rows)
    for row in copies:
        row.pk, row.created_at = uuid.uuid4(), clock.now()
        for name, value in {"program": program, **{k: make() for k, make in fresh.items()}}.items():
            setattr(row, name, value)
    rows.model._default_manager.bulk_create(copies)


def _copy_template(program: Program, template: ProgramTemplate) -> None:
    PhasePlan.objects.bulk_create(
        PhasePlan(program=program, phase=phase, **asdict(numbers))
        for phase, numbers in template.phases.items()
    )
    MatchCriterion.objects.bulk_create(
        MatchCriterion(program=program, key=key, weight=weight)
        for key, weight in template.weights.items()
    )
    Question.objects.bulk_create(
        _question(program, position, question)
        for position, question in enumerate(template.questions)
    )


def _question(program: Program, position: int, template: QuestionTemplate) -> Question:
    return Question(program=program, position=position, **asdict(words_of(template)))
