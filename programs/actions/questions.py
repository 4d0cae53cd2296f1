"""The program's own questions. One that was answered gets a new version when it changes."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock, effects
from core.errors import DomainError
from programs import queries, rules
from programs.actions.common import lock_unclosed, note
from programs.models import (
    Program,
    Question,
    Reader,
)
from programs.program_templates.classic import QuestionTemplate


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
def add_question(*, program: Program, words: QuestionWords, by: User) -> Question:
    """Ask one more question, after all the others."""
    program = lock_unclosed(program)
    question = _append(program, words)
    note(program, by, "program.question_added", question=str(question.pk))
    return question


@transaction.atomic
def add_from_library(
    *, program: Program, templates: Iterable[QuestionTemplate], by: User
) -> list[Question]:
    """Ask ready-made questions after all the others; those asked already are left out."""
    program = lock_unclosed(program)
    asked = set(program.questions.current().values_list("text", flat=True))
    new = [template for template in templates if str(template.text) not in asked]
    questions = [_append(program, words_of(template)) for template in new]
    for question in questions:
        note(program, by, "program.question_added", question=str(question.pk))
    return questions


@transaction.atomic
def change_question(*, question: Question, words: QuestionWords, by: User) -> Question:
    """Reword a question. When given answers would change their meaning, a new version begins.

    Returns the version that is asked from now on. Raises DomainError for an earlier version.
    """
    program = lock_unclosed(question.program)
    question = _current(question)
    if rules.needs_new_version(queries.of_question(question), _facts_of(words)):
        return _new_version(program, question, words, by)
    for name, value in asdict(words).items():
        setattr(question, name, value)
    question.save()
    note(program, by, "program.question_changed", question=str(question.pk))
    return question


@transaction.atomic
def remove_question(*, question: Question, by: User) -> None:
    """Stop asking. Answers that were given stay under the words they were given to."""
    program = lock_unclosed(question.program)
    question = _current(question)
    note(program, by, "program.question_removed", question=str(question.pk))
    is_answered = question.answers.exists()
    _note_removal(question, is_answered)
    if is_answered:
        _end(question, by)
    else:
        question.delete()


def _note_removal(question: Question, is_answered: bool) -> None:
    """Not how many have answered: the number would tell of one person that they have."""
    words = _("It is no longer asked. Nobody has answered it, so it is deleted.")
    if is_answered:
        words = _("It is no longer asked. The answers are kept, with the words of the question.")
    effects.note(effects.EffectKind.LOST, question.pk, words)


@transaction.atomic
def move_question(*, question: Question, steps: int, by: User) -> None:
    """Move a question ``steps`` places down (negative: up), as far as there is room."""
    program = lock_unclosed(question.program)
    order = list(program.questions.current())
    old = order.index(_current(question))
    order.insert(max(0, min(old + steps, len(order) - 1)), order.pop(old))
    for position, row in enumerate(order):
        row.position = position
    Question.objects.bulk_update(order, ["position"])
    note(program, by, "program.question_moved", question=str(question.pk))


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
    note(
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


def words_of(template: QuestionTemplate) -> QuestionWords:
    return QuestionWords(
        audience=template.audience,
        kind=template.kind,
        text=str(template.text),
        help_text=str(template.help_text),
        choices=[str(choice) for choice in template.choices],
        required=template.required,
        readers=template.readers,
    )
