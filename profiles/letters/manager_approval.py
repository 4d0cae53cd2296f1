"""Asking a line manager: that somebody wants to take part, never what they have told."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import dates
from notifications.kinds import Letter, Link, letter
from notifications.models import Message
from profiles import briefing
from profiles.manager_approval import links
from profiles.models import EnrollmentStatus, ManagerAnswer, ManagerWord
from programs import wording
from programs.models import Silence

SILENCE = {
    Silence.YES: gettext_lazy("Without an answer by %(day)s it counts as a yes."),
    Silence.NO: gettext_lazy("Without an answer by %(day)s it counts as a no."),
    Silence.COORDINATOR: gettext_lazy(
        "Without an answer by %(day)s the coordinators decide without you."
    ),
}


@letter("profiles.manager_asked", gettext_lazy("Question to a line manager"))
def asked(message: Message) -> Letter | None:
    """The question, with both answers."""
    row = _waiting(message)
    if row is None:
        return None
    person, program = row.enrollment.user, row.enrollment.program
    return Letter(
        subject=_("Can %(name)s take part in %(program)s?") % {"name": person, "program": program},
        paragraphs=(
            _("%(name)s would like to take part in the mentoring program %(program)s. %(period)s.")
            % {"name": person, "program": program, "period": wording.period(program)},
            _(
                "It takes about %(minutes)s minutes every few weeks, in working hours. Can they"
                " take this time?"
            )
            % {"minutes": program.session_minutes},
            _(
                "What they have told the program, and what they will talk about, stays"
                " private to them. They and the coordinators see your answer."
            ),
        ),
        answers=_answers(row),
        footnote=_silence(row),
    )


@letter("profiles.manager_reminder", gettext_lazy("Reminder to a line manager"))
def reminder(message: Message) -> Letter | None:
    """The only reminder, shortly before silence counts."""
    row = _waiting(message)
    if row is None:
        return None
    names = {"name": row.enrollment.user, "program": row.enrollment.program}
    return Letter(
        subject=_("%(name)s is waiting for your answer about %(program)s") % names,
        paragraphs=(
            _("%(name)s would like to take part in %(program)s. Can they take the time?") % names,
            _silence(row),
        ),
        button=Link(_("What mentoring asks of you"), briefing.url(row.enrollment.program)),
        answers=_answers(row),
        footnote=_("This is the only reminder."),
    )


def _waiting(message: Message) -> ManagerAnswer | None:
    """None when it is answered, decided, or another's to answer by now."""
    rows = ManagerAnswer.objects.select_related("enrollment__program", "enrollment__user")
    return rows.filter(
        pk=message.context["asked"],
        word=ManagerWord.WAITING,
        manager=message.recipient,
        enrollment__status=EnrollmentStatus.SUBMITTED,
    ).first()


def _answers(row: ManagerAnswer) -> tuple[Link, Link]:
    return (
        Link(_("Yes, they can take the time"), links.url(row, ManagerWord.YES)),
        Link(_("No, not at the moment"), links.url(row, ManagerWord.NO)),
    )


def _silence(row: ManagerAnswer) -> str:
    return str(SILENCE[Silence(row.silence)]) % {"day": dates.day(row.answer_by)}
