"""Agendas to start from, as data: eight kinds of sessions, each a few lines in our own words.

After the session templates of the domain (2.11). A pair changes them as it likes.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.models import Phase, Shape
from sessions.models import SessionKind

Words = str | Promise


@dataclass(frozen=True)
class Agenda:
    """``lines`` are the points of the agenda; ``minutes`` 0 keeps the pair's usual length."""

    key: str
    title: Words
    kind: str
    lines: tuple[Words, ...]
    minutes: int = 0

    @property
    def text(self) -> str:
        return "\n".join(f"• {line}" for line in self.lines)


AGENDAS = {
    agenda.key: agenda
    for agenda in (
        Agenda(
            "first_meeting",
            _("First meeting"),
            SessionKind.WORKING,
            (
                _("Who we are: what we are good at, what is hard for us, what we are proud of"),
                _("Why now: what brings each of us here"),
                _("What mentoring is for us, and what it is not"),
                _("What each of us expects of the other"),
                _("Boundaries: what stays between us, and what we tell others"),
                _("How and when we meet, and how we reach each other in between"),
                _("How we tell each other when something does not work"),
                _("Our next date"),
            ),
            minutes=60,
        ),
        Agenda(
            "direction",
            _("Finding a direction"),
            SessionKind.WORKING,
            (
                _("Where the mentee stands now, and where they would like to be"),
                _("From first ideas to one or two clear goals"),
                _("Which skills that takes: where they are now, where they should be"),
                _("First steps until next time"),
                _("How we will know that it has worked"),
                _("Our agreement: read it, change it, confirm it"),
            ),
        ),
        Agenda(
            "working",
            _("Working session"),
            SessionKind.WORKING,
            (
                _("Since last time: what we promised, and the results"),
                _("Today’s topic, chosen by the mentee: to explore, to solve or to handle"),
                _("Goal: what should be different after this hour?"),
                _("Reality: what is the situation now?"),
                _("Options: what could be done, and what else?"),
                _("Will: what will you do, and by when?"),
                _("What the mentee takes away, in their own words"),
                _("Actions, and our next date"),
            ),
        ),
        Agenda(
            "review",
            _("Looking back halfway"),
            SessionKind.REVIEW,
            (
                _("Our goals one by one: what has moved, what has not"),
                _("What went well, and where else that could help"),
                _("What did not, and what we change"),
                _("How things are between us: trust, frankness, who talks how much, the pace"),
                _("Is our rhythm still right?"),
                _("What the mentee now decides without asking"),
                _("Do the goals and the planned end still fit? Who else could help?"),
            ),
        ),
        Agenda(
            "ending_announced",
            _("Preparing the end"),
            SessionKind.WORKING,
            (
                _("What we still want to get done"),
                _("A plan for the sessions we have left"),
                _("What, or who, will take the mentor’s place"),
                _("When we hold the closing conversation"),
            ),
        ),
        Agenda(
            "closing",
            _("Closing conversation"),
            SessionKind.CLOSING,
            (
                _("What we have achieved together"),
                _("Our goals: what we expected, and what we achieved"),
                _("What each of us has learned"),
                _("Thanks"),
                _("What comes next for the mentee"),
                _("Do we stay in touch, how, and what for?"),
                _("What we would tell the program; would the mentee like to mentor somebody?"),
            ),
        ),
        Agenda(
            "redefinition",
            _("Redefinition: what comes after"),
            SessionKind.REDEFINITION,
            (
                _("How we meet from now on, as equals"),
                _("How we can contact each other, and what for"),
                _("What we no longer do"),
            ),
        ),
        Agenda(
            "parting",
            _("A last conversation before ending early"),
            SessionKind.CLOSING,
            (
                _("Thanks"),
                _("One thing each of us found useful"),
                _("What is still open, and who takes it on"),
                _("No reasons and no analysis: none are needed"),
            ),
            minutes=15,
        ),
    )
}

_TURNS: dict[str, Agenda] = {
    Shape.PAIR: Agenda(
        "two_halves",
        _("Two halves"),
        SessionKind.WORKING,
        (
            _("Since last time: what each of us has tried"),
            _("First half: my question. The other listens, asks, and only then advises"),
            _("Second half: your question, the other way round"),
            _("What each of us takes away, and tries until next time"),
            _("Our next date, and who goes first"),
        ),
    ),
    Shape.CIRCLE: Agenda(
        "round",
        _("A round with a host"),
        SessionKind.WORKING,
        (
            _("The host opens: a word from each, and what has moved since last time"),
            _("The theme of today, in a minute or two"),
            _("One or two questions from the circle: the others ask first, then share experience"),
            _("What each of us takes away, and tries until next time"),
            _("How was it for us? The next date, and the next host"),
        ),
    ),
}
"""Where everybody learns and helps: an agenda that gives each a turn."""

_COMMON = tuple(AGENDAS)
AGENDAS |= {agenda.key: agenda for agenda in _TURNS.values()}

_BY_PHASE: dict[str, tuple[str, ...]] = {
    Phase.INITIATION: ("direction", "first_meeting", "working"),
    Phase.CULTIVATION: ("working", "review", "direction"),
    Phase.SEPARATION: ("closing", "ending_announced", "working"),
    Phase.REDEFINITION: ("redefinition",),
}


def offered(phase: str, sessions_held: int, *, turns: str = "") -> list[Agenda]:
    """All agendas, those that fit this phase and number of sessions first.

    ``turns``: the shape of a record in which peers take turns.
    """
    first = ["first_meeting"] if sessions_held == 0 else []
    own = [_TURNS[turns].key] if turns else []
    keys = dict.fromkeys([*first, *own, *_BY_PHASE.get(phase, ()), *_COMMON])
    return [AGENDAS[key] for key in keys]


def to_begin_with(phase: str, sessions_held: int) -> Agenda:
    """The agenda of a session nobody has written one for: of the kinds that only need planning.

    That a session is a review or the closing conversation is for people to say.
    """
    kind = SessionKind.WORKING
    return next(one for one in offered(phase, sessions_held) if one.kind == kind)
