"""The short questions between sessions, as data: the words, the answers, and who reads them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relationships.models import Fit

Words = str | Promise


@dataclass(frozen=True)
class CheckInQuestion:
    """A question with a few answers, each given by one click in the mail and one press.

    ``readers`` is a key of the "who reads this" line: "coordinator", or "met" for what the members
    read and what is counted of it.
    """

    kind: str
    text: Words
    answers: tuple[tuple[str, Words], ...]
    readers: str
    thanks: Words


USEFUL: tuple[tuple[str, Words], ...] = (
    ("yes", _("Yes, very")),
    ("partly", _("Partly")),
    ("no", _("Not this time")),
)
"""Was a session useful? Asked on its page, and the answer is read by nobody but its author."""

HELP = ("help", _("I would like to talk to the coordinator"))

QUESTIONS = {
    question.kind: question
    for question in (
        CheckInQuestion(
            "first_meeting",
            _("Is your first meeting booked?"),
            (("booked", _("Yes, it is")), ("not_yet", _("Not yet")), HELP),
            "coordinator",
            _("Thank you. Put the date into your record, and you both get a reminder."),
        ),
        CheckInQuestion(
            "held",
            _("Did you meet as planned?"),
            (("yes", _("Yes, we met")), ("no", _("No, we did not"))),
            "met",
            _("Thank you. Your answer has been saved."),
        ),
        CheckInQuestion(
            "fit",
            _("How well do you fit together?"),
            (
                (Fit.GOOD.value, Fit.GOOD.label),
                (Fit.DECIDING.value, Fit.DECIDING.label),
                (Fit.NOT_GOOD.value, Fit.NOT_GOOD.label),
            ),
            "coordinator",
            _("Thank you. Only your coordinator sees this answer."),
        ),
        CheckInQuestion(
            "gap",
            _("You have not met for a while. How are you doing?"),
            (("fine", _("All is well, we will meet soon")), HELP),
            "coordinator",
            _("Thank you. A date in your calendars is the best next step."),
        ),
    )
}


def label(kind: str, answer: str) -> Words:
    """The words of one answer, or "" when there is none."""
    return dict(QUESTIONS[kind].answers).get(answer, "")
