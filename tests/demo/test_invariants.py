"""What must always hold holds in the demo organization too, which is written past the actions."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import pytest
from django.db.models import Count, F, Q

from accounts.models import RoleGrant
from matching.models.groups import Place
from matching.models.runs import IntroTalk, MentorRequest, MentorWish
from notifications import kinds
from notifications.models import Message, MessageStatus
from profiles.models import Avoid, Enrollment, EnrollmentStatus, Invitation
from programs.models import Appointment, ProgramStatus, Staff
from relationships.models import OF_TWO, Membership, Relationship, Status
from sessions.models import MentoringSession

TAKES_PART = EnrollmentStatus.APPROVED


def _open() -> Any:
    return Membership.objects.filter(is_open=True)


def _couples(rows: Iterable[Any]) -> list[Any]:
    """Rows about a mentee and a mentor one of whom takes no part."""
    return [row for row in rows if {row.mentee.status, row.mentor.status} != {TAKES_PART}]


def _avoiding_themselves() -> list[Any]:
    rows = Avoid.objects.select_related("enrollment")
    return [row for row in rows if row.user_id == row.enrollment.user_id]


def _twice_together() -> Any:
    running = Relationship.objects.open().filter(shape__in=OF_TWO)
    people = running.values("program", "first_user", "second_user")
    return people.annotate(times=Count("pk")).filter(times__gt=1).order_by()


def _not_composed() -> list[str]:
    """Emails still to be sent that fail; None is an email that is not wanted any more."""
    found = []
    for message in Message.objects.filter(status=MessageStatus.DUE).select_related("recipient"):
        try:
            kinds.get(message.kind).compose(message)
        except Exception as error:
            found.append(f"{message.kind}: {error!r}")
    return found


GONE = Q(user__is_active=False)
BROKEN: dict[str, Callable[[], Iterable[Any]]] = {
    "somebody deactivated belongs to an open relationship": lambda: _open().filter(GONE),
    "somebody who takes no part belongs to an open relationship": lambda: _open().exclude(
        enrollment__status=TAKES_PART
    ),
    "somebody deactivated takes part": lambda: Enrollment.objects.taking_part().filter(GONE),
    "somebody deactivated is staff": lambda: Staff.objects.filter(GONE),
    "somebody deactivated is appointed": lambda: Appointment.objects.filter(GONE),
    "somebody deactivated has a role": lambda: RoleGrant.objects.filter(GONE),
    "somebody deactivated is invited": lambda: Invitation.objects.filter(
        GONE, declined_at=None, program__status=ProgramStatus.OPEN
    ),
    "somebody deactivated is written to": lambda: Message.objects.filter(
        status=MessageStatus.DUE, recipient__is_active=False
    ),
    "a draft of a group has somebody who takes no part": lambda: Place.objects.exclude(
        enrollment__status=TAKES_PART
    ),
    "a request is to or from somebody who takes no part": lambda: _couples(
        MentorRequest.objects.open().select_related("mentee", "mentor")
    ),
    "an introductory talk is with somebody who takes no part": lambda: _couples(
        IntroTalk.objects.open().select_related("mentee", "mentor")
    ),
    "a wish is for somebody who takes no part": lambda: _couples(
        MentorWish.objects.select_related("mentee", "mentor")
    ),
    "somebody has more places taken than they offer": lambda: Enrollment.objects.annotate(
        taken=Count("memberships", filter=Q(memberships__is_open=True))
    ).filter(taken__gt=F("capacity")),
    "two are together twice": _twice_together,
    "somebody is together with themselves": lambda: Relationship.objects.annotate(
        seats=Count("memberships", filter=Q(memberships__left_at=None)),
        people=Count("memberships__user", filter=Q(memberships__left_at=None), distinct=True),
    ).filter(people__lt=F("seats")),
    "somebody avoids themselves": _avoiding_themselves,
    "an ended relationship has a place": lambda: _open().filter(
        relationship__status=Status.CONCLUDED
    ),
    "a session is planned in an ended relationship": lambda: MentoringSession.objects.filter(
        status="planned", relationship__status=Status.CONCLUDED
    ),
    "a closed program has an open relationship": lambda: Relationship.objects.open().filter(
        program__status=ProgramStatus.CLOSED
    ),
    "an email cannot be written": _not_composed,
}


@pytest.mark.parametrize("fault", BROKEN)
def test_the_demo_organization_holds_what_must_always_hold(
    now: datetime, db: None, fault: str
) -> None:
    assert list(BROKEN[fault]()) == []
