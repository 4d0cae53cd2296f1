"""Asking line managers, keeping their word, and what their silence counts as."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock, local_time, sweeps
from core.errors import DomainError
from notifications import outbox
from profiles.coordinator_digest import tell_coordinators
from profiles.models import Enrollment, EnrollmentStatus, ManagerAnswer, ManagerWord
from programs.actions.common import refuse_closed
from programs.models import ManagerAsked, Program, ProgramStatus, Side, Silence

COUNTS_AS = {
    Silence.YES: ManagerWord.YES,
    Silence.NO: ManagerWord.NO,
    Silence.COORDINATOR: ManagerWord.SILENT,
}
A_DAY = timedelta(days=1)
REMIND_BEFORE = 2 * A_DAY
NOT_WAITING = ~Q(manager_answer__word=ManagerWord.WAITING)
"""Enrollments the coordinators can decide on, or decline: nobody's word is awaited."""


def asks(program: Program, role: str) -> bool:
    """Whether the line managers of people who join as ``role`` are asked."""
    if program.manager_asked == ManagerAsked.MENTEES:
        return role == Side.MENTEE
    return program.manager_asked == ManagerAsked.EVERYBODY


def word_on(enrollment: Enrollment) -> ManagerAnswer | None:
    """What the line manager was asked and said; None where nobody is asked."""
    if not asks(enrollment.program, enrollment.role):
        return None
    return getattr(enrollment, "manager_answer", None)


def refusal(enrollment: Enrollment) -> str | None:
    """Why the line manager's word stands against approving; None when nothing does."""
    asked = word_on(enrollment)
    if asked is None or asked.word not in (ManagerWord.WAITING, ManagerWord.NO):
        return None
    names = {"manager": asked.manager, "name": enrollment.user}
    if asked.word == ManagerWord.WAITING:
        return (
            _(
                "%(manager)s has been asked whether %(name)s can take the time, and the"
                " deadline has not passed."
            )
            % names
        )
    return (
        _("The line manager has said no. %(manager)s can still change that; talk with them first.")
        % names
    )


@transaction.atomic
def ask(*, enrollment: Enrollment) -> ManagerAnswer | None:
    """Ask the line manager of who has just sent ``enrollment``; None where nobody is asked.

    Call it with the row locked. Asking again, after leaving and coming back, forgets the old word.
    """
    if not asks(enrollment.program, enrollment.role):
        ManagerAnswer.objects.filter(enrollment=enrollment).delete()
        return None
    asked = ManagerAnswer.objects.filter(enrollment=enrollment).first()
    return _ask(asked or ManagerAnswer(enrollment=enrollment), enrollment)


@transaction.atomic
def ask_again(*, enrollment: Enrollment, by: User) -> ManagerAnswer:
    """Ask whoever is the line manager now. Raises DomainError when it is decided, or not asked, and
    for a closed program."""
    asked = _locked(enrollment)
    refuse_closed(asked.enrollment.program)
    asked = _ask(asked, asked.enrollment)
    _note(asked, by, "enrollment.manager_asked_again")
    return asked


@transaction.atomic
def answer(*, asked: ManagerAnswer, word: str, by: User) -> ManagerAnswer:
    """Keep the manager's ``yes`` or ``no``; until the coordinators decide it can be changed. The
    same answer again changes nothing.

    Raises DomainError when it is another's to answer, decided already, or no such answer.
    """
    asked = _locked(asked.enrollment)
    if asked.manager_id != by.pk:
        raise DomainError(_("Somebody else is asked about this."), "not_yours")
    if word not in (ManagerWord.YES, ManagerWord.NO):
        raise DomainError(_("Answer yes or no."), "unknown_answer")
    if asked.answered_at and asked.word == word:
        return asked
    if asked.answered_at is None:
        tell_coordinators(asked.enrollment.program)
    asked.word, asked.answered_at = word, clock.now()
    asked.save()
    _note(asked, by, "enrollment.manager_answered")
    return asked


def settle_silence(now: datetime) -> int:
    """Count the silence of those who had time until ``now``, where it can still change something;
    how many."""
    due = ManagerAnswer.objects.filter(
        word=ManagerWord.WAITING,
        answer_by__lte=now,
        enrollment__status=EnrollmentStatus.SUBMITTED,
    ).exclude(enrollment__program__status=ProgramStatus.CLOSED)
    return sweeps.each(
        "profiles.settle_silence",
        due.select_related("enrollment"),
        lambda asked: _count_silence(asked, now),
    )


@transaction.atomic
def _count_silence(asked: ManagerAnswer, now: datetime) -> bool:
    try:
        asked = _locked(asked.enrollment)
    except DomainError:  # somebody was faster; the others are counted all the same
        return False
    if asked.word != ManagerWord.WAITING or asked.answer_by > now:
        return False
    asked.word = COUNTS_AS[Silence(asked.silence)]
    asked.save(update_fields=["word"])
    tell_coordinators(asked.enrollment.program)
    _note(asked, None, "enrollment.manager_silent")
    return True


def _ask(asked: ManagerAnswer, enrollment: Enrollment) -> ManagerAnswer:
    program, now = enrollment.program, clock.now()
    manager = enrollment.user.manager
    known = manager is not None and manager.is_active
    asked.manager = manager if known else None
    asked.word = ManagerWord.WAITING if known else ManagerWord.NOBODY
    asked.asked_at, asked.answered_at = now, None
    asked.answer_by = now + timedelta(days=program.manager_days)
    asked.silence = program.manager_silence
    asked.times_asked += 1
    asked.save()
    if manager is not None and known:
        _write_to(manager, asked)
    return asked


def _write_to(manager: User, asked: ManagerAnswer) -> None:
    key = f"profiles.manager_asked:{asked.pk}:{asked.times_asked}"
    outbox.post(kind="profiles.manager_asked", to=manager, key=key, asked=str(asked.pk))
    remind_at = local_time.last_morning(asked.answer_by - REMIND_BEFORE, manager.zone)
    if asked.asked_at + A_DAY <= remind_at:
        outbox.post(
            kind="profiles.manager_reminder",
            to=manager,
            key=f"{key}:reminder",
            due_at=remind_at,
            expires_at=asked.answer_by,
            asked=str(asked.pk),
        )


def _locked(enrollment: Enrollment) -> ManagerAnswer:
    """The question about an enrollment that waits, both rows locked, the enrollment first."""
    rows = Enrollment.objects.select_for_update(of=("self",))
    row = rows.select_related("program", "user__manager").get(pk=enrollment.pk)
    asked = ManagerAnswer.objects.select_for_update().filter(enrollment=row).first()
    if asked is None or row.status != EnrollmentStatus.SUBMITTED:
        raise DomainError(
            _("This has already been decided, so your answer no longer changes anything."),
            "settled",
        )
    asked.enrollment = row
    return asked


def _note(asked: ManagerAnswer, by: User | None, verb: str) -> None:
    row = asked.enrollment
    audit.record(by=by, verb=verb, target=row, program_id=row.program_id, word=asked.word)
