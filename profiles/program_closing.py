"""What ends for people when a program closes: applications, the wait for a match, invitations."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import User
from drafts import actions as drafts
from drafts.models import Draft
from notifications import outbox
from profiles import waiting_list
from profiles.eligibility import HOLDING, Obstacle, Standing
from profiles.invitations import delivery
from profiles.models import (
    Answer,
    Avoid,
    Enrollment,
    EnrollmentSkill,
    EnrollmentStatus,
    Invitation,
    InvitationState,
    ManagerAnswer,
    ManagerWord,
)
from programs.closing_table import ClosingLine, Told, register
from programs.middleware import STILL_CHANGED
from programs.models import Program

WAITS = HOLDING | {Obstacle.NONE, Obstacle.UNORIENTED, Obstacle.AWAY}
"""Where somebody is who still hopes for a match."""


def _tell_waiting(program: Program, _by: User) -> Told:
    """Approval stays, because a later program looks at it; only the hope ends."""
    found = waiting_list.standings(program)
    people = Enrollment.objects.select_related("user").in_bulk(list(found))
    for key, standing in found.items():
        is_new = not (standing.facts.ending or standing.facts.open_record)
        if standing.obstacle in WAITS and (is_new or not standing.facts.is_mentor):
            yield people[key].user, _sentence_of(standing, is_new=is_new)


def _sentence_of(standing: Standing, *, is_new: bool) -> str:
    if standing.facts.is_mentor:
        return "offered_in_vain"
    return "waited_in_vain" if is_new else "waited_again"


register(
    ClosingLine(
        "the wait for a match",
        (),
        outcome="hopefuls_told",
        end=_tell_waiting,
        sentences={
            "offered_in_vain": _(
                "You offered your time, and we found nobody for you. That is not because of you."
                " Thank you."
            ),
            "waited_in_vain": _(
                "You were waiting for a match, and we found nobody for you. That is not because of"
                " you. When you join a later program, you will be ahead of others on the waiting"
                " list."
            ),
            "waited_again": _(
                "You were waiting for another match. Nobody will be proposed to you in this"
                " program any more."
            ),
        },
        order=10,  # before requests and talks end, which people wait for
    )
)


# Applications ------------------------------------------------------------------------------------


def _end_applications(program: Program, by: User) -> Told:
    """Nobody decides any more; the line managers who were asked do not have to answer."""
    rows = Enrollment.objects.filter(program=program, status=EnrollmentStatus.SUBMITTED)
    rows = rows.select_related("user", "manager_answer__manager")
    for row in rows.select_for_update(of=("self",)).order_by("pk"):
        row.status = EnrollmentStatus.UNDECIDED
        row.save(update_fields=["status"])
        audit.record(by=by, verb="enrollment.undecided", target=row, program_id=program.pk)
        yield row.user, "undecided"
        asked: ManagerAnswer | None = getattr(row, "manager_answer", None)
        if asked is not None and asked.word == ManagerWord.WAITING and asked.manager:
            _ask_no_more(asked)
            yield asked.manager, "asked_in_vain"


def _ask_no_more(asked: ManagerAnswer) -> None:
    asked.word = ManagerWord.SILENT
    asked.save(update_fields=["word"])
    outbox.cancel(key_prefix=f"profiles.manager_asked:{asked.pk}:")


register(
    ClosingLine(
        "applications",
        (Enrollment, ManagerAnswer),
        outcome="applications_ended",
        end=_end_applications,
        sentences={
            "undecided": _(
                "Your enrollment was waiting for approval. The program has closed before anybody"
                " decided on it. That says nothing about you."
            ),
            "asked_in_vain": _(
                "We asked you whether somebody on your team can take the time. You do not have to"
                " answer any more."
            ),
        },
    )
)
register(
    ClosingLine(
        "answers",
        (Answer, Avoid, EnrollmentSkill),
        "they are their author’s, who can use them again in a later program",
    )
)


# Invitations -------------------------------------------------------------------------------------


def _end_invitations(program: Program, _by: User) -> Told:
    """The row says that nobody answered; what has not gone out is not sent."""
    rows = Invitation.objects.in_state(InvitationState.WAITING).filter(program=program)
    for row in rows.select_related("user"):
        delivery.cancel(row)
        if row.is_own:
            yield row.user, "wanted_to_join"


register(
    ClosingLine(
        "invitations",
        (Invitation,),
        outcome="invitations_ended",
        end=_end_invitations,
        sentences={
            "wanted_to_join": _(
                "You asked us to tell you when you can join. Nobody can join any more."
            ),
        },
    )
)


# Unsent text -------------------------------------------------------------------------------------


def _cut_off(program: Program, _by: User) -> Told:
    """The words stay with their authors; there is no form for them now."""
    inside = reverse("program_setup", args=[program.pk]).removesuffix("setup/")
    beginnings = [inside]
    if program.join_token:
        beginnings.append(reverse("join", args=[program.join_token]))
    keys = program.enrollments.values_list("pk", flat=True)
    pages = (*beginnings, *(reverse("enrollment_detail", args=[key]) for key in keys))
    kept = [reverse(route, args=[program.pk]) for route in sorted(STILL_CHANGED)]
    theirs = Q(user__enrollments__program=program)
    for beginning in beginnings:
        theirs |= Q(form__startswith=beginning)
    found = Draft.objects.filter(theirs).exclude(form__in=kept).values_list("pk", "form")
    inside_it = [key for key, form in found if form.startswith(pages)]
    drafts.cut_off(Draft.objects.filter(pk__in=inside_it))
    return ()


register(
    ClosingLine(
        "unsent text",
        (Draft,),
        outcome="cut_off",
        end=_cut_off,
    )
)
