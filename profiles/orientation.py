"""The orientation: what everybody should know before the first session, by format and role."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs import formats
from programs.models import Shape, Side

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


def _private(title: Words, text: Words, question: Words, agreed: Words, why: Words) -> Module:
    answers = (_("A short summary is fine."), agreed)
    return Module("private", title, text, question, answers, 1, why)


STAYS_WITH_TWO = _private(
    _("What stays between the two of you"),
    _(
        "Everybody may know that you are a pair. What you talk about stays with you two, unless"
        " both agree to share it. The exceptions are few: danger to a person, and what the law"
        " demands. Coordinators see whether you meet, never what you say."
    ),
    _("Your manager asks your partner what you talked about. What is right?"),
    _("Nothing, unless you both agreed to it."),
    _("What you talk about stays between you, also toward managers."),
)
STAYS_IN_TALK = _private(
    _("What stays between the two of you"),
    _(
        "What you talk about stays with you two, unless both agree to share it. The exceptions are"
        " few: danger to a person, and what the law demands. Coordinators see whether you meet,"
        " never what you say."
    ),
    _("A manager asks what the two of you talked about. What is right?"),
    _("Nothing, unless you both agreed to it."),
    _("What you talk about stays between you, also toward managers."),
)
STAYS_IN_GROUP = _private(
    _("What stays in the group"),
    _(
        "Everybody may know that you are a group. What is said in it stays in it, unless all agree"
        " to share it; what a member agrees with the mentor alone stays with them. The exceptions"
        " are few: danger to a person, and what the law demands. Coordinators see whether you meet,"
        " never what you say."
    ),
    _("A manager asks what somebody said in your group. What is right?"),
    _("Nothing, unless all of you agreed to it."),
    _("What is said in the group stays there, also toward managers."),
)
STAYS_IN_CIRCLE = _private(
    _("What stays in the circle"),
    _(
        "Everybody may know that you are a circle. What is said in it stays in it, unless all agree"
        " to share it. The exceptions are few: danger to a person, and what the law demands."
        " Coordinators see whether you meet, never what you say."
    ),
    _("A manager asks what somebody said in your circle. What is right?"),
    _("Nothing, unless all of you agreed to it."),
    _("What is said in the circle stays there, also toward managers."),
)
ENDS_FOR_TWO = Module(
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
TALK_ENDS = Module(
    "no_fault",
    _("It may end at any time"),
    _(
        "Either of you can end it without a reason, and nothing that the product shows or sends"
        " says who did. It is an ordinary way to learn that two people do not fit."
    ),
    _("You notice before the talk that it does not fit. What can you do?"),
    (_("Hold it all the same."), _("End it, without giving a reason.")),
    1,
    _("Either of you can end it, at any time and without a reason."),
)
LEAVING = (_("Hold out until the end."), _("Leave, without giving a reason."))
GROUP_CONTINUES = Module(
    "no_fault",
    _("You may leave at any time"),
    _(
        "Anybody can leave the group without a reason, and the group continues. It is an ordinary"
        " way to learn that a group does not fit."
    ),
    _("You notice after three sessions that it does not fit. What can you do?"),
    LEAVING,
    1,
    _("Anybody can leave, at any time and without a reason."),
)
CIRCLE_CONTINUES = Module(
    "no_fault",
    _("You may leave at any time"),
    _(
        "Anybody can leave the circle without a reason, and the circle continues. It is an ordinary"
        " way to learn that a circle does not fit."
    ),
    _("You notice after three sessions that it does not fit. What can you do?"),
    LEAVING,
    1,
    _("Anybody can leave, at any time and without a reason."),
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
SHOW_AROUND = Module(
    "listen",
    _("Ask more than you tell"),
    _(
        "The newcomer decides what it is about. Listen, ask, and share how things are done here,"
        " mistakes included. You are neither a manager nor a therapist."
    ),
    _("Who decides what a session is about?"),
    (_("The buddy, who knows the way around."), _("The newcomer, who is finding it.")),
    1,
    _("The questions belong to the newcomer; you help to answer them."),
)
LISTEN_TO_ALL = Module(
    "listen",
    _("Ask more than you tell"),
    _(
        "The mentees decide what it is about. Listen, ask, let them help each other, and share your"
        " experience when it helps, mistakes included. You are neither a manager nor a therapist."
    ),
    _("Who decides what a session is about?"),
    (_("The mentor, who has the experience."), _("The mentees, who have the goals.")),
    1,
    _("The goals belong to the mentees; you help to reach them."),
)
ASK_ANYTHING = Module(
    "drive",
    _("You are in the driver’s seat"),
    _(
        "You plan the sessions, and ask everything you want to know. Your buddy knows the way"
        " around; you decide where to go."
    ),
    _("Who plans the next session?"),
    (_("You do."), _("Your buddy does.")),
    0,
    _("You plan it; your buddy makes the time."),
)
BRING = Module(
    "drive",
    _("You are in the driver’s seat"),
    _(
        "You bring a question, help the others with theirs, and act between the sessions. Your"
        " mentor leads the group; what you make of it is yours."
    ),
    _("Who brings the questions?"),
    (_("We do, the members of the group."), _("The mentor does.")),
    0,
    _("The members bring them; the mentor leads the session."),
)
ONE_QUESTION = Module(
    "drive",
    _("You are in the driver’s seat"),
    _(
        "You ask for the talk, propose the time, and bring one question. Your mentor opens doors;"
        " you walk through them."
    ),
    _("Who proposes the time?"),
    (_("I do."), _("My mentor does.")),
    0,
    _("You propose it; your mentor makes the time."),
)
BEGINNINGS: dict[str, dict[Side, Module]] = {
    "pairs": {Side.MENTOR: LISTEN, Side.MENTEE: DRIVE},
    "peers": {Side.PEER: TURNS},
    "buddies": {Side.MENTOR: SHOW_AROUND, Side.MENTEE: ASK_ANYTHING},
    "groups": {Side.MENTOR: LISTEN_TO_ALL, Side.MENTEE: BRING},
    "circles": {Side.PEER: TURNS},
    "talks": {Side.MENTOR: LISTEN, Side.MENTEE: ONE_QUESTION},
}
"""What a role reads first, by the column of ``programs.format_words``."""

FOR_ALL: dict[Shape, tuple[Module, Module]] = {
    Shape.PAIR: (STAYS_WITH_TWO, ENDS_FOR_TWO),
    Shape.GROUP: (STAYS_IN_GROUP, GROUP_CONTINUES),
    Shape.CIRCLE: (STAYS_IN_CIRCLE, CIRCLE_CONTINUES),
    Shape.TALK: (STAYS_IN_TALK, TALK_ENDS),
}
"""What everybody reads, whatever the role."""


def modules(format_key: str, role: str) -> tuple[Module, ...]:
    """What somebody in ``role`` reads in a program of this format, in order."""
    traits = formats.of(format_key)
    return (BEGINNINGS[traits.nouns.column][Side(role)], *FOR_ALL[traits.shape])
