"""An enrollment in sentences, for its author and for those who decide on it.

The avoid list is not part of it: nobody but the matching reads it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from profiles import external_mentor_terms, format_words, wording
from profiles.models import (
    Answer,
    Channel,
    Direction,
    Enrollment,
    EnrollmentSkill,
    EnrollmentStatus,
    FieldPreference,
    Function,
    LearningFocus,
    PartOfWeek,
    Situation,
    SkillLevel,
    SpokenLanguage,
    Style,
)
from profiles.questions import in_words
from programs.models import Choice, ProgramStatus, Reader, Side


@dataclass(frozen=True)
class AnswerLine:
    """One answer: what was asked, and the words or the list given; ``items`` may be empty."""

    label: str
    items: list[str]


def with_skills(rows: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Load what one line of a list reads: three queries, whatever the number of rows."""
    return rows.select_related("user__unit", "program").prefetch_related("skills__skill")


def with_answers(rows: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Load what a whole summary reads: five queries, whatever the number of rows."""
    return with_skills(rows).prefetch_related("answers__question")


def lines(enrollment: Enrollment) -> list[AnswerLine]:
    """Every answer given, in the order of the form; what was left out is left out here."""
    asked = wording.asks(enrollment.program.format, enrollment.role)
    found = [
        AnswerLine(str(asked["situations"].label), _labels(Situation, enrollment.situations)),
        AnswerLine(str(asked["expectations"].label), _words(enrollment.expectations)),
        *_skill_lines(enrollment),
        AnswerLine(
            str(asked["learning_focus"].label), _labels(LearningFocus, enrollment.learning_focus)
        ),
        AnswerLine(str(asked["functions"].label), _labels(Function, enrollment.functions)),
        AnswerLine(str(asked["styles"].label), _labels(Style, enrollment.styles)),
        AnswerLine(str(asked["ideal_partner"].label), _words(enrollment.ideal_partner)),
        *_preference(enrollment),
        *(_own(answer) for answer in _answers(enrollment)),
        *_practical(enrollment),
        *_terms(enrollment),
    ]
    return [line for line in found if line.items]


def for_partner(enrollment: Enrollment) -> list[AnswerLine]:
    """The answers its author wrote for the partner to read, once both have accepted."""
    shared = [a for a in _answers(enrollment) if a.question.readers == Reader.PARTNER]
    return [_own(answer) for answer in shared] + [line for line in _terms(enrollment) if line.items]


def who_wrote_for_partner(rows: Iterable[Enrollment]) -> set[UUID]:
    """Those of ``rows``, by id, that have something for the partner to read. One query."""
    people = list(rows)
    answers = Answer.objects.filter(enrollment__in=people, question__readers=Reader.PARTNER)
    wrote = set(answers.values_list("enrollment_id", flat=True))
    return wrote | {row.pk for row in people if any(line.items for line in _terms(row))}


def for_directory(enrollment: Enrollment) -> list[AnswerLine]:
    """What mentees who choose see of a mentor, besides who it is and free hours in common."""
    skills = [s for s in enrollment.skills.all() if s.direction == Direction.OFFERED]
    found = [
        AnswerLine(_("Can help with"), [_skill(skill) for skill in skills]),
        AnswerLine(_("Likes to give"), _labels(Function, enrollment.functions)),
        AnswerLine(_("Speaks"), _labels(SpokenLanguage, enrollment.languages)),
        AnswerLine(_("Meets by"), _labels(Channel, enrollment.channels)),
    ]
    return [line for line in found if line.items]


def short(enrollment: Enrollment) -> str:
    """One line for a list: the situation and the skills the role is about."""
    direction = Direction.OFFERED if enrollment.is_mentor else Direction.WANTED
    skills = [s.skill.name for s in enrollment.skills.all() if s.direction == direction]
    return " · ".join([*_labels(Situation, enrollment.situations), *skills])


Sentences = Mapping[EnrollmentStatus, Callable[[], str]]


def status_sentence(enrollment: Enrollment) -> str:
    """Where the enrollment is and what happens next, in words for its author."""
    is_closed = enrollment.program.status == ProgramStatus.CLOSED
    words = AFTER_CLOSING if is_closed else SENTENCES
    if words is SENTENCES and enrollment.status == EnrollmentStatus.APPROVED:
        return _approved(enrollment)
    return str(words[EnrollmentStatus(enrollment.status)]())


def _approved(enrollment: Enrollment) -> str:
    """Who takes the next step is up to the program: mentees may ask mentors themselves."""
    program = enrollment.program
    if program.choice != Choice.REQUESTS or not program.mentees_choose:
        return str(SENTENCES[EnrollmentStatus.APPROVED]())
    if enrollment.is_mentor:
        return _(
            "You are approved. When somebody asks you, or we propose a match, we will email you,"
            " and you decide."
        )
    return _(
        "You are approved, and you can ask somebody yourself. The coordinators can propose a match,"
        " too: we will email you then, and you decide."
    )


SENTENCES: Sentences = {
    EnrollmentStatus.APPROVED: lambda: _(
        "You are approved. When we propose a match, we will email you, and you decide."
    ),
    EnrollmentStatus.DRAFT: lambda: _(
        "Your answers are saved, but not sent. Nobody else can see them yet."
    ),
    EnrollmentStatus.SUBMITTED: lambda: _(
        "The coordinators have your answers and will decide who takes part. We will email you then."
    ),
    EnrollmentStatus.DECLINED: lambda: _(
        "There was no place for you this time. The coordinators are glad to talk with you."
    ),
    EnrollmentStatus.WITHDRAWN: lambda: _(
        "You have left. You can join again while enrollment is open."
    ),
    EnrollmentStatus.UNDECIDED: lambda: _(
        "The program had closed before anybody decided on your enrollment, and is open again. You"
        " can send your answers again, and the coordinators can still approve you."
    ),
}


def _undecided() -> str:
    return _(
        "This program is closed. It closed before anybody decided on your enrollment, and that says"
        " nothing about you."
    )


AFTER_CLOSING: Sentences = {
    EnrollmentStatus.APPROVED: lambda: _(
        "This program is closed. Nobody will be proposed to you in it any more."
    ),
    EnrollmentStatus.DRAFT: lambda: _(
        "This program is closed. Your answers were not sent, and nobody else can see them."
    ),
    EnrollmentStatus.SUBMITTED: _undecided,
    EnrollmentStatus.UNDECIDED: _undecided,
    EnrollmentStatus.DECLINED: lambda: _(
        "This program is closed. There was no place for you in it."
    ),
    EnrollmentStatus.WITHDRAWN: lambda: _("This program is closed. You had left it before."),
}
"""The same sentences once the program has closed: nothing happens next."""


def _skill_lines(enrollment: Enrollment) -> list[AnswerLine]:
    words = wording.SECTIONS[Side(enrollment.role)]
    main = Direction.OFFERED if enrollment.is_mentor else Direction.WANTED
    skills = list(enrollment.skills.all())
    return [
        AnswerLine(str(words.skills), [_skill(s) for s in skills if s.direction == main]),
        AnswerLine(
            _("Something to learn in return")
            if enrollment.is_mentor
            else _("Something to teach in return"),
            [_skill(s) for s in skills if s.direction != main],
        ),
    ]


def _skill(entry: EnrollmentSkill) -> str:
    words = {"skill": entry.skill.name, "level": SkillLevel(entry.level).label}
    if entry.target is None:
        return _("%(skill)s: %(level)s") % words
    words["target"] = SkillLevel(entry.target).label
    return _("%(skill)s: from %(level)s to %(target)s") % words


def _preference(enrollment: Enrollment) -> list[AnswerLine]:
    if enrollment.is_mentor:
        return []
    label = FieldPreference(enrollment.field_preference).label
    return [AnswerLine(str(format_words.of(enrollment.program.format).field), [str(label)])]


def _practical(enrollment: Enrollment) -> list[AnswerLine]:
    minutes = _("%(minutes)s minutes a month") % {"minutes": enrollment.minutes_per_month}
    taken = format_words.of(enrollment.program.format).taken_at_a_time
    places = [taken % {"count": enrollment.capacity}] if enrollment.is_mentor else []
    return [
        AnswerLine(_("Languages"), _labels(SpokenLanguage, enrollment.languages)),
        AnswerLine(_("Channels"), _labels(Channel, enrollment.channels)),
        AnswerLine(_("Times that suit"), _labels(PartOfWeek, enrollment.availability)),
        AnswerLine(_("Time to give"), [minutes, *places]),
    ]


def _terms(enrollment: Enrollment) -> list[AnswerLine]:
    """Travel and fee, where they were asked."""
    if not external_mentor_terms.asked_of(enrollment.program, enrollment.role):
        return []
    return [
        AnswerLine(label, _words(getattr(enrollment, name)))
        for name, label in external_mentor_terms.words().items()
    ]


def _answers(enrollment: Enrollment) -> list[Answer]:
    return sorted(enrollment.answers.all(), key=lambda answer: answer.question.position)


def _own(answer: Answer) -> AnswerLine:
    return AnswerLine(answer.question.text, in_words(answer.question.kind, answer.value))


def _labels(choices: Any, values: list[str]) -> list[str]:
    return [str(choices(value).label) for value in values if value in choices.values]


def _words(text: str) -> list[str]:
    return [text] if text else []
