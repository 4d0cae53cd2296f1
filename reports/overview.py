"""The words of the dashboard: where the program stands, and what comes first in an empty one."""

from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import dates
from programs import formats
from programs.format_words import Nouns
from programs.models import Program, ProgramStatus, Side
from reports.figures import Figures
from reports.weeks import Week

STEP_LABELS: dict[str, str | Promise] = {
    "enrolled": gettext_lazy("Enrolled"),
    "approved": gettext_lazy("Approved"),
    "proposed": gettext_lazy("Match proposed"),
    "met": gettext_lazy("Met in 21 days"),
    "active": gettext_lazy("Met recently"),
}


_FINISH = gettext_lazy(
    "It is still a draft that nobody can join: settle its dates and questions, then open"
    " enrollment."
)


def step_label(program: Program, key: str) -> str:
    """How far people have come, in words."""
    return str(nouns(program).accepted if key == "accepted" else STEP_LABELS[key])


@dataclass(frozen=True, slots=True)
class FirstStep:
    """What a program without pairs needs first: why the page is empty, and where to go.

    ``numbers`` are for those who coordinate the program. ``for_everybody``: HR admins who do not
    coordinate it may do it too.
    """

    title: str
    text: str
    url: str
    label: str
    for_everybody: bool = False
    numbers: str = ""


def heading(program: Program, figures: Figures, today: date) -> str:
    """One line under the name: "Week 12 of 52 · 79 pairs · Classic one-to-one"; of a closed program
    all that have started are counted."""
    is_closed = program.status == ProgramStatus.CLOSED
    count = figures.reached.started if is_closed else figures.running
    parts = [
        progress(program, today),
        str(nouns(program).counted % {"count": count}),
        str(program.get_format_display()),
    ]
    return " · ".join(parts)


def nouns(program: Program) -> Nouns:
    return formats.of(program.format).nouns


def progress(program: Program, today: date) -> str:
    """How far the program is on ``today``, in weeks."""
    if program.closed_at:
        return _("Closed on %(day)s") % {"day": dates.day(program.closed_at)}
    if today < program.starts_on:
        ahead = begun_weeks(today, program.starts_on)
        return ngettext("Starts in %(count)d week", "Starts in %(count)d weeks", ahead) % {
            "count": ahead
        }
    week = (today - program.starts_on).days // 7 + 1
    if program.ends_on is None:
        return _("Rolling, week %(week)d") % {"week": week}
    weeks = max(round((program.ends_on - program.starts_on).days / 7), 1)
    if today > program.ends_on:
        return ngettext("Over, after %(count)d week", "Over, after %(count)d weeks", weeks) % {
            "count": weeks
        }
    return _("Week %(week)d of %(weeks)d") % {"week": min(week, weeks), "weeks": weeks}


def begun_weeks(first: date, last: date) -> int:
    """Weeks from ``first`` to a later ``last``, the begun one counted."""
    return -(-(last - first).days // 7)


def first_step(program: Program, figures: Figures) -> FirstStep | None:
    """What comes first while nobody has been proposed to anybody; None afterwards, and once
    nothing can be done."""
    if not figures.is_empty or program.status == ProgramStatus.CLOSED:
        return None
    step = _first_step(program, figures)
    return replace(step, text=f"{step.numbers} {step.text}".lstrip())


def first_step_for_others(program: Program, figures: Figures) -> FirstStep | None:
    """The same for HR admins who do not coordinate the program: without a number, and with a link
    only to what they may do themselves."""
    if not figures.is_empty or program.status == ProgramStatus.CLOSED:
        return None
    step = _first_step(program, figures)
    if step.for_everybody:
        return step
    text = f"{step.text} {_('The coordinators of this program do that.')}"
    return replace(step, text=text, url="", label="")


def _first_step(program: Program, figures: Figures) -> FirstStep:
    if program.status == ProgramStatus.DRAFT:
        return _finish_set_up(program)
    if not figures.enrolled:
        return _invite(program)
    has_mentors = figures.approved_mentors or Side.MENTOR not in formats.of(program.format).sides
    if not figures.waiting_mentees or not has_mentors:
        return _approve(program, figures)
    return _match(program, figures)


def _finish_set_up(program: Program) -> FirstStep:
    return FirstStep(
        _("First, finish the setup"),
        f"{nouns(program).how_they_do} {_FINISH}",
        _url("program_setup", program),
        _("Go on with the setup"),
        for_everybody=True,
    )


def _invite(program: Program) -> FirstStep:
    return FirstStep(
        _("First, invite people"),
        f"{nouns(program).how_they_do} {nouns(program).invite}",
        _url("program_setup", program),
        _("Get the join link"),
        for_everybody=True,
    )


def _approve(program: Program, figures: Figures) -> FirstStep:
    enrolled = ngettext(
        "%(count)d person has enrolled.", "%(count)d people have enrolled.", figures.enrolled
    ) % {"count": figures.enrolled}
    text = str(nouns(program).needs)
    return FirstStep(
        _("First, approve who takes part"),
        text,
        _url("program_people", program),
        _("See who has enrolled"),
        numbers=enrolled,
    )


def _match(program: Program, figures: Figures) -> FirstStep:
    waiting = nouns(program).number_waiting % {"count": figures.waiting_mentees}
    text = str(nouns(program).find_how)
    return FirstStep(
        str(nouns(program).find),
        text,
        _url("matching_room", program),
        _("Match"),
        numbers=waiting,
    )


def _url(route: str, program: Program) -> str:
    return reverse(route, kwargs={"program": program.pk})


def weeks_sentence(weeks: list[Week]) -> str:
    """What the chart shows, for those who do not see it."""
    return _(
        "In the week of %(first)s, %(held_first)d sessions were held of %(due_first)d due; in the"
        " week of %(last)s, %(held_last)d of %(due_last)d."
    ) % {
        "first": weeks[0].label,
        "held_first": weeks[0].held,
        "due_first": weeks[0].due,
        "last": weeks[-1].label,
        "held_last": weeks[-1].held,
        "due_last": weeks[-1].due,
    }
