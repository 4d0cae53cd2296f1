"""Everything that changes a program. Dates are days, lengths are days or weeks as named."""

import secrets
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from mentoring.lib import clock
from mentoring.lib.errors import DomainError
from mentoring.lib.models import Record
from programs import facts, rules
from programs.catalog import ProgramTemplate, QuestionTemplate, ensure_skills
from programs.models import (
    MatchCriterion,
    PhasePlan,
    Program,
    ProgramStatus,
    Question,
    Reader,
    Staff,
)

AnyRow = TypeVar("AnyRow", bound=Record)
OWN_TO_EACH_PROGRAM = frozenset(
    {
        "id",
        "created_at",
        "name",
        "status",
        "starts_on",
        "ends_on",
        "enrollment_closes_on",
        "join_token",
        *(f"{verb}_{what}" for verb in ("opened", "closed", "archived") for what in ("by", "at")),
    }
)
"""What a clone does not take over; every other field is a setting and comes along."""


@dataclass(frozen=True)
class Basics:
    """What a program says about itself; lengths in days and minutes."""

    name: str
    purpose: str
    dates: rules.Dates
    proposal_days: int
    session_minutes: int
    orientation_required: bool = False


@dataclass(frozen=True)
class QuestionWords:
    """A question as its author writes it."""

    audience: str
    kind: str
    text: str
    help_text: str
    choices: list[str]
    required: bool
    readers: str = Reader.COORDINATOR


@transaction.atomic
def create_from_template(
    *, template: ProgramTemplate, name: str, starts_on: date, by: User
) -> Program:
    """A draft program with the plan, questions and weights of ``template``.

    Raises DomainError when the start is out of range.
    """
    _check_start(starts_on)
    program = Program.objects.create(
        name=name,
        format=template.format,
        starts_on=starts_on,
        ends_on=rules.last_day(starts_on, template.months),
    )
    _copy_template(program, template)
    ensure_skills()
    _note(program, by, "program.created", template=template.key)
    return program


@transaction.atomic
def clone(
    *, program: Program, name: str, starts_on: date, with_coordinators: bool, by: User
) -> Program:
    """A draft set up like ``program``, its dates moved to begin on ``starts_on``.

    Plans, weights and current questions come along; people and answers do not. Raises DomainError
    when the start is out of range.
    """
    _check_start(starts_on)
    settings = {
        field.attname: getattr(program, field.attname)
        for field in Program._meta.concrete_fields
        if field.name not in OWN_TO_EACH_PROGRAM
    }
    dates = asdict(rules.moved(_dates_of(program), starts_on))
    copy = Program.objects.create(**settings, **dates, name=name)
    _copy_rows(program.phase_plans.all(), copy)
    _copy_rows(program.criteria.all(), copy)
    _copy_rows(program.questions.current(), copy, lineage=uuid.uuid4)
    if with_coordinators:
        _copy_rows(program.staff.filter(user__is_active=True), copy)
    _note(copy, by, "program.cloned", origin=str(program.pk))
    return copy


@transaction.atomic
def archive(*, program: Program, by: User) -> Program:
    """Take a closed program off the list; everything stays readable. Raises DomainError else."""
    program = _lock(program)
    if program.status != ProgramStatus.CLOSED:
        raise DomainError(_("Close the program first; then it can be archived."), "not_closed")
    if program.archived_at is None:
        program.archived_by, program.archived_at = by, clock.now()
        program.save()
        _note(program, by, "program.archived")
    return program


@transaction.atomic
def unarchive(*, program: Program, by: User) -> Program:
    """Bring an archived program back to the list."""
    program = _lock(program)
    if program.archived_at is not None:
        program.archived_by = program.archived_at = None
        program.save()
        _note(program, by, "program.unarchived")
    return program


@transaction.atomic
def change_basics(*, program: Program, basics: Basics, by: User) -> Program:
    """Give the program these words and dates. Raises DomainError when the dates do not fit."""
    program = _lock_unclosed(program)
    _refuse(rules.date_problems(basics.dates, facts.today_here()))
    changes = asdict(basics)
    changes |= changes.pop("dates")
    changed = [name for name, value in changes.items() if getattr(program, name) != value]
    for name in changed:
        setattr(program, name, changes[name])
    program.save()
    _note(program, by, "program.basics_changed", changed=changed)
    return program


@transaction.atomic
def change_phase_plan(
    *, program: Program, plans: Mapping[str, rules.PhaseNumbers], by: User
) -> None:
    """Set the plan of each phase in ``plans`` (by phase). Running pairs follow it from now on.

    Raises DomainError when numbers of a phase contradict one another.
    """
    program = _lock_unclosed(program)
    for phase, numbers in plans.items():
        _refuse(rules.phase_problems(numbers))
        PhasePlan.objects.update_or_create(program=program, phase=phase, defaults=asdict(numbers))
    _note(program, by, "program.phases_changed", phases=sorted(plans))


@transaction.atomic
def change_criteria(*, program: Program, weights: Mapping[str, int], by: User) -> None:
    """Set how much each criterion counts (0 to 100 each, not all 0). Raises DomainError."""
    program = _lock_unclosed(program)
    problem = rules.weights_problem(weights)
    if problem:
        raise DomainError(problem, "weights")
    for key, weight in weights.items():
        MatchCriterion.objects.update_or_create(
            program=program, key=key, defaults={"weight": weight}
        )
    _note(program, by, "program.criteria_changed", weights=dict(weights))


@transaction.atomic
def add_question(*, program: Program, words: QuestionWords, by: User) -> Question:
    """Ask one more question, after all the others."""
    program = _lock_unclosed(program)
    question = _append(program, words)
    _note(program, by, "program.question_added", question=str(question.pk))
    return question


@transaction.atomic
def add_from_library(
    *, program: Program, templates: Iterable[QuestionTemplate], by: User
) -> list[Question]:
    """Ask ready-made questions after all the others; those asked already are left out."""
    program = _lock_unclosed(program)
    asked = set(program.questions.current().values_list("text", flat=True))
    new = [template for template in templates if str(template.text) not in asked]
    questions = [_append(program, _words_of(template)) for template in new]
    for question in questions:
        _note(program, by, "program.question_added", question=str(question.pk))
    return questions


@transaction.atomic
def change_question(*, question: Question, words: QuestionWords, by: User) -> Question:
    """Reword a question. When given answers would change their meaning, a new version begins.

    Returns the version that is asked from now on. Raises DomainError for an earlier version.
    """
    program = _lock_unclosed(question.program)
    question = _current(question)
    if rules.needs_new_version(facts.of_question(question), _facts_of(words)):
        return _new_version(program, question, words, by)
    for name, value in asdict(words).items():
        setattr(question, name, value)
    question.save()
    _note(program, by, "program.question_changed", question=str(question.pk))
    return question


@transaction.atomic
def remove_question(*, question: Question, by: User) -> None:
    """Stop asking. Answers that were given stay under the words they were given to."""
    program = _lock_unclosed(question.program)
    question = _current(question)
    _note(program, by, "program.question_removed", question=str(question.pk))
    if question.answers.exists():
        _end(question, by)
    else:
        question.delete()


@transaction.atomic
def move_question(*, question: Question, steps: int, by: User) -> None:
    """Move a question ``steps`` places down (negative: up), as far as there is room."""
    program = _lock_unclosed(question.program)
    order = list(program.questions.current())
    old = order.index(_current(question))
    order.insert(max(0, min(old + steps, len(order) - 1)), order.pop(old))
    for position, row in enumerate(order):
        row.position = position
    Question.objects.bulk_update(order, ["position"])
    _note(program, by, "program.question_moved", question=str(question.pk))


@transaction.atomic
def name_coordinator(*, program: Program, user: User, by: User) -> Staff:
    """Let ``user`` look after the program; naming somebody twice changes nothing."""
    if not user.is_active:
        raise DomainError(
            _("%(name)s may not sign in, so cannot coordinate a program.") % {"name": user},
            "not_active",
        )
    staff, created = Staff.objects.get_or_create(program=program, user=user)
    if created:
        _note(program, by, "program.coordinator_named", user=user.pk)
    return staff


@transaction.atomic
def remove_coordinator(*, staff: Staff, by: User) -> None:
    """Raises DomainError for the last coordinator of a program people take part in."""
    program = _lock(staff.program)
    alone = program.staff.count() == 1
    if alone and program.status in (ProgramStatus.OPEN, ProgramStatus.RUNNING):
        raise DomainError(
            _("Somebody must look after an open program: name another coordinator first."),
            "last_coordinator",
        )
    _note(program, by, "program.coordinator_removed", user=staff.user_id)
    staff.delete()


@transaction.atomic
def open_enrollment(*, program: Program, by: User) -> Program:
    """Let people join, through a link nobody can guess.

    Raises DomainError when the launch checklist is not complete.
    """
    program = _lock(program)
    checks = facts.checklist(program)
    if not rules.is_ready(checks):
        missing = " ".join(check.sentence for check in checks if not check.done)
        raise DomainError(missing, "not_ready")
    _move(program, "open")
    program.join_token = program.join_token or secrets.token_urlsafe(24)
    program.opened_by, program.opened_at = by, clock.now()
    program.save()
    _note(program, by, "program.opened")
    return program


@transaction.atomic
def close_enrollment(*, program: Program, by: User) -> Program:
    """Nobody joins any more; those inside go on."""
    program = _lock(program)
    _move(program, "close_enrollment")
    program.save()
    _note(program, by, "program.enrollment_closed")
    return program


@transaction.atomic
def reopen(*, program: Program, by: User) -> Program:
    """Take the last closing back: running becomes open again, closed becomes running."""
    program = _lock(program)
    _move(program, "reopen")
    program.closed_by = program.closed_at = None
    program.archived_by = program.archived_at = None
    program.save()
    _note(program, by, "program.reopened", status=program.status)
    return program


@transaction.atomic
def close_program(*, program: Program, by: User) -> Program:
    """End the program. Raises DomainError while relationships are still open."""
    program = _lock(program)
    still_open = program.relationships.exclude(status="concluded").count()
    if still_open:
        raise DomainError(
            _("Relationships still open: %(count)s. Let them end first.") % {"count": still_open},
            "relationships_open",
        )
    _move(program, "close")
    program.closed_by, program.closed_at = by, clock.now()
    program.save()
    _note(program, by, "program.closed")
    return program


def _dates_of(program: Program) -> rules.Dates:
    return rules.Dates(program.starts_on, program.ends_on, program.enrollment_closes_on)


def _copy_rows(rows: QuerySet[AnyRow], program: Program, **fresh: Callable[[], object]) -> None:
    """The same rows for another program; ``fresh`` makes a value of its own for each."""
    copies = list(rows)
    for row in copies:
        row.pk, row.created_at = uuid.uuid4(), clock.now()
        for name, value in {"program": program, **{k: make() for k, make in fresh.items()}}.items():
            setattr(row, name, value)
    rows.model._default_manager.bulk_create(copies)


def _append(program: Program, words: QuestionWords) -> Question:
    last = program.questions.last()
    position = last.position + 1 if last else 0
    return Question.objects.create(program=program, position=position, **asdict(words))


def _current(question: Question) -> Question:
    """The question as it stands now, locked. Raises DomainError for an earlier version."""
    found = Question.objects.select_for_update().filter(pk=question.pk).current().first()
    if found is None:
        raise DomainError(
            _("This question has changed in the meantime. Open the list and try again."), "ended"
        )
    return found


def _new_version(program: Program, question: Question, words: QuestionWords, by: User) -> Question:
    _end(question, by)
    version = Question.objects.create(
        program=program,
        position=question.position,
        lineage=question.lineage,
        **asdict(words),
    )
    _note(
        program,
        by,
        "program.question_versioned",
        question=str(version.pk),
        before=str(question.pk),
    )
    return version


def _facts_of(words: QuestionWords) -> rules.QuestionFacts:
    return rules.QuestionFacts(0, rules.meaning(words), words.choices)


def _end(question: Question, by: User) -> None:
    question.ended_by, question.ended_at = by, clock.now()
    question.save(update_fields=["ended_by", "ended_at"])


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
    return Question(program=program, position=position, **asdict(_words_of(template)))


def _words_of(template: QuestionTemplate) -> QuestionWords:
    return QuestionWords(
        audience=template.audience,
        kind=template.kind,
        text=str(template.text),
        help_text=str(template.help_text),
        choices=[str(choice) for choice in template.choices],
        required=template.required,
        readers=template.readers,
    )


def _check_start(starts_on: date) -> None:
    """Looked at before the end is computed, which an absurd year would not survive."""
    sample = rules.Dates(starts_on, date.max)
    _refuse([p for p in rules.date_problems(sample, facts.today_here()) if p.field == "starts_on"])


def _lock(program: Program) -> Program:
    return Program.objects.select_for_update().get(pk=program.pk)


def _lock_unclosed(program: Program) -> Program:
    program = _lock(program)
    if program.status == ProgramStatus.CLOSED:
        raise DomainError(
            _("This program is closed. Reopen it before you change it."), "program_closed"
        )
    return program


def _move(program: Program, move: str) -> None:
    status = rules.after(move, program.status)
    if status is None:
        raise DomainError(
            _("This has changed in the meantime: the program is “%(status)s” now.")
            % {"status": program.get_status_display()},
            "not_from_here",
        )
    program.status = status


def _refuse(problems: list[rules.Problem]) -> None:
    if problems:
        raise DomainError(" ".join(problem.sentence for problem in problems), problems[0].field)


def _note(program: Program, by: User, verb: str, **details: object) -> None:
    audit.record(by=by, verb=verb, target=program, program_id=program.pk, **details)
