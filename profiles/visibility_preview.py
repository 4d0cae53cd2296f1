"""What others can see of one enrollment, by who looks: words and a preview from the real rows."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from profiles import format_words, summary
from profiles.manager_approval import actions as manager_approval
from profiles.models import Enrollment, EnrollmentStatus
from profiles.summary import AnswerLine
from programs.models import Choice


@dataclass(frozen=True)
class ReaderView:
    """What one kind of reader sees, in a sentence and, where there is any, as they see it."""

    key: str
    title: str
    sentence: str
    icon: str = "eye"
    lines: list[AnswerLine] = field(default_factory=list)


def views(enrollment: Enrollment) -> list[ReaderView]:
    """Every kind of reader, from who sees most to who sees nothing.

    ``enrollment`` is loaded ``summary.with_answers``; one query for the avoid list.
    """
    found = [
        _coordinators(enrollment),
        _proposed(enrollment),
        _partner(enrollment),
        _directory(enrollment),
        _manager(enrollment),
        _others(),
        _nobody(enrollment),
    ]
    return [view for view in found if view is not None]


def _coordinators(enrollment: Enrollment) -> ReaderView:
    title = _("The coordinators of the program")
    if enrollment.status == EnrollmentStatus.DRAFT:
        sentence = _("Only that you have started. Your answers are yours until you send them.")
        return ReaderView("coordinators", title, sentence, lines=_person(enrollment, email=True))
    return ReaderView(
        "coordinators",
        title,
        _("Who you are, and all your answers except the people you would rather not meet."),
        lines=[*_person(enrollment, email=True), *summary.lines(enrollment)],
    )


def _proposed(enrollment: Enrollment) -> ReaderView:
    return ReaderView(
        "proposed",
        _("A person proposed as your match"),
        _(
            "Who you are, and a few sentences on why you would fit: skills, situations or"
            " times you have in common. Nothing you wrote yourself."
        ),
        lines=_person(enrollment),
    )


def _partner(enrollment: Enrollment) -> ReaderView:
    words, lines = format_words.of(enrollment.program.format), summary.for_partner(enrollment)
    sentence = (
        _("The same, and your answers to the questions meant for them.")
        if lines
        else _("The same. You have not answered any question meant for them.")
    )
    return ReaderView("partner", str(words.others), sentence, lines=lines)


def _directory(enrollment: Enrollment) -> ReaderView | None:
    """Only where mentees choose, and only of mentors."""
    if not enrollment.is_mentor or enrollment.program.choice == Choice.COORDINATOR:
        return None
    return ReaderView(
        "directory",
        str(format_words.of(enrollment.program.format).choosing),
        _(
            "While you have a free place: who you are, what you can help with, how you like"
            " to work, and how many hours suit you both, but not which hours."
        ),
        lines=[*_person(enrollment), *summary.for_directory(enrollment)],
    )


def _manager(enrollment: Enrollment) -> ReaderView:
    if manager_approval.asks(enrollment.program, enrollment.role):
        sentence = _("That you want to take part: they are asked whether you can take the time.")
    else:
        sentence = _("Nothing from this program, unless you tell them.")
    return ReaderView("manager", _("Your line manager"), sentence)


def _others() -> ReaderView:
    return ReaderView(
        "others",
        _("HR and everybody else"),
        _(
            "HR admins can see figures of the whole program: never whether you take part, and never"
            " your answers. A safeguarding contact who knows your name can find whom you are"
            " mentoring with. Others see nothing of it."
        ),
        icon="lock",
    )


def _nobody(enrollment: Enrollment) -> ReaderView:
    names = [str(user) for user in enrollment.avoided]
    return ReaderView(
        "nobody",
        _("Nobody"),
        _(
            "Who you would rather not meet: you are not proposed to each other. A coordinator may"
            " learn that a match is not possible, never why or who asked."
        ),
        icon="lock",
        lines=[AnswerLine(_("The people you named"), names)] if names else [],
    )


def _person(enrollment: Enrollment, *, email: bool = False) -> list[AnswerLine]:
    user = enrollment.user
    facts = [
        (_("Name"), str(user)),
        (_("Job"), user.job_title),
        (_("Unit"), str(user.unit or "")),
        (_("Location"), "" if email else user.location),
        (_("Email"), user.email if email else ""),
        (_("Time zone"), user.zone_words),
    ]
    return [AnswerLine(label, [words]) for label, words in facts if words]
