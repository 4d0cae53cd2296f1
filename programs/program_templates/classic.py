"""Ready-made programs and the first skills vocabulary, as data.

The numbers are the defaults of the classic twelve-month program; every one can be edited later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.models import Audience, Choice, CriterionKey, Format, Phase, QuestionKind, Reader
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
