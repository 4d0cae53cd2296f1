"""Questions that have proved useful, by topic, to add to a program with one tick."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from programs.models import Audience, QuestionKind, Reader
from programs.program_templates.classic import QuestionTemplate, Words

NOT_YET, SOMETIMES, OFTEN = _("Not yet"), _("Once or twice"), _("Several times")


@dataclass(frozen=True)
class QuestionTopic:
    """Questions about one thing."""

    name: Words
    questions: tuple[QuestionTemplate, ...]


TOPICS: tuple[QuestionTopic, ...] = (
    QuestionTopic(
        _("Why now"),
        (
            QuestionTemplate(
                Audience.MENTEE,
                _("What would be different a year from now if this goes well?"),
                _("One thing you or others would notice."),
            ),
            QuestionTemplate(
                Audience.MENTEE,
                _("What have you already tried, and what happened?"),
                _("It helps to find somebody who can take you further."),
            ),
            QuestionTemplate(
                Audience.MENTEE,
                _("How sure are you about where you want to go?"),
                _("1: I am still looking. 5: I know exactly."),
                kind=QuestionKind.SCALE,
            ),
            QuestionTemplate(
                Audience.MENTEE,
                _("Is there a day by which you need to be further?"),
                _("For example a new role, an application or the end of a project."),
                kind=QuestionKind.DATE,
            ),
            QuestionTemplate(
                Audience.MENTOR,
                _("Why do you want to be a mentor now?"),
                _("What you would like to get out of it counts as much as what you give."),
            ),
        ),
    ),
    QuestionTopic(
        _("Experience"),
        (
            QuestionTemplate(
                Audience.MENTOR,
                _("What did you learn the hard way?"),
                _("What went wrong teaches more than a list of successes."),
            ),
            QuestionTemplate(
                Audience.MENTOR,
                _("How often have you been a mentor?"),
                kind=QuestionKind.ONE_CHOICE,
                choices=(NOT_YET, SOMETIMES, OFTEN),
            ),
            QuestionTemplate(
                Audience.MENTEE,
                _("How often have you had a mentor?"),
                kind=QuestionKind.ONE_CHOICE,
                choices=(NOT_YET, SOMETIMES, OFTEN),
            ),
            QuestionTemplate(
                Audience.MENTOR,
                _("How many years have you worked in your field?"),
                kind=QuestionKind.NUMBER,
            ),
            QuestionTemplate(
                Audience.BOTH,
                _("Which one skill do people come to you for?"),
                kind=QuestionKind.SKILL_LEVEL,
            ),
            QuestionTemplate(
                Audience.MENTOR,
                _("Which turning points of your own would you talk about?"),
                kind=QuestionKind.SEVERAL,
                choices=(
                    _("Becoming a manager"),
                    _("Changing field or profession"),
                    _("Moving to another country"),
                    _("Coming back after a break"),
                    _("A project that failed"),
                    _("Reorganization"),
                ),
                readers=Reader.PARTNER,
            ),
        ),
    ),
    QuestionTopic(
        _("Working together"),
        (
            QuestionTemplate(
                Audience.BOTH,
                _("What makes a conversation good for you?"),
                _("Your partner reads this before you meet for the first time."),
                readers=Reader.PARTNER,
            ),
            QuestionTemplate(
                Audience.BOTH,
                _("How do you like to get feedback?"),
                kind=QuestionKind.ONE_CHOICE,
                choices=(
                    _("Directly and right away"),
                    _("Gently, with time to think"),
                    _("In writing first"),
                ),
                readers=Reader.PARTNER,
            ),
            QuestionTemplate(
                Audience.BOTH,
                _("What should your partner know about how you work?"),
                _("For example when you are at your best, or how to reach you."),
                readers=Reader.PARTNER,
            ),
            QuestionTemplate(
                Audience.MENTEE,
                _("How much should your mentor challenge you?"),
                _("1: be patient with me. 5: push me."),
                kind=QuestionKind.SCALE,
                readers=Reader.PARTNER,
            ),
            QuestionTemplate(
                Audience.MENTEE,
                _("What matters most to you in a mentor?"),
                kind=QuestionKind.RANKING,
                choices=(
                    _("Knows my field"),
                    _("Has been where I am"),
                    _("Listens well"),
                    _("Knows many people"),
                ),
            ),
            QuestionTemplate(
                Audience.MENTOR,
                _("What do you enjoy most as a mentor?"),
                kind=QuestionKind.RANKING,
                choices=(
                    _("Listening and asking"),
                    _("Giving advice"),
                    _("Opening doors"),
                    _("Learning something myself"),
                ),
            ),
        ),
    ),
    QuestionTopic(
        _("Getting ready"),
        (
            QuestionTemplate(
                Audience.BOTH,
                _("Have you read what the program expects of you?"),
                kind=QuestionKind.YES_NO,
                required=True,
            ),
            QuestionTemplate(
                Audience.MENTEE,
                _("Have you told your line manager that you take part?"),
                _("You do not have to, but it makes it easier to keep the time free."),
                kind=QuestionKind.YES_NO,
            ),
            QuestionTemplate(
                Audience.BOTH,
                _("From which day can you start?"),
                kind=QuestionKind.DATE,
            ),
            QuestionTemplate(
                Audience.BOTH,
                _("When will you be away for more than three weeks?"),
                _("So that nobody waits for you."),
                kind=QuestionKind.SHORT_TEXT,
            ),
        ),
    ),
    QuestionTopic(
        _("A good match"),
        (
            QuestionTemplate(
                Audience.BOTH,
                _("What has not worked for you in earlier mentoring?"),
                _("Leave it empty if this is your first time."),
            ),
            QuestionTemplate(
                Audience.MENTOR,
                _("Which questions would you rather not take on?"),
                _("It is kind to say it early."),
            ),
            QuestionTemplate(
                Audience.BOTH,
                _("What else would help us to find a good match for you?"),
            ),
            QuestionTemplate(
                Audience.BOTH,
                _("May we ask you about the program when it ends?"),
                kind=QuestionKind.YES_NO,
            ),
        ),
    ),
)


def numbered() -> Iterator[tuple[str, QuestionTopic, QuestionTemplate]]:
    """Every question with the key a form names it by."""
    for first, topic in enumerate(TOPICS):
        for second, question in enumerate(topic.questions):
            yield f"{first}-{second}", topic, question
