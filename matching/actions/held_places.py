"""Whether the runs match somebody of whom a request or a talk is live: a coordinator decides."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core.errors import DomainError
from matching.actions.guard import lock, require_open
from matching.models.runs import Inclusion, IntroTalk, MentorRequest
from profiles.models import Enrollment


@transaction.atomic
def include(*, enrollment: Enrollment, by: User) -> None:
    """From the next run on, match ``enrollment`` although a request or a talk of theirs is live.

    Nobody is told now: what is live stays open until a match is proposed. Raises DomainError when
    nothing is live any more, and when the program is not open.
    """
    lock(enrollment)
    require_open(enrollment.program)
    if not _is_in_contact(enrollment):
        raise DomainError(_("No request and no talk is open any more."), "nothing_live")
    Inclusion.objects.filter(enrollment=enrollment).delete()
    Inclusion.objects.create(enrollment=enrollment, by=by)
    _note(enrollment, by, "matching.included")


@transaction.atomic
def hold(*, enrollment: Enrollment, by: User) -> None:
    """Leave ``enrollment`` out of the runs again while a request or a talk of theirs is live.

    Raises DomainError when the program is not open.
    """
    lock(enrollment)
    require_open(enrollment.program)
    if Inclusion.objects.filter(enrollment=enrollment).delete()[0]:
        _note(enrollment, by, "matching.held")


def _is_in_contact(enrollment: Enrollment) -> bool:
    asked = MentorRequest.objects.open().filter(mentee=enrollment)
    return asked.exists() or IntroTalk.objects.open().filter(mentee=enrollment).exists()


def _note(enrollment: Enrollment, by: User, verb: str) -> None:
    audit.record(by=by, verb=verb, target=enrollment, program_id=enrollment.program_id)
