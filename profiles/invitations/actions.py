"""Everything that changes an invitation: sending it, sending it again, taking it back, a no."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock
from core.errors import DomainError
from profiles.admission import mentors_first
from profiles.invitations import candidates, delivery
from profiles.models import Invitation, InvitationQuerySet, InvitationState
from programs import queries as program_queries
from programs.actions.common import lock_unclosed, refuse_closed
from programs.models import Program, Side

MOST_AT_ONCE = 300
AGAIN_AFTER = timedelta(days=1)
OVERDUE_AFTER = timedelta(days=14)
MOST_LETTERS = 3


@transaction.atomic
def invite(*, program: Program, people: Collection[int], role: str, words: str, by: User) -> int:
    """Ask ``people`` (ids) to take part as ``role``; how many are invited.

    Who takes part, was invited before or may not sign in is left out. Where mentors come first,
    mentees get their letter when it is their turn. ``words`` are the inviter's
    own and stand in the letter. Raises DomainError for nobody, for too many, and when nobody can
    join the program.
    """
    program = lock_unclosed(program)
    _refuse(program, people)
    found = list(candidates.invitable(program).filter(pk__in=people).order_by("pk"))
    rows = [
        Invitation(program=program, user=user, role=role, invited_by=by, words=words)
        for user in found
    ]
    # Who had asked to be told is invited now.
    Invitation.objects.filter(program=program, user__in=found).delete()
    Invitation.objects.bulk_create(rows)
    if role == Side.MENTOR or program.mentees_join:
        delivery.send_first(*rows)
    audit.record(
        by=by,
        verb="program.people_invited",
        target=program,
        program_id=program.pk,
        role=role,
        count=len(rows),
    )
    return len(rows)


@transaction.atomic
def send_again(*, invitation: Invitation, by: User) -> Invitation:
    """Send the letter once more, in place of the reminder.

    Raises DomainError after an answer, or within a day.
    """
    invitation = _unanswered(invitation)
    _refuse_unjoinable(invitation.program, invitation.role)
    if invitation.sent_at and clock.now() - invitation.sent_at < AGAIN_AFTER:
        raise DomainError(
            _("The last email went out less than a day ago. Give them time to read it."),
            "sent_just_now",
        )
    _send_again(invitation)
    _note(invitation, by, "invitation.sent_again")
    return invitation


@transaction.atomic
def send_all_again(*, program: Program, by: User) -> int:
    """Send the letter once more to everybody who is :func:`overdue`; how many.

    Raises DomainError when nobody can join.
    """
    _refuse_unjoinable(program, Side.MENTOR)
    rows = list(overdue(program).select_for_update(of=("self",)).select_related("user"))
    for row in rows:
        _send_again(row)
    audit.record(
        by=by,
        verb="program.invitations_sent_again",
        target=program,
        program_id=program.pk,
        count=len(rows),
    )
    return len(rows)


def overdue(program: Program) -> InvitationQuerySet:
    """Invitations whose last letter is two weeks old, at most three letters a person."""
    rows = Invitation.objects.in_state(InvitationState.WAITING).filter(
        program=program,
        sent_at__lte=clock.now() - OVERDUE_AFTER,
        times_sent__lt=MOST_LETTERS,
        user__is_active=True,
    )
    return rows.exclude(invited_by=F("user")).order_by("pk")


@transaction.atomic
def take_back(*, invitation: Invitation, by: User) -> None:
    """Forget an invitation nobody has answered; its link leads nowhere then.

    Raises DomainError after an answer, and for a closed program.
    """
    invitation = _unanswered(invitation)
    refuse_closed(invitation.program)
    delivery.cancel(invitation)
    _note(invitation, by, "invitation.taken_back")
    invitation.delete()
    mentors_first.open_if_ready(invitation.program)


@transaction.atomic
def decline(*, invitation: Invitation) -> Invitation:
    """Note that the person says "not this time"; saying it again changes nothing.

    Raises DomainError when they take part already.
    """
    invitation = _lock(invitation)
    if invitation.state == InvitationState.CAME:
        raise DomainError(
            _("You have joined already. You can leave on the page of your enrollment."), "came"
        )
    if invitation.declined_at is None:
        invitation.declined_at = clock.now()
        invitation.save(update_fields=["declined_at"])
        delivery.cancel(invitation)
        _note(invitation, invitation.user, "invitation.declined")
        mentors_first.open_if_ready(invitation.program)
    return invitation


def _refuse(program: Program, people: Collection[int]) -> None:
    if not program_queries.takes_enrollments(program):
        raise DomainError(_("Open enrollment first; then you can invite people."), "not_open")
    if not people:
        raise DomainError(_("You have not chosen anybody."), "nobody")
    if len(people) > MOST_AT_ONCE:
        raise DomainError(
            _("Invite %(most)s people at a time at most.") % {"most": MOST_AT_ONCE}, "too_many"
        )


def _refuse_unjoinable(program: Program, role: str) -> None:
    refuse_closed(program)
    if not program_queries.takes_enrollments(program) or (
        role == Side.MENTEE and not program.mentees_join
    ):
        raise DomainError(_("Nobody can join the program at the moment."), "not_open")


def _send_again(invitation: Invitation) -> None:
    delivery.cancel(invitation)
    delivery.send(invitation)


def _unanswered(invitation: Invitation) -> Invitation:
    invitation = _lock(invitation)
    if invitation.state != InvitationState.WAITING:
        raise DomainError(_("They have answered in the meantime."), "answered")
    return invitation


def _lock(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.with_answers().select_related("user", "program")
    found = rows.select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if found is None:
        raise DomainError(_("This invitation was withdrawn in the meantime."), "gone")
    return found


def _note(invitation: Invitation, by: User, verb: str) -> None:
    audit.record(by=by, verb=verb, target=invitation, program_id=invitation.program_id)
