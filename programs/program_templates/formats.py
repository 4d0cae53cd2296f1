"""The ready-made programs of the other formats, as what differs from the classic one."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from programs.models import Audience, CriterionKey, Format, Phase, QuestionKind, Reader
from programs.program_templates.classic import CLASSIC, WHAT_ELSE, ProgramTemplate, QuestionTemplate
from programs.program_templates.peers import CIRCLE, FLASH, GROUP, PEER
from programs.rules import PhaseNumbers

REVERSE = replace(
    CLASSIC,
    key="reverse",
    name=_("Reverse mentoring, nine months"),
    description=_(
        "Junior colleagues mentor senior ones: about technology, a generation, or how it"
        " feels to be new. The matching never pairs people in the same reporting line, nor a"
        " mentor above the mentee."
    ),
    format=Format.REVERSE,
    months=9,
    phases={
        Phase.INITIATION: PhaseNumbers(14, 21, 28, 8, 12),
        Phase.CULTIVATION: PhaseNumbers(30, 45, 60, 22, 30),
        Phase.SEPARATION: PhaseNumbers(30, 45, 60, 6, 10),
        Phase.REDEFINITION: PhaseNumbers(60, 90, 120, 4, 9),
    },
    weights={
        CriterionKey.NEED_EXPERIENCE: 35,
        CriterionKey.SITUATION: 5,
        CriterionKey.LEARNING_FOCUS: 10,
        CriterionKey.TWO_WAY: 20,
        CriterionKey.FUNCTIONS: 5,
        CriterionKey.STYLE: 15,
        CriterionKey.FIELD: 0,
        CriterionKey.PRACTICALITIES: 10,
    },
    questions=(
        QuestionTemplate(
            Audience.MENTEE,
            _("What do you want to understand better from somebody junior?"),
            _("One or two sentences are enough."),
            required=True,
        ),
        QuestionTemplate(
            Audience.MENTEE,
            _("I will listen without defending, and nothing I hear will count against my mentor."),
            _("Your mentor reads your answer."),
            kind=QuestionKind.YES_NO,
            required=True,
            readers=Reader.PARTNER,
        ),
        QuestionTemplate(
            Audience.MENTOR,
            _("What do you see every day that senior colleagues may not see?"),
            required=True,
        ),
        WHAT_ELSE,
    ),
)

CROSS_FUNCTIONAL = replace(
    CLASSIC,
    key="cross_functional",
    name=_("Across functions, twelve months"),
    description=_(
        "As the classic program, but mentor and mentee always come from different functions, as"
        " far as the people directory knows them."
    ),
    format=Format.CROSS_FUNCTIONAL,
    weights=CLASSIC.weights | {CriterionKey.LEARNING_FOCUS: 15, CriterionKey.FIELD: 0},
    questions=(
        *CLASSIC.questions[:-1],
        QuestionTemplate(
            Audience.MENTEE,
            _("Which part of the organization would you like to understand?"),
            kind=QuestionKind.SHORT_TEXT,
        ),
        WHAT_ELSE,
    ),
)

EXTERNAL = replace(
    CLASSIC,
    key="external",
    name=_("External mentors, twelve months"),
    description=_(
        "Mentors from outside, each with an account of their own; they see their mentees and"
        " nothing else. Enrollment asks them to keep what they hear to themselves."
    ),
    format=Format.EXTERNAL,
    weights=CLASSIC.weights | {CriterionKey.SITUATION: 20, CriterionKey.TWO_WAY: 5},
    questions=(
        QuestionTemplate(
            Audience.MENTOR,
            _("Which organization do you come from?"),
            kind=QuestionKind.SHORT_TEXT,
            required=True,
            readers=Reader.PARTNER,
        ),
        QuestionTemplate(
            Audience.MENTOR,
            _("Will you keep what you hear about this organization to yourself?"),
            kind=QuestionKind.YES_NO,
            required=True,
        ),
        *CLASSIC.questions,
    ),
)

BUDDY = replace(
    CLASSIC,
    key="buddy",
    name=_("Onboarding buddies, three months"),
    description=_(
        "A colleague at hand for somebody new: weekly at first, every two weeks later, and over"
        " after three months. Newcomers join whenever they start."
    ),
    format=Format.BUDDY,
    months=3,
    rolling=True,
    phases={
        Phase.INITIATION: PhaseNumbers(7, 10, 14, 3, 5),
        Phase.CULTIVATION: PhaseNumbers(14, 21, 28, 6, 8),
        Phase.SEPARATION: PhaseNumbers(14, 21, 28, 2, 4),
        Phase.REDEFINITION: PhaseNumbers(14, 21, 28, 2, 4),
    },
    weights={
        CriterionKey.NEED_EXPERIENCE: 15,
        CriterionKey.SITUATION: 20,
        CriterionKey.LEARNING_FOCUS: 10,
        CriterionKey.TWO_WAY: 5,
        CriterionKey.FUNCTIONS: 10,
        CriterionKey.STYLE: 20,
        CriterionKey.FIELD: 5,
        CriterionKey.PRACTICALITIES: 15,
    },
    questions=(
        QuestionTemplate(
            Audience.MENTEE,
            _("When is your first day?"),
            kind=QuestionKind.DATE,
            required=True,
        ),
        QuestionTemplate(
            Audience.MENTEE,
            _("What would you like to know in your first weeks?"),
            _("There are no silly questions."),
        ),
        QuestionTemplate(
            Audience.MENTOR,
            _("What do you wish somebody had told you when you were new?"),
        ),
    ),
)

TEMPLATES: dict[str, ProgramTemplate] = {
    template.key: template
    for template in (
        CLASSIC,
        PEER,
        REVERSE,
        CROSS_FUNCTIONAL,
        GROUP,
        CIRCLE,
        FLASH,
        EXTERNAL,
        BUDDY,
    )
}
"""Every program to start from, the classic one first."""
