"""What a change of status does to what the matching keeps: little, for it ends by itself."""

from django.db.models import Q

from matching.models.introductory_talks import TalkStatus
from matching.models.runs import IntroTalk, MentorRequest, Proposal, RequestStatus
from relationships.consequences import (
    OVER,
    ChangeKind,
    Consequence,
    Dependent,
    Occurrence,
    register,
)

register(
    Dependent(
        "proposals of a run",
        (Proposal,),
        "a run is kept as it was calculated",
    )
)


def _close_between(what: Occurrence) -> None:
    """What is open between two who belonged together: a talk that nobody said was over."""
    members = what.relationship.memberships
    leaver = {"pk": what.leaver.pk} if what.leaver else {}
    gone = [row.enrollment_id for row in members.filter(**leaver)]
    everybody = [row.enrollment_id for row in members.all()]
    between = Q(mentor__in=gone, mentee__in=everybody) | Q(mentor__in=everybody, mentee__in=gone)
    IntroTalk.objects.open().filter(between).update(status=TalkStatus.OVER)
    MentorRequest.objects.open().filter(between).update(
        status=RequestStatus.OVERTAKEN, closed_at=what.at, then_next_wish=False
    )


register(
    Dependent(
        "requests and introductory talks",
        (MentorRequest, IntroTalk),
        "one that led to this relationship is closed already; one that waits with somebody else is"
        " closed by the matching once its mentee has found a mentor (matching.tasks), and with the"
        " enrollment of whoever leaves the program (matching.leaving)",
        dict.fromkeys(
            (*OVER, ChangeKind.LEFT),
            Consequence(
                "contacts_closed",
                "one between its members is closed; the email about the ending says enough",
                _close_between,
            ),
        ),
    )
)
