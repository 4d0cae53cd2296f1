"""The invitation to a program, and one gentle reminder."""

from collections.abc import Sequence

from django.template.defaultfilters import truncatechars
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import dates
from core.web import absolute_url
from notifications.kinds import Letter, Link, letter
from notifications.models import Message
from profiles import format_words
from profiles.invitations import links
from profiles.models import Enrollment, Invitation, InvitationState
from profiles.queries import last_profile
from programs import formats, wording
from programs import queries as program_queries
from programs.models import Program, Side

PURPOSE = 600


@letter("profiles.invited", gettext_lazy("Invitation to a program"))
def invited(message: Message) -> Letter | None:
    """Who asks, for what, how long, and two ways to answer."""
    invitation = _unanswered(message)
    return written(invitation, _again(invitation)) if invitation else None


def written(invitation: Invitation, for_their_eyes: Sequence[str] = ()) -> Letter:
    """The letter of an invitation, which need not be saved: so it is previewed.

    ``for_their_eyes``: paragraphs about the person that the inviter does not read.
    """
    paragraphs = (
        _asked(invitation),
        invitation.words,
        *_about(invitation),
        *for_their_eyes,
        *_until(invitation.program),
    )
    return Letter(
        subject=_subject(invitation),
        paragraphs=tuple(filter(None, paragraphs)),
        button=Link(_("See what it is about"), links.url(invitation)),
        answers=(Link(_("Not this time"), links.url(invitation, "invited_no")),),
        footnote=_(
            "Taking part is voluntary. Your answer is seen by the coordinators of the program and"
            " nobody else."
        ),
    )


@letter("profiles.invited_reminder", gettext_lazy("Reminder of an invitation to a program"))
def reminder(message: Message) -> Letter | None:
    """The only reminder; nothing to who has answered."""
    invitation = _unanswered(message)
    if invitation is None:
        return None
    program = invitation.program
    return Letter(
        subject=_("There is still a place for you in %(program)s") % {"program": program},
        paragraphs=(
            _(
                "You were invited a week ago. If you would like to take part, joining takes"
                " five minutes. If now is not a good time, one click is enough."
            ),
            *_until(program),
        ),
        button=Link(_("See what it is about"), links.url(invitation)),
        answers=(Link(_("Not this time"), links.url(invitation, "invited_no")),),
        footnote=_("This is the only reminder."),
    )


@letter("profiles.joining_opens", gettext_lazy("Mentees can join now"))
def joining_opens(message: Message) -> Letter | None:
    """To a mentee who wanted to know: it is time."""
    invitation = _unanswered(message)
    if invitation is None:
        return None
    program = invitation.program
    return Letter(
        subject=_("You can join %(program)s now") % {"program": program},
        paragraphs=(
            _(
                "Enough people have joined to be there for you. You asked us to tell you when you"
                " can join: you can join now."
            ),
            *_until(program),
        ),
        button=Link(
            str(formats.of(program.format).part(Side.MENTEE).join),
            absolute_url("enroll", token=program.join_token, role=Side.MENTEE),
        ),
        footnote=_("You get this email because you asked to be told. It is the only one."),
    )


@letter("profiles.choice_opens", gettext_lazy("Mentees can choose now"))
def choice_opens(message: Message) -> Letter | None:
    """To a mentee who has waited to choose."""
    rows = Enrollment.objects.approved().select_related("program")
    mentee = rows.filter(pk=message.context["enrollment"]).first()
    if mentee is None or not mentee.program.mentees_choose:
        return None
    words = format_words.of(mentee.program.format)
    return Letter(
        subject=str(words.choose_now % {"program": mentee.program}),
        paragraphs=(
            _("Enough people have joined. See who is available, and read what they offer."),
        ),
        button=Link(
            _("Open your enrollment"), absolute_url("enrollment_detail", enrollment=mentee.pk)
        ),
    )


def _unanswered(message: Message) -> Invitation | None:
    rows = Invitation.objects.in_state(InvitationState.WAITING).select_related(
        "program", "invited_by", "user"
    )
    found = rows.filter(pk=message.context["invitation"]).first()
    return found if found and program_queries.takes_enrollments(found.program) else None


def _subject(invitation: Invitation) -> str:
    names = {"program": invitation.program}
    return str(format_words.invited(invitation.program.format, invitation.role) % names)


def _asked(invitation: Invitation) -> str:
    program = invitation.program
    words = {
        "name": invitation.invited_by,
        "program": program,
        "period": wording.period(program),
    }
    words["role"] = str(formats.of(program.format).part(invitation.role).name).lower()
    return _("%(name)s invites you to %(program)s as a %(role)s. %(period)s.") % words


def _about(invitation: Invitation) -> list[str]:
    program = invitation.program
    part = formats.of(program.format).part(invitation.role)
    return [truncatechars(program.purpose, PURPOSE), str(part.brings[0])]


def _again(invitation: Invitation) -> list[str]:
    """Who comes back need not type again."""
    earlier = last_profile(invitation.user, invitation.role, invitation.program)
    if earlier is None or earlier.role != invitation.role:
        return []
    return [
        _("Your answers from %(program)s are already filled in: check them, then send them.")
        % {"program": earlier.program}
    ]


def _until(program: Program) -> list[str]:
    if program.enrollment_closes_on is None:
        return []
    return [_("You can join until %(day)s.") % {"day": dates.day(program.enrollment_closes_on)}]
