"""The messages of enrollment: to coordinators once a day, to the person when it is decided."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.web import absolute_url
from notifications.kinds import Letter, Link, letter
from notifications.models import Message
from profiles.manager_approval import actions as manager_approval
from profiles.models import Enrollment, EnrollmentStatus
from programs.models import Choice, Program, Side


@letter("profiles.submitted", gettext_lazy("People wait for approval"))
def submitted(message: Message) -> Letter | None:
    """How many people wait for approval; nobody any more: no letter."""
    programs = Program.objects.for_staff(message.recipient)
    program = programs.filter(pk=message.context["program"]).first()
    if program is None:
        return None
    sent = program.enrollments.filter(
        manager_approval.NOT_WAITING, status=EnrollmentStatus.SUBMITTED
    )
    waiting = sent.count()
    return _waiting_letter(program, waiting) if waiting else None


def _waiting_letter(program: Program, waiting: int) -> Letter:
    words = {"count": waiting, "program": program.name}
    return Letter(
        subject=ngettext(
            "One person is waiting for your approval in %(program)s",
            "%(count)s people are waiting for your approval in %(program)s",
            waiting,
        )
        % words,
        paragraphs=(
            _("They have sent their enrollment and would like to know whether they take part."),
        ),
        button=Link(_("See who is waiting"), absolute_url("program_people", program=program.pk)),
        footnote=_("You get this because you coordinate the program, at most once a day."),
    )


WHAT_NEXT = {
    Side.MENTOR: gettext_lazy(
        "We are now looking for people who fit what you offer. You decide on every proposal."
    ),
    Side.MENTEE: gettext_lazy(
        "We are now looking for people who fit what you want. You decide on every proposal."
    ),
    Side.PEER: gettext_lazy(
        "We are now looking for people who fit you. You decide on every proposal."
    ),
}


WHEN_MENTEES_ASK = {
    Side.MENTOR: gettext_lazy("People can ask you now. You decide on every request and proposal."),
    Side.MENTEE: gettext_lazy(
        "You can ask somebody yourself: your page shows who is available. The coordinators can"
        " propose a match, too, and you decide on every proposal."
    ),
}


def _what_next(enrollment: Enrollment) -> object:
    program, side = enrollment.program, Side(enrollment.role)
    if program.choice == Choice.REQUESTS and program.mentees_choose:
        return WHEN_MENTEES_ASK.get(side, WHAT_NEXT[side])
    return WHAT_NEXT[side]


@letter("profiles.approved", gettext_lazy("Approved for a program"))
def approved(message: Message) -> Letter | None:
    """The good news, and what happens next."""
    enrollment = _still(message, EnrollmentStatus.APPROVED)
    if enrollment is None:
        return None
    return Letter(
        subject=_("You have been approved for %(program)s") % {"program": enrollment.program.name},
        paragraphs=(
            _("Your enrollment as a %(role)s is approved.")
            % {"role": enrollment.role_name.lower()},
            str(_what_next(enrollment)),
        ),
        button=_own_page(enrollment),
    )


@letter("profiles.declined", gettext_lazy("Not approved for a program"))
def declined(message: Message) -> Letter | None:
    """A no that is kind and says whom to ask."""
    enrollment = _still(message, EnrollmentStatus.DECLINED)
    if enrollment is None:
        return None
    return Letter(
        subject=_("Your enrollment in %(program)s") % {"program": enrollment.program.name},
        paragraphs=(
            _("Thank you for offering to take part. This time we cannot give you a place."),
            _(
                "It says nothing about you or your work: a program is small, and people and"
                " places have to fit. The coordinators are glad to talk with you about it."
            ),
        ),
        button=_own_page(enrollment),
    )


@letter("profiles.let_go", gettext_lazy("Leaving a program, confirmed"))
def let_go(message: Message) -> Letter | None:
    """To somebody who said that they would like to leave: it is done, and what stays."""
    enrollment = _still(message, EnrollmentStatus.WITHDRAWN)
    if enrollment is None:
        return None
    names = {"program": enrollment.program.name}
    return Letter(
        subject=_("You have left %(program)s") % names,
        paragraphs=(
            _(
                "You told us that you would like to leave %(program)s. Your coordinator has now"
                " closed your enrollment, so nobody is proposed to you any more."
            )
            % names,
            _("You can still read your records. While enrollment is open you can join again."),
        ),
        button=_own_page(enrollment),
    )


def _still(message: Message, status: EnrollmentStatus) -> Enrollment | None:
    rows = Enrollment.objects.select_related("program")
    return rows.filter(pk=message.context["enrollment"], status=status).first()


def _own_page(enrollment: Enrollment) -> Link:
    return Link(
        _("Open your enrollment"), absolute_url("enrollment_detail", enrollment=enrollment.pk)
    )
