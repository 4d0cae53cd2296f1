"""Questions that have proved useful, by topic, to add to a program with one tick.

Audiences that the format does not have are for the form to leave out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from programs import formats
from programs.format_words import ColumnWords, Nouns, by_shape
from programs.models import Audience, QuestionKind, Reader
from programs.program_templates.classic import QuestionTemplate, Words

NOT_YET, SOMETIMES, OFTEN = _("Not yet"), _("Once or twice"), _("Several times")


def _of_mentors(*, mentoring: Words, buddies: Words) -> ColumnWords:
    """Nothing where there are peers alone: nobody is asked there as a mentor, or about one."""
    return ColumnWords(
        pairs=mentoring,
        peers="",
        buddies=buddies,
        groups=mentoring,
        circles="",
        talks=mentoring,
    )


class LibraryWords(Nouns):
    """The words of one column of ``programs.format_words``, for the questions that name people."""

    why_now = _of_mentors(
        mentoring=_("Why do you want to be a mentor now?"),
        buddies=_("Why do you want to be a buddy now?"),
    )
    been_before = _of_mentors(
        mentoring=_("How often have you been a mentor?"),
        buddies=_("How often have you been a buddy?"),
    )
    had_before = _of_mentors(
        mentoring=_("How often have you had a mentor?"),
        buddies=_("How often have you had a buddy?"),
    )
    challenge = _of_mentors(
        mentoring=_("How much should your mentor challenge you?"),
        buddies=_("How much should your buddy challenge you?"),
    )
    matters_most = _of_mentors(
        mentoring=_("What matters most to you in a mentor?"),
        buddies=_("What matters most to you in a buddy?"),
    )
    enjoyed_most = _of_mentors(
        mentoring=_("What do you enjoy most as a mentor?"),
        buddies=_("What do you enjoy most as a buddy?"),
    )
    read_before = by_shape(
        pairs=_("Your partner reads this before you meet for the first time."),
        groups=_("Your group reads this before you meet for the first time."),
        circles=_("Your circle reads this before you meet for the first time."),
        talks=_("The person you talk with reads this before you meet."),
    )
    should_know = by_shape(
        pairs=_("What should your partner know about how you work?"),
        groups=_("What should the others know about how you work?"),
        circles=_("What should the others know about how you work?"),
        talks=_("What should the other person know about how you work?"),
    )


@dataclass(frozen=True)
class QuestionTopic:
    """Questions about one thing, in the words of a format."""

    name: Words
    questions: Callable[[LibraryWords], tuple[QuestionTemplate, ...]]


TOPICS: tuple[QuestionTopic, ...] = (
    QuestionTopic(
        _("Why now"),
        lambda words: (
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
                words.why_now,
                _("What you would like to get out of it counts as much as what you give."),
            ),
        ),
    ),
    QuestionTopic(
        _("Experience"),
        lambda words: (
            QuestionTemplate(
                Audience.MENTOR,
                _("What did you learn the hard way?"),
                _("What went wrong teaches more than a list of successes."),
            ),
            QuestionTemplate(
                Audience.MENTOR,
                words.been_before,
                kind=QuestionKind.ONE_CHOICE,
                choices=(NOT_YET, SOMETIMES, OFTEN),
            ),
            QuestionTemplate(
                Audience.MENTEE,
                words.had_before,
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
        lambda words: (
            QuestionTemplate(
                Audience.BOTH,
                _("What makes a conversation good for you?"),
                words.read_before,
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
                words.should_know,
                _("For example when you are at your best, or how to reach you."),
                readers=Reader.PARTNER,
            ),
            QuestionTemplate(
                Audience.MENTEE,
                words.challenge,
                _("1: be patient with me. 5: push me."),
                kind=QuestionKind.SCALE,
                readers=Reader.PARTNER,
            ),
            QuestionTemplate(
                Audience.MENTEE,
                words.matters_most,
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
                words.enjoyed_most,
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
        lambda words: (
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
        lambda words: (
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


def numbered(format_key: str) -> Iterator[tuple[str, QuestionTopic, QuestionTemplate]]:
    """Every question, in the words of a format, with the key a form names it by."""
    words = LibraryWords(formats.of(format_key).nouns.column)
    for first, topic in enumerate(TOPICS):
        for second, question in enumerate(topic.questions(words)):
            yield f"{first}-{second}", topic, question
