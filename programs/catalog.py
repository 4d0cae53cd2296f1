"""Ready-made programs and the first skills vocabulary, as data.

The numbers are the defaults of the classic twelve-month program; every one can be edited later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from programs.models import (
    Audience,
    Choice,
    CriterionKey,
    Format,
    Phase,
    QuestionKind,
    Reader,
    Skill,
)
from programs.rules import PhaseNumbers, last_day

Words = str | Promise


@dataclass(frozen=True)
class QuestionTemplate:
    audience: Audience
    text: Words
    help_text: Words = ""
    kind: QuestionKind = QuestionKind.LONG_TEXT
    choices: tuple[Words, ...] = ()
    required: bool = False
    readers: Reader = Reader.COORDINATOR


@dataclass(frozen=True)
class ProgramTemplate:
    """A program to start from. ``months`` is its length, or when it is ``rolling`` the length of
    each relationship; ``weights`` add up to 100."""

    key: str
    name: Words
    description: Words
    format: Format
    months: int
    phases: Mapping[Phase, PhaseNumbers]
    weights: dict[CriterionKey, int]
    questions: tuple[QuestionTemplate, ...]
    rolling: bool = False
    choice: Choice = Choice.COORDINATOR

    def ends_on(self, starts_on: date) -> date | None:
        """The last day of a program that begins on ``starts_on``; None when it is rolling."""
        return None if self.rolling else last_day(starts_on, self.months)


CLASSIC = ProgramTemplate(
    key="classic",
    name=_("Classic one-to-one, twelve months"),
    description=_(
        "One mentor and one mentee meet for a year: weekly at first, then monthly, with a planned"
        " ending. A good first program for most organizations."
    ),
    format=Format.CLASSIC,
    months=12,
    phases={
        Phase.INITIATION: PhaseNumbers(7, 14, 21, 8, 12),
        Phase.CULTIVATION: PhaseNumbers(30, 45, 60, 34, 44),
        Phase.SEPARATION: PhaseNumbers(30, 45, 60, 10, 14),
        Phase.REDEFINITION: PhaseNumbers(60, 90, 120, 6, 13),
    },
    weights={
        CriterionKey.NEED_EXPERIENCE: 35,
        CriterionKey.SITUATION: 15,
        CriterionKey.LEARNING_FOCUS: 10,
        CriterionKey.TWO_WAY: 10,
        CriterionKey.FUNCTIONS: 10,
        CriterionKey.STYLE: 10,
        CriterionKey.FIELD: 5,
        CriterionKey.PRACTICALITIES: 5,
    },
    questions=(
        QuestionTemplate(
            Audience.MENTEE,
            _("What would make this year worthwhile for you?"),
            _("One or two sentences are enough. You can change your mind later."),
            required=True,
        ),
        QuestionTemplate(
            Audience.MENTEE,
            _("What have you already tried?"),
            _("It helps to find somebody who can take you further."),
        ),
        QuestionTemplate(
            Audience.MENTOR,
            _("What have you learned the hard way that you would like to pass on?"),
            _("What went wrong teaches more than a list of successes."),
            required=True,
        ),
        QuestionTemplate(
            Audience.MENTOR,
            _("Have you been a mentor before?"),
            kind=QuestionKind.ONE_CHOICE,
            choices=(_("Not yet"), _("Once or twice"), _("Several times")),
        ),
        QuestionTemplate(
            Audience.BOTH,
            _("What else would help us to find a good match for you?"),
            _("For example what makes a conversation good for you, or what has not worked before."),
        ),
    ),
)

WHAT_ELSE = CLASSIC.questions[-1]

SKILLS: tuple[tuple[Words, tuple[Words, ...]], ...] = (
    (
        _("Leading people"),
        (
            _("Giving feedback"),
            _("Delegating"),
            _("Leading a team"),
            _("Hiring"),
            _("Developing others"),
            _("Difficult conversations"),
        ),
    ),
    (
        _("Communication"),
        (
            _("Presenting"),
            _("Writing clearly"),
            _("Listening"),
            _("Negotiating"),
            _("Facilitating meetings"),
        ),
    ),
    (
        _("Strategy and decisions"),
        (
            _("Strategic thinking"),
            _("Setting priorities"),
            _("Making decisions under uncertainty"),
            _("Business planning"),
            _("Managing risk"),
        ),
    ),
    (
        _("Projects and delivery"),
        (
            _("Project management"),
            _("Planning and estimating"),
            _("Managing stakeholders"),
            _("Improving processes"),
            _("Procurement"),
        ),
    ),
    (
        _("Change"),
        (
            _("Leading change"),
            _("Working through a reorganization"),
            _("Innovation"),
            _("Learning new ways of working"),
        ),
    ),
    (
        _("Data and technology"),
        (
            _("Data analysis"),
            _("Programming"),
            _("Digital tools"),
            _("Information security"),
            _("Working with artificial intelligence"),
        ),
    ),
    (
        _("Money and customers"),
        (
            _("Budgeting"),
            _("Reading financial reports"),
            _("Customer relations"),
            _("Sales"),
            _("Marketing"),
        ),
    ),
    (
        _("Yourself and your career"),
        (
            _("Career planning"),
            _("Building a network"),
            _("Confidence and presence"),
            _("Managing time and energy"),
            _("Working across cultures"),
        ),
    ),
)


def ensure_skills() -> int:
    """Give an installation without any skills the default vocabulary, in its language.

    A vocabulary that somebody keeps is left alone: what they renamed, merged or left out must not
    come back with the next program. Returns how many skills there are afterwards.
    """
    if Skill.objects.exists():
        return Skill.objects.count()
    with override(settings.LANGUAGE_CODE):
        rows = [Skill(name=str(name), area=str(area)) for area, names in SKILLS for name in names]
    Skill.objects.bulk_create(rows, ignore_conflicts=True)
    return Skill.objects.count()
