"""Everything that changes an enrollment: writing it, sending it, deciding on it, leaving."""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock
from core.errors import DomainError
from notifications import outbox
from profiles import format_words, ineligibility, rules, waiting_list, withdrawal
from profiles.admission import mentors_first
from profiles.coordinator_digest import tell_coordinators
from profiles.manager_approval import actions as managers
from profiles.models import Answer, Avoid, Enrollment, EnrollmentSkill, EnrollmentStatus
from profiles.profile_data import Profile
from programs import queries as program_queries
from programs.actions.common import refuse_closed
from programs.models import Program, ProgramStatus, Side

SUBMITTED = "enrollment.submitted"
CHANGED_VISIBLY = "enrollment.practicalities_changed"
SAVED = "enrollment.saved"

ANSWERS_SAVED = frozenset({SUBMITTED, CHANGED_VISIBLY, SAVED})
"""The audit rows of somebody who saves their own answers, whatever has changed."""


@transaction.atomic
def save_draft(*, program: Program, role: str, profile: Profile, by: User) -> Enrollment:
    """Keep what ``by`` has typed so far, for their eyes only.

    Raises DomainError when the program takes nobody, or the enrollment was sent already.
    """
    enrollment = _mine(program, role, by)
    if enrollment.status == EnrollmentStatus.SUBMITTED:
        raise DomainError(
            _("You have sent this already. Send it again to change it."), "already_sent"
        )
    enrollment.status = EnrollmentStatus.DRAFT
    enrollment.submitted_at = enrollment.decided_by = enrollment.decided_at = None
    _write(enrollment, profile)
    return enrollment


@transaction.atomic
def submit(*, program: Program, role: str, profile: Profile, by: User) -> Enrollment:
    """Send the enrollment of ``by`` to the coordinators; sending again corrects it.

    Raises DomainError when the program takes nobody, or it was decided on already.
    """
    enrollment = _mine(program, role, by)
    if enrollment.status != EnrollmentStatus.SUBMITTED:
        enrollment.status, enrollment.submitted_at = EnrollmentStatus.SUBMITTED, clock.now()
        enrollment.decided_by = enrollment.decided_at = None
        enrollment.rounds_waited = waiting_list.rounds_in_vain(enrollment)
        managers.ask(enrollment=enrollment)
        tell_coordinators(program)
    _write(enrollment, profile)
    _note(enrollment, by, SUBMITTED)
    return enrollment


@transaction.atomic
def change_practicalities(*, enrollment: Enrollment, profile: Profile, by: User) -> Enrollment:
    """Change time, channels, languages, capacity and the avoid list of an approved enrollment.

    The audit row says whether anything has changed that coordinators can see. A change of the
    avoid list alone reads like saving without a change: nobody may learn of it.

    Raises DomainError when fewer places are offered than are in use, and for a closed program.
    """
    enrollment = _lock(enrollment)
    refuse_closed(enrollment.program)
    if enrollment.status != EnrollmentStatus.APPROVED:
        raise DomainError(_("This enrollment is not approved."), "not_approved")
    _check_capacity(enrollment, profile)
    before = {name: getattr(enrollment, name) for name in rules.PRACTICALITIES}
    for name in rules.PRACTICALITIES:
        setattr(enrollment, name, profile.values.get(name, getattr(enrollment, name)))
    enrollment.save()
    _write_avoids(enrollment, profile)
    is_shown = any(getattr(enrollment, name) != value for name, value in before.items())
    _note(enrollment, by, CHANGED_VISIBLY if is_shown else SAVED)
    return enrollment


@transaction.atomic
def complete_orientation(*, enrollment: Enrollment, by: User) -> Enrollment:
    """Note that the person has been through the orientation; the first time is remembered."""
    enrollment = _lock(enrollment)
    if enrollment.orientation_done_at is None:
        enrollment.orientation_done_at = clock.now()
        enrollment.save(update_fields=["orientation_done_at"])
        _note(enrollment, by, "enrollment.orientation_done")
    return enrollment


@transaction.atomic
def approve(*, enrollment: Enrollment, by: User) -> Enrollment:
    """Admit the person and tell them.

    Raises DomainError unless it waits or was declined, and where the line manager's word is missing
    or a no.
    """
    refusal = managers.refusal(enrollment)
    if refusal:
        raise DomainError(refusal, "manager")
    return _decide(enrollment, "approve", by)


@transaction.atomic
def decline(*, enrollment: Enrollment, by: User) -> Enrollment:
    """Do not admit the person, and tell them kindly. Raises DomainError unless it waits."""
    return _decide(enrollment, "decline", by)


@transaction.atomic
def approve_many(*, program: Program, enrollments: Collection[uuid.UUID], by: User) -> int:
    """Admit those of ``enrollments`` that wait in ``program``; how many that were.

    Those whose line manager has not answered, or said no, are left out. Raises DomainError
    for a closed program.
    """
    refuse_closed(program)
    sent = Enrollment.objects.filter(
        program=program, pk__in=enrollments, status=EnrollmentStatus.SUBMITTED
    ).select_related("program", "user", "manager_answer__manager")
    found = sent.select_for_update(of=("self",)).order_by("pk")
    rows = [row for row in found if managers.refusal(row) is None]
    for row in rows:
        _decide(row, "approve", by)
    return len(rows)


@transaction.atomic
def withdraw(*, enrollment: Enrollment, by: User) -> Enrollment:
    """Leave the program in this role, and end what :mod:`profiles.withdrawal` says.

    Raises DomainError while a relationship is open.
    """
    withdrawal.end(enrollment, by)
    enrollment = _lock(enrollment)
    if enrollment.memberships.filter(is_open=True).exists():
        raise DomainError(
            _("You are still mentoring with somebody here. End that first; then you can leave."),
            "relationship_open",
        )
    _move(enrollment, "withdraw")
    enrollment.save()
    outbox.cancel(key_prefix=f"profiles.approved:{enrollment.pk}")
    _note(enrollment, by, "enrollment.withdrawn")
    return enrollment


@transaction.atomic
def let_go(*, enrollment: Enrollment, by: User) -> Enrollment:
    """A coordinator closes the enrollment of somebody who said that they would like to leave.

    Raises DomainError for somebody who has not said so, as for a former partner of ``by``, who is
    not to know; and while they are mentoring with somebody else.
    """
    refuse_closed(enrollment.program)
    found = waiting_list.standings(enrollment.program).get(enrollment.pk)
    if not ineligibility.wants_to_leave(found, ineligibility.relationships_of(by)):
        raise DomainError(
            _("%(name)s has not said that they would like to leave.") % {"name": enrollment.user},
            "not_leaving",
        )
    if enrollment.memberships.filter(is_open=True).exists():
        raise DomainError(
            _("%(name)s is still mentoring with somebody here. That has to end first.")
            % {"name": enrollment.user},
            "relationship_open",
        )
    left = withdraw(enrollment=enrollment, by=by)
    outbox.post(
        kind="profiles.let_go",
        to=left.user,
        key=f"profiles.let_go:{left.pk}:{clock.now():%Y%m%d%H%M%S%f}",
        enrollment=str(left.pk),
    )
    return left


def _mine(program: Program, role: str, by: User) -> Enrollment:
    """The person's own row in this role, made when missing, locked, and open to writing."""
    enrollment, _made = Enrollment.objects.select_for_update(of=("self",)).get_or_create(
        program=program, user=by, role=role
    )
    words = format_words.of(program.format)
    refusal = rules.writing_refusal(
        enrollment.status,
        program_takes_people=program_queries.takes_enrollments(program),
        program_closed=program.status == ProgramStatus.CLOSED,
        waits=words.enroll_later if role == Side.MENTEE and not program.mentees_join else "",
        closed_on=program_queries.enrollment_closed_on(program),
    )
    if refusal:
        raise DomainError(refusal, "not_open")
    return enrollment


def _write(enrollment: Enrollment, profile: Profile) -> None:
    for name, value in profile.values.items():
        setattr(enrollment, name, value)
    enrollment.save()
    enrollment.skills.all().delete()
    EnrollmentSkill.objects.bulk_create(
        EnrollmentSkill(
            enrollment=enrollment,
            skill=entry.skill,
            direction=entry.direction,
            level=entry.level,
            target=entry.target,
        )
        for entry in profile.skills
    )
    _forget_answers(enrollment, profile)
    Answer.objects.bulk_create(
        Answer(enrollment=enrollment, question=question, value=value)
        for question, value in profile.answers.items()
    )
    _write_avoids(enrollment, profile)


def _forget_answers(enrollment: Enrollment, profile: Profile) -> None:
    """Make room for new answers; one to an earlier version stays until a later one is answered."""
    answered = [question.lineage for question in profile.answers]
    stale = Q(question__ended_at__isnull=True) | Q(question__lineage__in=answered)
    enrollment.answers.filter(stale).delete()


def _write_avoids(enrollment: Enrollment, profile: Profile) -> None:
    """Raises DomainError for the person themselves, whichever door the list came through."""
    if enrollment.user in profile.avoids:
        raise DomainError(_("You cannot be on your own list."), "avoids_oneself")
    enrollment.avoids.all().delete()
    named = dict.fromkeys(str(user.pk) for user in profile.avoids)
    Avoid.objects.bulk_create(Avoid(enrollment=enrollment, person=person) for person in named)


def _check_capacity(enrollment: Enrollment, profile: Profile) -> None:
    places = enrollment.memberships.filter(is_open=True).values_list("slot", flat=True)
    capacity = profile.values.get("capacity", enrollment.capacity)
    if isinstance(capacity, int):
        refusal = rules.capacity_refusal(capacity, max(places, default=0))
        if refusal:
            raise DomainError(refusal, "places_in_use")


def _decide(enrollment: Enrollment, decision: str, by: User) -> Enrollment:
    enrollment = _lock(enrollment)
    refuse_closed(enrollment.program)
    _move(enrollment, decision)
    enrollment.decided_by, enrollment.decided_at = by, clock.now()
    enrollment.save()
    kind = f"profiles.{enrollment.status}"
    outbox.post(
        kind=kind,
        to=enrollment.user,
        key=f"{kind}:{enrollment.pk}:{enrollment.decided_at:%Y%m%d%H%M%S%f}",
        enrollment=str(enrollment.pk),
    )
    _note(enrollment, by, f"enrollment.{enrollment.status}")
    mentors_first.open_if_ready(enrollment.program)
    return enrollment


def _lock(enrollment: Enrollment) -> Enrollment:
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("user", "program")
    return rows.get(pk=enrollment.pk)


def _move(enrollment: Enrollment, decision: str) -> None:
    status = rules.after(decision, enrollment.status)
    if status is None:
        raise DomainError(
            _("This has changed in the meantime: the enrollment is “%(status)s” now.")
            % {"status": enrollment.get_status_display()},
            "not_from_here",
        )
    enrollment.status = status


def _note(enrollment: Enrollment, by: User, verb: str) -> None:
    audit.record(by=by, verb=verb, target=enrollment, program_id=enrollment.program_id)
