"""Reads what the rules of a program need to know."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Q

from accounts.models import Role, User
from core import clock
from programs import formats, rules, touchpoints
from programs.models import Duty, Program, Question


def today_here() -> date:
    """The calendar day of the organization: dates of programs are counted in its time zone."""
    return clock.today(settings.TIME_ZONE)


def dates_of(program: Program) -> rules.Dates:
    """The days of ``program`` as its rules look at them."""
    return rules.Dates(
        program.starts_on, program.ends_on, program.enrollment_closes_on, program.months
    )


def planned_end(program: Program) -> date:
    """When a relationship that starts today plans to end."""
    return rules.planned_end(dates_of(program), today_here())


def length(program: Program) -> int:
    """The days of a relationship that starts with ``program``, and at any time in a rolling one."""
    end = rules.planned_end(dates_of(program), program.starts_on)
    return (end - program.starts_on).days + 1


def usual_days(program: Program) -> dict[str, int]:
    """The day of each touchpoint in a program like this one."""
    return touchpoints.usual(program.format, length(program))


def timing(program: Program) -> dict[str, int]:
    """The day of each touchpoint that ``program`` sends; one query, or none when prefetched."""
    return touchpoints.timing(usual_days(program), program.touchpoints.all())


def sends(program: Program, key: str) -> bool:
    """Whether ``program`` sends the touchpoint ``key``."""
    return key in timing(program)


def of_program(program: Program) -> rules.ProgramFacts:
    """Three queries, or none for what is prefetched."""
    return rules.ProgramFacts(
        dates=dates_of(program),
        coordinators=len(program.staff.all()),
        planned_phases=frozenset(plan.phase for plan in program.phase_plans.all()),
        has_phases=formats.of(program.format).has_phases,
        longest_phase=max((plan.expected_weeks for plan in program.phase_plans.all()), default=0),
        weights={criterion.key: criterion.weight for criterion in program.criteria.all()},
    )


def checklist(program: Program) -> list[rules.LaunchCheck]:
    """The launch checklist of ``program`` as of today."""
    return rules.readiness(of_program(program), today_here())


@dataclass(frozen=True)
class PeopleCounted:
    """How many people take part in a program, and how many wait for approval."""

    approved: int
    waiting: int


def people(program: Program) -> PeopleCounted:
    """Who may sign in only; one query."""
    user = "enrollments__user"
    active = Q(enrollments__user__is_active=True)
    approved, waiting = (
        Count(user, distinct=True, filter=active & Q(enrollments__status=status))
        for status in ("approved", "submitted")
    )
    rows = Program.objects.filter(pk=program.pk)
    return PeopleCounted(**rows.aggregate(approved=approved, waiting=waiting))


def takes_enrollments(program: Program) -> bool:
    """Whether people can join ``program`` today."""
    return rules.takes_enrollments(program.status, program.enrollment_closes_on, today_here())


def enrollment_closed_on(program: Program) -> date | None:
    """The last day on which people could join, if one was set and has passed."""
    last_day = program.enrollment_closes_on
    return last_day if last_day and last_day < today_here() else None


def safeguarding_contacts(program: Program) -> list[User]:
    """Whom people of ``program`` turn to with a concern: its own contacts, else those of the
    organization. One query or two."""
    active = User.objects.filter(is_active=True)
    own = active.filter(
        appointments__program=program, appointments__duty=Duty.SAFEGUARDING
    ).distinct()
    return list(own) or list(active.filter(role_grants__role=Role.SAFEGUARDING).distinct())


def of_question(question: Question) -> rules.QuestionFacts:
    """How ``question`` stands in the database: one query."""
    return rules.QuestionFacts(
        answers=question.answers.count(),
        meaning=rules.meaning(question),
        choices=list(question.choices),
    )
