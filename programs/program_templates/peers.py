"""The ready-made programs in which people learn from peers, in a group, or in one talk."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from programs.models import Audience, Choice, CriterionKey, Format, Phase, QuestionKind, Reader
from programs.program_templates.classic import CLASSIC, WHAT_ELSE, QuestionTemplate
from programs.rules import PhaseNumbers

ABOUT_MYSELF = QuestionTemplate(
    Audience.BOTH,
    _("What do you bring that others can learn from?"),
    _("An experience, a way of working, something that went wrong."),
    required=True,
    readers=Reader.PARTNER,
)
MY_CHALLENGE = QuestionTemplate(
    Audience.BOTH,
    _("Which challenge would you like to work on with somebody in a similar place?"),
    _("One or two sentences are enough. You can change your mind later."),
    required=True,
)

PEER = replace(
    CLASSIC,
    key="peer",
    name=_("Peer mentoring, nine months"),
    description=_(
        "Two colleagues with similar experience mentor each other: both bring goals, and each"
        " gets half of every session. Good where senior people are few."
    ),
    format=Format.PEER,
    months=9,
    phases={
        Phase.INITIATION: PhaseNumbers(7, 14, 21, 6, 10),
        Phase.CULTIVATION: PhaseNumbers(21, 35, 49, 24, 32),
        Phase.SEPARATION: PhaseNumbers(30, 45, 60, 6, 10),
        Phase.REDEFINITION: PhaseNumbers(60, 90, 120, 4, 9),
    },
    weights={
        CriterionKey.NEED_EXPERIENCE: 15,
        CriterionKey.SITUATION: 25,
        CriterionKey.LEARNING_FOCUS: 20,
        CriterionKey.TWO_WAY: 0,
        CriterionKey.FUNCTIONS: 0,
        CriterionKey.STYLE: 10,
        CriterionKey.FIELD: 20,
        CriterionKey.PRACTICALITIES: 10,
    },
    questions=(MY_CHALLENGE, ABOUT_MYSELF, WHAT_ELSE),
)

GROUP = replace(
    CLASSIC,
    key="group",
    name=_("Group mentoring, six months"),
    description=_(
        "One mentor meets three to eight mentees with a common theme every two or three weeks. They"
        " learn from the mentor and from each other."
    ),
    format=Format.GROUP,
    months=6,
    phases={
        Phase.INITIATION: PhaseNumbers(14, 21, 28, 6, 10),
        Phase.CULTIVATION: PhaseNumbers(21, 35, 49, 14, 20),
        Phase.SEPARATION: PhaseNumbers(21, 35, 49, 4, 8),
        Phase.REDEFINITION: PhaseNumbers(30, 60, 90, 4, 9),
    },
    weights=CLASSIC.weights
    | {
        CriterionKey.NEED_EXPERIENCE: 30,
        CriterionKey.LEARNING_FOCUS: 25,
        CriterionKey.TWO_WAY: 0,
        CriterionKey.FIELD: 0,
        CriterionKey.PRACTICALITIES: 10,
    },
    questions=(
        QuestionTemplate(
            Audience.MENTEE,
            _("Which question would you bring to the first session?"),
            _("One or two sentences are enough. You can change your mind later."),
            required=True,
        ),
        QuestionTemplate(
            Audience.MENTOR,
            _("Which theme would you like to work on with a group?"),
            _("The mentees read it once the group has begun."),
            kind=QuestionKind.SHORT_TEXT,
            required=True,
            readers=Reader.PARTNER,
        ),
        WHAT_ELSE,
    ),
)

CIRCLE = replace(
    CLASSIC,
    key="circle",
    name=_("Mentoring circles, nine months"),
    description=_(
        "Four to ten peers from different functions meet every month and take turns in leading the"
        " session. There are no mentors."
    ),
    format=Format.CIRCLE,
    months=9,
    phases={
        Phase.INITIATION: PhaseNumbers(14, 21, 28, 8, 12),
        Phase.CULTIVATION: PhaseNumbers(30, 45, 60, 22, 30),
        Phase.SEPARATION: PhaseNumbers(30, 45, 60, 6, 10),
        Phase.REDEFINITION: PhaseNumbers(30, 60, 90, 4, 9),
    },
    weights=PEER.weights,
    questions=(MY_CHALLENGE, ABOUT_MYSELF, WHAT_ELSE),
)

FLASH = replace(
    CLASSIC,
    key="flash",
    name=_("Flash mentoring, three months"),
    description=_(
        "One conversation about one question. Quick to offer and to ask for, with no further"
        " commitment; where both would like more, a pair can follow."
    ),
    format=Format.FLASH,
    choice=Choice.REQUESTS,
    months=3,
    phases={
        Phase.INITIATION: PhaseNumbers(14, 21, 28, 3, 5),
        Phase.CULTIVATION: PhaseNumbers(14, 21, 28, 6, 8),
        Phase.SEPARATION: PhaseNumbers(14, 21, 28, 2, 4),
        Phase.REDEFINITION: PhaseNumbers(14, 21, 28, 2, 4),
    },
    weights=CLASSIC.weights
    | {
        CriterionKey.NEED_EXPERIENCE: 50,
        CriterionKey.LEARNING_FOCUS: 15,
        CriterionKey.TWO_WAY: 0,
        CriterionKey.FUNCTIONS: 0,
        CriterionKey.STYLE: 0,
        CriterionKey.PRACTICALITIES: 15,
    },
    questions=(
        QuestionTemplate(
            Audience.MENTEE,
            _("Which one question would you like to talk about?"),
            _("Your mentor reads it once both of you have said yes."),
            required=True,
            readers=Reader.PARTNER,
        ),
        QuestionTemplate(
            Audience.MENTOR,
            _("What are you glad to be asked about?"),
            _("A few topics, such as a first leading role, or moving to another country."),
        ),
    ),
)
