"""Mentors first: mentees come in when enough mentors are approved, and are told then."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import audit
from accounts.models import User
from core import clock
from core.errors import DomainError
from notifications import outbox
from profiles import rules
from profiles.invitations import delivery
from profiles.models import (
    Enrollment,
    EnrollmentQuerySet,
    Invitation,
    InvitationQuerySet,
    InvitationState,
)
from profiles.waiting_list import line_of
from programs.actions.common import refuse_closed
from programs.models import MentorsFirst, Needed, Program, ProgramStatus, Side


@dataclass(frozen=True)
class Progress:
    """How far it is: ``approved`` mentors; ``needed`` is a number of people, or ``share`` percent
    of ``invited``. ``waiting``: mentees who are written to when it opens."""

    approved: int
    needed: int
    share: int | None
    invited: int
    waiting: int
    for_choice: bool

    @property
    def is_enough(self) -> bool:
        return rules.mentors_enough(
            self.approved,
            self.needed if self.share is None else self.share,
            share=self.share is not None,
            invited=self.invited,
        )

    @property
    def sentence(self) -> str:
        """Where it stands, in words for coordinators."""
        if self.share is None:
            return ngettext(
                "%(approved)s of the %(needed)s needed is approved.",
                "%(approved)s of the %(needed)s needed are approved.",
                self.needed,
            ) % {"approved": self.approved, "needed": self.needed}
        return _(
            "%(approved)s are approved; %(share)s%% of the %(invited)s invited are needed."
        ) % {"approved": self.approved, "share": self.share, "invited": self.invited}


def progress(program: Program) -> Progress | None:
    """How far it is; None where mentees wait for nobody any more. Three queries."""
    if program.mentees_choose:
        return None
    is_share = program.mentors_needed_as == Needed.SHARE
    for_choice = program.mentors_first == MentorsFirst.CHOICE
    waiting = _choosers(program) if for_choice else _unsent(program)
    return Progress(
        approved=_approved_mentors(program).count(),
        needed=program.mentors_needed,
        share=min(program.mentors_needed, 100) if is_share else None,
        invited=_invited_mentors(program) if is_share else 0,
        waiting=waiting.count(),
        for_choice=for_choice,
    )


@transaction.atomic
def open_if_ready(program: Program) -> bool:
    """Let mentees in when enough mentors are approved; whether this call did.

    Call it after everything that could make it so; the sweep calls it too.
    """
    found = progress(program)
    if found is None or not found.is_enough or program.status == ProgramStatus.CLOSED:
        return False
    return _open(program, by=None)


@transaction.atomic
def open_now(*, program: Program, by: User) -> None:
    """Let mentees in although mentors are missing. Raises DomainError when they are in already,
    and for a closed program."""
    refuse_closed(program)
    if program.mentees_choose or not _open(program, by=by):
        raise DomainError(_("Nobody is waiting for that any more."), "open_already")


@transaction.atomic
def ask_to_be_told(*, program: Program, by: User) -> Invitation:
    """Remember that ``by`` wants a letter when mentees can join; asking twice changes nothing.

    Raises DomainError when they can join now, and for a closed program.
    """
    refuse_closed(program)
    if program.mentees_join:
        raise DomainError(_("You do not have to wait: you can join now."), "open_already")
    row, _made = Invitation.objects.get_or_create(
        program=program, user=by, defaults={"role": Side.MENTEE, "invited_by": by}
    )
    return row


def send_kept_back(program: Program) -> None:
    """Write to the mentees whose letter waited for the mentors."""
    delivery.send_first(*_unsent(program).select_for_update(of=("self",)).select_related("user"))


def _open(program: Program, by: User | None) -> bool:
    closed = Program.objects.filter(pk=program.pk, mentees_open_at__isnull=True)
    if not closed.update(mentees_open_at=clock.now()):
        return False
    program.refresh_from_db(fields=["mentees_open_at"])
    audit.record(by=by, verb="program.mentees_let_in", target=program, program_id=program.pk)
    send_kept_back(program)
    if program.mentors_first == MentorsFirst.CHOICE:
        _tell_choosers(program)
    return True


def _tell_choosers(program: Program) -> None:
    for mentee in _choosers(program).select_related("user"):
        outbox.post(
            kind="profiles.choice_opens",
            to=mentee.user,
            key=f"profiles.choice_opens:{mentee.pk}",
            enrollment=str(mentee.pk),
        )


def _approved_mentors(program: Program) -> EnrollmentQuerySet:
    rows = EnrollmentQuerySet(Enrollment).approved()
    return rows.filter(program=program, role=Side.MENTOR, user__is_active=True)


def _choosers(program: Program) -> EnrollmentQuerySet:
    """Those who are waiting for a mentor and may choose one."""
    return EnrollmentQuerySet(Enrollment).filter(pk__in=line_of(program).waiting)


def _invited_mentors(program: Program) -> int:
    """Those who have not said "not this time"."""
    rows = Invitation.objects.filter(program=program, role=Side.MENTOR, user__is_active=True)
    counts = rows.counts()
    return counts[InvitationState.WAITING] + counts[InvitationState.CAME]


def _unsent(program: Program) -> InvitationQuerySet:
    rows = Invitation.objects.in_state(InvitationState.WAITING)
    return rows.filter(program=program, role=Side.MENTEE, sent_at__isnull=True)
