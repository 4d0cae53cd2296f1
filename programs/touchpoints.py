"""The moments at which the product writes to a relationship, as data: usual days and limits.

What a program chose differently is kept as ``TouchpointChoice`` rows; the rest is as here, for a
relationship of a year, and the later days shrink with a shorter one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import FieldProblem
from programs.models import Format, TouchpointChoice

Words = str | Promise
A_YEAR = 365


class Counted(Enum):
    """What the day of a touchpoint counts from."""

    START = "start"
    END = "end"
    CLOSING = "closing"
    RHYTHM = "rhythm"
    CHOSEN = "chosen"


class SentWhen(TextChoices):
    """What a touchpoint with a day depends on, in words; ``sessions.rules`` computes it."""

    NOTHING_BOOKED = "nothing_booked", _("When no session is planned or held.")
    ALWAYS = "always", _("Always.")
    NONE_HELD = "none_held", _("When no session was held.")
    NOT_AGREED = "not_agreed", _("When the agreement is not confirmed.")
    NO_GOAL = "no_goal", _("When no goal is agreed.")
    WORKING = "working", _("In initiation or cultivation.")
    NOT_CLOSED = "not_closed", _("When the closing conversation was not held.")
    NOTHING_AFTER = "nothing_after", _("In redefinition, when no session is planned.")


@dataclass(frozen=True)
class Touchpoint:
    """One letter or question: when, to whom, and on which condition.

    ``day`` counts from the day both said yes, back from the planned end, or from the closing
    conversation; it can be moved between ``least`` and ``most``. By the rhythm of the pair, or on a
    day the two chose, there is none to set. ``shrinks``: in a shorter relationship it comes earlier
    in proportion.
    """

    key: str
    title: Words
    when: SentWhen | Words
    counted: Counted = Counted.START
    day: int = 0
    least: int = 0
    most: int = 0
    shrinks: bool = False
    for_learners: bool = False

    @property
    def condition(self) -> Words:
        """In words."""
        return self.when.label if isinstance(self.when, SentWhen) else self.when

    @property
    def has_day(self) -> bool:
        """Whether a program can move it."""
        return self.counted not in {Counted.RHYTHM, Counted.CHOSEN}


TOUCHPOINTS: tuple[Touchpoint, ...] = (
    Touchpoint(
        "first_meeting",
        _("Is the first meeting booked?"),
        SentWhen.NOTHING_BOOKED,
        day=3,
        least=1,
        most=14,
    ),
    Touchpoint(
        "welcome",
        _("Welcome, and whom to turn to"),
        SentWhen.ALWAYS,
        day=7,
        least=1,
        most=21,
    ),
    Touchpoint(
        "first_meeting_late",
        _("You have not met yet"),
        SentWhen.NONE_HELD,
        day=14,
        least=7,
        most=30,
    ),
    Touchpoint(
        "agreement_status",
        _("Your agreement is still open"),
        SentWhen.NOT_AGREED,
        day=30,
        least=7,
        most=90,
    ),
    Touchpoint(
        "goals_status",
        _("A first goal"),
        SentWhen.NO_GOAL,
        day=45,
        least=14,
        most=120,
    ),
    Touchpoint(
        "mid_point",
        _("Halfway: look back together"),
        SentWhen.WORKING,
        day=180,
        least=14,
        most=730,
        shrinks=True,
    ),
    Touchpoint(
        "ending_well",
        _("Ending well begins"),
        SentWhen.WORKING,
        counted=Counted.END,
        day=95,
        least=14,
        most=180,
        shrinks=True,
    ),
    Touchpoint(
        "propose_separation",
        _("Is it time to start winding up?"),
        SentWhen.WORKING,
        counted=Counted.END,
        day=65,
        least=10,
        most=120,
        shrinks=True,
    ),
    Touchpoint(
        "book_closing",
        _("Book the closing conversation"),
        SentWhen.NOT_CLOSED,
        counted=Counted.END,
        day=30,
        least=5,
        most=60,
        shrinks=True,
    ),
    Touchpoint(
        "redefinition_talk",
        _("Meet once more, as equals"),
        SentWhen.NOTHING_AFTER,
        counted=Counted.CLOSING,
        day=35,
        least=14,
        most=80,
    ),
    Touchpoint(
        "follow_up",
        _("How have things been since then?"),
        _("On the day they chose when they finished, usually half a year later."),
        counted=Counted.CHOSEN,
    ),
    Touchpoint(
        "held",
        _("Did you meet as planned?"),
        _("An hour after a planned session, when nobody has logged it."),
        counted=Counted.RHYTHM,
    ),
    Touchpoint(
        "fit",
        _("How well do you fit?"),
        _("After each of the first three sessions, until somebody says “good fit”."),
        counted=Counted.RHYTHM,
    ),
    Touchpoint(
        "schedule_next",
        _("When do you meet next?"),
        _("When a session is due by the rhythm of the phase, and none is planned."),
        counted=Counted.RHYTHM,
        for_learners=True,
    ),
    Touchpoint(
        "gap",
        _("You have not met for a while"),
        _("At the gentle reminder of the phase, when no session is planned."),
        counted=Counted.RHYTHM,
    ),
)

# An onboarding buddy is over after three months: what others settle in a month takes two weeks.
EARLIER: Mapping[str, Mapping[str, int]] = {
    Format.BUDDY: {"first_meeting_late": 7, "agreement_status": 14, "goals_status": 21},
}

Timing = Mapping[str, int]
"""The day of every touchpoint that is switched on, by key; 0 for those by the rhythm."""


def usual(format_key: str, length: int) -> dict[str, int]:
    """The day of each touchpoint in a relationship of ``length`` days, unless a program says
    otherwise."""
    earlier = EARLIER.get(format_key, {})
    return {point.key: earlier.get(point.key, _day(point, length)) for point in TOUCHPOINTS}


def _day(point: Touchpoint, length: int) -> int:
    if not point.shrinks or length >= A_YEAR:
        return point.day
    return max(point.least, round(point.day * length / A_YEAR))


def problems(key: str, day: int, length: int) -> list[FieldProblem]:
    """What is wrong with sending touchpoint ``key`` on ``day`` of a relationship of ``length``
    days, at the field where it is put right."""
    point = BY_KEY[key]
    if not point.least <= day <= point.most:
        limits = {"least": point.least, "most": point.most}
        sentence = gettext("Choose a day between %(least)s and %(most)s.") % limits
        return [FieldProblem(f"{key}_day", sentence)]
    if day >= length and point.counted is not Counted.CLOSING:
        sentence = gettext("A relationship lasts %(days)s days here: choose a day within it.")
        return [FieldProblem(f"{key}_day", sentence % {"days": length})]
    return []


BY_KEY: Mapping[str, Touchpoint] = {point.key: point for point in TOUCHPOINTS}
CLASSIC: Timing = usual(Format.CLASSIC, A_YEAR)


def timing(usual_days: Timing, chosen: Iterable[TouchpointChoice]) -> dict[str, int]:
    """What is sent: the usual days with what a program ``chosen`` differently."""
    days = dict(usual_days)
    for choice in chosen:
        if choice.is_on and choice.key in days:
            days[choice.key] = choice.day
        else:
            days.pop(choice.key, None)
    return days
