"""What the set-up page says about a program: its sections in sentences, and the one next step."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs import rules, wording
from programs.models import MentorsFirst, Phase, Program, ProgramStatus


@dataclass(frozen=True)
class Section:
    """One part of the set-up; ``route`` takes the program."""

    title: str
    sentence: str
    route: str
    done: bool
    hr_only: bool = False


@dataclass(frozen=True)
class NextStep:
    """The one thing to do now; ``move`` names a button, ``route`` a page, neither: just words."""

    title: str
    sentence: str
    route: str = ""
    move: str = ""


def sections(program: Program, checks: list[rules.Check]) -> list[Section]:
    """All parts in the order people set them up; reads what the checklist has prefetched."""
    done = {check.code: check.done for check in checks}
    return [
        Section(_("Name and dates"), _dates(program), "program_dates", done["dates"]),
        Section(_("Phases and rhythm"), _phases(program), "program_phases", done["phases"]),
        Section(_("Questions"), _questions(program), "program_questions", True),
        Section(
            _("What matching weighs"), _criteria(program), "program_criteria", done["criteria"]
        ),
        Section(_("Messages"), _messages(program), "program_messages", True),
        Section(_("Joining"), _joining(program), "program_joining", True),
        Section(
            _("Coordinators"), _staff(program), "program_staff", done["coordinators"], hr_only=True
        ),
    ]


def next_step(program: Program, checks: list[rules.Check]) -> NextStep:
    """What the person should do first."""
    missing = [check for check in checks if not check.done]
    if program.status == ProgramStatus.DRAFT and missing:
        return NextStep(_("One thing is missing"), missing[0].sentence, route=missing[0].route)
    return STEPS[ProgramStatus(program.status)]()


def _open() -> NextStep:
    return NextStep(
        _("Everything is ready"),
        _("Look at the enrollment form as a mentee once more, then open enrollment."),
        move="open",
    )


def _share() -> NextStep:
    return NextStep(
        _("Invite people"),
        _(
            "Mentors first, then mentees. Coordinators invite and approve them; the join link is"
            " for everywhere else."
        ),
        route="program_invite",
    )


def _follow() -> NextStep:
    return NextStep(
        _("The program is running"),
        _("Nobody can join any more; those inside go on."),
        route="program_people",
    )


def _closed() -> NextStep:
    return NextStep(
        _("This program is closed"),
        _("Nothing can be changed here. Reopen it if it was closed by mistake."),
    )


STEPS = {
    ProgramStatus.DRAFT: _open,
    ProgramStatus.OPEN: _share,
    ProgramStatus.RUNNING: _follow,
    ProgramStatus.CLOSED: _closed,
}


def _dates(program: Program) -> str:
    period = wording.period(program)
    if program.enrollment_closes_on is None and program.is_rolling:
        return _("%(period)s. Enrollment stays open until you close it.") % {"period": period}
    if program.enrollment_closes_on is None:
        return _("%(period)s. You close enrollment yourself.") % {"period": period}
    return _("%(period)s. People can join until %(last)s.") % {
        "period": period,
        "last": date_format(program.enrollment_closes_on),
    }


def _phases(program: Program) -> str:
    plans = {plan.phase: plan for plan in program.phase_plans.all()}
    if Phase.INITIATION not in plans or Phase.CULTIVATION not in plans:
        return _("The phases have no plan yet.")
    return _("A session every %(first)s days at first, then every %(later)s days.") % {
        "first": plans[Phase.INITIATION].cadence_days,
        "later": plans[Phase.CULTIVATION].cadence_days,
    }


def _questions(program: Program) -> str:
    count = len(program.questions.all())
    if not count:
        return _("Only the profile every program has; you can add questions of your own.")
    return ngettext(
        "One question of your own, besides the profile every program has.",
        "%(count)s questions of your own, besides the profile every program has.",
        count,
    ) % {"count": count}


def _criteria(program: Program) -> str:
    criteria = sorted(program.criteria.all(), key=lambda criterion: -criterion.weight)
    total = sum(criterion.weight for criterion in criteria)
    if not total:
        return _("Nothing counts yet.")
    return _("Counts most, with %(share)s %%: %(criterion)s.") % {
        "share": rules.share(criteria[0].weight, total),
        "criterion": criteria[0].get_key_display(),
    }


def _messages(program: Program) -> str:
    changed = len(program.touchpoints.all())
    if not changed:
        return _("Reminders and short questions come on their usual days.")
    return ngettext(
        "%(count)s letter is off or comes on another day than usual.",
        "%(count)s letters are off or come on another day than usual.",
        changed,
    ) % {"count": changed}


def _joining(program: Program) -> str:
    match program.mentors_first:
        case MentorsFirst.ENROLLMENT:
            return _("Mentors first: mentees can join once enough mentors are approved.")
        case MentorsFirst.CHOICE:
            return _("Everybody joins at once; mentees choose once enough mentors are approved.")
    return _("Mentors and mentees join at the same time.")


def _staff(program: Program) -> str:
    names = [str(staff.user) for staff in program.staff.all()]
    return ", ".join(names) if names else _("Nobody is named yet.")
