"""What waits for one person outside their relationships, each in a sentence with the way there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from profiles.invitations import links
from profiles.models import (
    Enrollment,
    EnrollmentStatus,
    Invitation,
    InvitationState,
    ManagerAnswer,
    ManagerWord,
)
from programs import queries as program_queries
from programs.models import ProgramStatus, Side

SHOWN = 5


@dataclass(frozen=True)
class EnrollmentStep:
    """A sentence, and the words and address of the link."""

    sentence: str
    label: str
    url: str


def steps_of(user: User, enrollments: Iterable[Enrollment]) -> list[EnrollmentStep]:
    """What ``user`` could do next; ``enrollments`` are theirs with the programs. Two queries."""
    return [*_as_manager(user), *_invited(user), *_unfinished(enrollments)]


def _as_manager(user: User) -> Iterator[EnrollmentStep]:
    asked = ManagerAnswer.objects.filter(
        manager=user,
        word=ManagerWord.WAITING,
        enrollment__status=EnrollmentStatus.SUBMITTED,
    )
    count = asked.count()
    if count:
        sentence = ngettext(
            "Somebody on your team would like to take part, and is waiting for your answer.",
            "%(count)s people on your team would like to take part, and are waiting for your"
            " answer.",
            count,
        )
        yield EnrollmentStep(sentence % {"count": count}, _("Answer"), reverse("team_answers"))


def _invited(user: User) -> Iterator[EnrollmentStep]:
    rows = Invitation.objects.in_state(InvitationState.WAITING).filter(
        user=user, sent_at__isnull=False
    )
    for row in rows.select_related("program", "invited_by")[:SHOWN]:
        program = row.program
        if program_queries.takes_enrollments(program) and (
            row.role != Side.MENTEE or program.mentees_join
        ):
            names = {"name": row.invited_by, "program": program}
            sentence = (
                _("You can join %(program)s now.")
                if row.is_own
                else _("%(name)s invites you to %(program)s.")
            )
            url = reverse("invited", args=[links.token(row)])
            yield EnrollmentStep(sentence % names, _("Read and answer"), url)


def _unfinished(enrollments: Iterable[Enrollment]) -> Iterator[EnrollmentStep]:
    for row in enrollments:
        names = {"program": row.program}
        if row.status == EnrollmentStatus.DRAFT and program_queries.takes_enrollments(row.program):
            yield EnrollmentStep(
                _("Your enrollment in %(program)s is not sent yet.") % names,
                _("Continue"),
                reverse("enrollment_edit", args=[row.pk]),
            )
        if _lacks_orientation(row):
            yield EnrollmentStep(
                _("Before you can be matched in %(program)s, there are three minutes of reading.")
                % names,
                _("Read it now"),
                reverse("orientation", args=[row.pk]),
            )


def _lacks_orientation(row: Enrollment) -> bool:
    takes_part = row.status in (EnrollmentStatus.SUBMITTED, EnrollmentStatus.APPROVED)
    is_asked = row.program.orientation_required and row.program.status != ProgramStatus.CLOSED
    return takes_part and is_asked and row.orientation_done_at is None
