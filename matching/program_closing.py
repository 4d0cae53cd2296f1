"""What ends in the matching when a program closes: requests, introductory talks, ordered runs."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from matching.actions import requests
from matching.models.runs import (
    Arrangement,
    Away,
    Decision,
    Gathering,
    Inclusion,
    IntroTalk,
    MatchRun,
    MentorRequest,
    MentorWish,
    Place,
    Proposal,
    RulingChange,
    RunOrder,
    Unmatched,
)
from matching.talks import actions as talks
from programs.closing_table import ClosingLine, Told, register
from programs.models import Program


def _end_requests(program: Program, by: User) -> Told:
    """Neither side is asked for anything; none goes on to the next wish."""
    rows = MentorRequest.objects.defer("words").filter(mentee__program=program)
    for row in rows.open().select_related("mentor__user", "mentee__user"):
        if requests.close_with_program(request=row, by=by):
            yield row.mentor.user, "asked"
            yield row.mentee.user, "request"
    rows.filter(then_next_wish=True).update(then_next_wish=False)


register(
    ClosingLine(
        "requests",
        (MentorRequest,),
        outcome="requests_ended",
        end=_end_requests,
        sentences={
            "asked": _("A request to you was open. You do not have to answer it any more."),
            "request": _("Your request was open. It has ended without an answer."),
        },
    )
)


def _end_talks(program: Program, by: User) -> Told:
    for row in (
        IntroTalk.objects.open()
        .filter(mentee__program=program)
        .select_related("mentor__user", "mentee__user")
    ):
        if talks.close_with_program(talk=row, by=by):
            yield row.mentor.user, "talk"
            yield row.mentee.user, "talk"


register(
    ClosingLine(
        "introductory talks",
        (IntroTalk,),
        outcome="talks_ended",
        end=_end_talks,
        sentences={
            "talk": _(
                "An introductory talk of yours was open. It is closed here, and you are still free"
                " to talk."
            ),
        },
    )
)


def _end_orders(program: Program, _by: User) -> Told:
    """A worker that has begun with one is refused when it wants to keep the result."""
    program.run_orders.filter(started_at=None, finished_at=None).update(
        finished_at=clock.now(), trouble="program_not_open"
    )
    return ()


register(
    ClosingLine("runs that were asked for", (RunOrder,), outcome="orders_ended", end=_end_orders)
)
register(
    ClosingLine(
        "drafts and decisions",
        (
            Arrangement,
            Decision,
            Gathering,
            Inclusion,
            MatchRun,
            Place,
            Proposal,
            RulingChange,
            Unmatched,
        ),
        "coordinators read how they had planned; people were never told, and nobody waits for it",
    )
)
register(
    ClosingLine(
        "wishes and absences",
        (Away, MentorWish),
        "nobody looks at them any more, and their author is told that the wait has ended",
    )
)
