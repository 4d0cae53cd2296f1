"""The orientation: what everybody should know before the first session, as data, by role."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.models import Side

Words = str | Promise


@dataclass(frozen=True)
class Module:
    """A minute of reading and a question about it; ``right`` is the number of the right answer."""

    key: str
    title: Words
    text: Words
    question: Words
    answers: tuple[Words, ...]
    right: int
    why: Words


PRIVATE = Module(
    "private",
    _("What stays between the two of you"),
    _(
        "Everybody may know that you are a pair. What you talk about stays with you two, unless"
        " both agree to share it. The exceptions are few: danger to a person, and what the law"
        " demands. Coordinators see whether you meet, never what you say."
    ),
    _("Your manager asks your partner what you talked about. What is right?"),
    (_("A short summary is fine."), _("Nothing, unless you both agreed to it.")),
    1,
    _("What you talk about stays between you, also toward managers."),
)
NO_FAULT = Module(
    "no_fault",
    _("It may end at any time"),
    _(
        "Either of you can end the relationship without a reason, and nothing that the product"
        " shows or sends says who did. It is an ordinary way to learn that two people do not fit,"
        " and both can be matched again."
    ),
    _("You notice after three sessions that it does not fit. What can you do?"),
    (_("Hold out until the end."), _("End it, without giving a reason.")),
    1,
    _("Either of you can end it, at any time and without a reason."),
)
LISTEN = Module(
    "listen",
    _("Ask more than you tell"),
    _(
        "Your mentee decides what it is about. Listen, ask, and share your experience when"
        " it helps, mistakes included. You are neither a manager nor a therapist."
    ),
    _("Who decides what a session is about?"),
    (_("The mentor, who has the experience."), _("The mentee, who has the goal.")),
    1,
    _("The goals belong to the mentee; you help to reach them."),
)
DRIVE = Module(
    "drive",
    _("You are in the driver’s seat"),
    _(
        "You plan the sessions, bring the question, and act in between. Your mentor opens"
        " doors; you walk through them."
    ),
    _("Who plans the next session?"),
    (_("You do."), _("Your mentor does.")),
    0,
    _("You plan it; your mentor makes the time."),
)
TURNS = Module(
    "turns",
    _("Everybody learns, everybody helps"),
    _(
        "Nobody is the expert here. Each brings a question of their own and gives time to those of"
        " the others: listen first, ask, and give advice only when somebody wants it."
    ),
    _("You have talked about your own question for most of the session. What now?"),
    (_("Go on: the others can have the next one."), _("Hand over: everybody has a turn.")),
    1,
    _("Time is shared, so that each session helps everybody."),
)
MODULES: dict[Side, tuple[Module, ...]] = {
    Side.MENTOR: (LISTEN, PRIVATE, NO_FAULT),
    Side.MENTEE: (DRIVE, PRIVATE, NO_FAULT),
    Side.PEER: (TURNS, PRIVATE, NO_FAULT),
}
