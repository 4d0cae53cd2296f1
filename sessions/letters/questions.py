"""The short questions between sessions, each answered by one press."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.kinds import Letter, Link, letter
from notifications.models import Message
from relationships.letter_context import LetterContext, scene
from relationships.models import Status
from sessions import answers, links
from sessions.check_ins import QUESTIONS
from sessions.letters.touchpoints import is_sent
from sessions.models import CheckIn, MentoringSession, SessionStatus


@letter("sessions.check_in", gettext_lazy("A short question"))
def check_in(message: Message) -> Letter | None:
    asked = CheckIn.objects.filter(pk=message.context["check_in"], answered_at=None).first()
    people = scene(message)
    if asked is None or people is None or people.me.relationship.status != Status.ACTIVE:
        return None
    if not is_sent(people, asked.kind) or (asked.kind == "held" and not _still_unsettled(asked)):
        return None
    return question_letter(asked, people, answers.session_of(asked))


def _still_unsettled(asked: CheckIn) -> bool:
    _word, session, version = asked.occasion.split(":")
    planned = MentoringSession.objects.filter(pk=session, status=SessionStatus.PLANNED)
    return planned.filter(schedule_version=version.removeprefix("v")).exists()


def question_letter(
    asked: CheckIn, people: LetterContext, session: MentoringSession | None
) -> Letter:
    """The letter that asks one question, each answer a link; "did you meet?" is about a session."""
    question, words = QUESTIONS[asked.kind], answers.question(asked.kind, session)
    readers = {
        "coordinator": people.told(
            _("Your coordinator reads this answer; your partner does not."),
            _("Your coordinator reads this answer; the others do not."),
        ),
        "met": people.told(
            _(
                "The two of you can read this answer. Your coordinator can see whether the session"
                " was held, not who answered what."
            ),
            _(
                "The others can see how many say that you met. Your coordinator can see whether"
                " the session was held, not who answered what."
            ),
        ),
    }
    return Letter(
        subject=_("%(us)s: %(question)s") % {"us": people.us, "question": words},
        paragraphs=(
            words,
            _(
                "Choose an answer and confirm it on the page that opens. You do not need to sign"
                " in."
            ),
        ),
        answers=tuple(
            Link(str(label), links.url(asked, answer)) for answer, label in question.answers
        ),
        footnote=readers[question.readers],
    )
