"""What the set-up page says about a program: its sections in sentences, and the one next step."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import dates
from core.percents import percents
from programs import formats, rules, setup_steps, wording
from programs.models import (
    BriefingReaders,
    Duty,
    ManagerAsked,
    MentorsFirst,
    Phase,
    Program,
    ProgramStatus,
    Shape,
    Side,
)
from programs.setup_steps import SetupStep, State


@dataclass(frozen=True)
class SetupSection:
    """One step of the set-up in words; ``missing`` says what it still needs, "" when nothing."""

    step: SetupStep
    sentence: str
    state: State
    missing: str = ""


@dataclass(frozen=True)
class SetupNextStep:
    """The one thing to do now; ``route`` names a page, ``move`` a button beside it or alone, and
    ``keep`` the step that can also stay as it is."""

    title: str
    sentence: str
    route: str = ""
    move: str = ""
    keep: str = ""


def sections(
    program: Program, checks: Iterable[rules.LaunchCheck], settled: Collection[str]
) -> list[SetupSection]:
    """All steps in the order people take them; reads what the checklist has prefetched. Once it is
    open nothing is missing: what has passed, such as the last day to join, is no fault."""
    draft = program.status == ProgramStatus.DRAFT
    missing = {check.code: check.sentence for check in checks if draft and not check.done}
    return [
        SetupSection(
            step,
            SENTENCES[step.key](program),
            _state(step, missing, settled),
            missing.get(step.check, ""),
        )
        for step in setup_steps.steps(program)
    ]


def _state(step: SetupStep, missing: Collection[str], settled: Collection[str]) -> State:
    if step.check in missing:
        return State.MISSING
    return State.SETTLED if step.key in settled else State.OPEN


def next_step(program: Program, sections: list[SetupSection]) -> SetupNextStep:
    """What the person should do first."""
    if program.status != ProgramStatus.DRAFT:
        return STEPS[ProgramStatus(program.status)](program)
    missing = [section for section in sections if section.state == State.MISSING]
    if missing:
        title = ngettext("One thing is missing", "%(count)s things are missing", len(missing))
        first = missing[0]
        return SetupNextStep(title % {"count": len(missing)}, first.missing, route=first.step.route)
    for section in sections:
        if section.state == State.OPEN:
            return _look_at(section)
    return _open()


def _look_at(section: SetupSection) -> SetupNextStep:
    return SetupNextStep(
        _("Next: %(step)s") % {"step": section.step.title},
        _(
            "%(sentence)s Change it, or keep it as it is. Nothing is missing, so you can also"
            " open enrollment now."
        )
        % {"sentence": section.sentence},
        route=section.step.route,
        move="open",
        keep=section.step.key,
    )


def _open() -> SetupNextStep:
    return SetupNextStep(
        _("Everything is ready"),
        _("Check the enrollment form once more as people see it, then open enrollment."),
        move="open",
    )


def _share(program: Program) -> SetupNextStep:
    how = _("Coordinators invite and approve them; the join link is for everywhere else.")
    return SetupNextStep(
        _("Invite people"),
        f"{formats.of(program.format).nouns.invite_first} {how}",
        route="program_invite",
    )


def _follow(_program: Program) -> SetupNextStep:
    return SetupNextStep(
        _("The program is running"),
        _("Nobody new can join. Everybody already in the program continues."),
        route="program_people",
    )


def _closed(_program: Program) -> SetupNextStep:
    return SetupNextStep(
        _("This program is closed"),
        _(
            "You can read everything. HR admins can still remove staff, but nobody can be named."
            " Reopen it if it was closed by mistake."
        ),
    )


STEPS = {
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
        "last": dates.day(program.enrollment_closes_on),
    }


def _phases(program: Program) -> str:
    if not formats.of(program.format).has_phases:
        return _("Two people meet once, so there are no phases.")
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
        return _("Only the standard profile. You can add questions of your own.")
    return ngettext(
        "One question of your own, in addition to the standard profile.",
        "%(count)s questions of your own, in addition to the standard profile.",
        count,
    ) % {"count": count}


def _criteria(program: Program) -> str:
    criteria = sorted(program.criteria.all(), key=lambda criterion: -criterion.weight)
    shares = percents([criterion.weight for criterion in criteria])
    if not sum(shares):
        return _("No criterion has a weight yet.")
    return _("Most important, at %(share)s%%: %(criterion)s.") % {
        "share": shares[0],
        "criterion": formats.criterion(program.format, criteria[0].key),
    }


def _messages(program: Program) -> str:
    if formats.of(program.format).shape == Shape.TALK:
        return _("Two people meet once: an introduction, and a reminder of their session.")
    changed = len(program.touchpoints.all())
    if not changed:
        return _("Reminders and short questions come on their usual days.")
    return ngettext(
        "%(count)s email is off or comes on another day than usual.",
        "%(count)s emails are off or come on another day than usual.",
        changed,
    ) % {"count": changed}


def _joining(program: Program) -> str:
    if program.manager_asked == ManagerAsked.NOBODY:
        return _who_first(program)
    asked = ngettext(
        "Line managers are asked, and have a day to answer.",
        "Line managers are asked, and have %(days)s days to answer.",
        program.manager_days,
    ) % {"days": program.manager_days}
    return f"{_who_first(program)} {asked}"


def _who_first(program: Program) -> str:
    nouns = formats.of(program.format).nouns
    match program.mentors_first:
        case MentorsFirst.ENROLLMENT:
            return str(nouns.mentors_first)
        case MentorsFirst.CHOICE:
            return str(nouns.choose_later)
    return _("Everybody joins at the same time.")


def _format(program: Program) -> str:
    return f"{program.get_format_display()}. {formats.of(program.format).about}"


def _taking_part(program: Program) -> str:
    oriented = (
        _("Nobody is matched before their orientation.")
        if program.orientation_required
        else _("The orientation is offered to everybody.")
    )
    has_places = formats.of(program.format).has_places
    parts = [_places(program), oriented] if has_places else [oriented]
    if program.briefing_readers != BriefingReaders.NOBODY:
        parts.append(_("Line managers have a page of their own."))
    return " ".join(parts)


def _places(program: Program) -> str:
    return ngettext(
        "A %(mentor)s takes one %(mentee)s at a time.",
        "A %(mentor)s takes up to %(count)s at a time.",
        program.most_mentees,
    ) % {
        "count": program.most_mentees,
        "mentor": formats.role_name(program.format, Side.MENTOR).lower(),
        "mentee": formats.role_name(program.format, Side.MENTEE).lower(),
    }


def _staff(program: Program) -> str:
    names = [str(staff.user) for staff in program.staff.all()]
    if not names:
        return _("Nobody is named yet.")
    sponsors = [str(one.user) for one in program.appointments.all() if one.duty == Duty.SPONSOR]
    words = _("Coordinators: %(names)s.") % {"names": ", ".join(names)}
    if sponsors:
        words += " " + _("Sponsors: %(names)s.") % {"names": ", ".join(sponsors)}
    return words


SENTENCES: Mapping[str, Callable[[Program], str]] = {
    "dates": _dates,
    "format": _format,
    "phases": _phases,
    "questions": _questions,
    "criteria": _criteria,
    "joining": _joining,
    "taking_part": _taking_part,
    "messages": _messages,
    "staff": _staff,
}
