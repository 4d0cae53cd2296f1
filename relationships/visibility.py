"""Who can see what of a mentoring relationship: the one table behind “What others can see”.

The page is drawn from this table. ``tests/product/test_privacy_of_the_pair.py`` takes the readers
of some rows from it and looks at every page of every reader; the other rows have no such test yet.
"""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Sees(Enum):
    """How far one kind of reader gets: the page changes with it, or does not."""

    YES = "yes"
    FIGURES = "figures"
    NO = "no"


@dataclass(frozen=True)
class Cell:
    """What one reader sees of one kind of data; ``words`` say how much."""

    sees: Sees
    words: Words


YES = Cell(Sees.YES, _("yes"))
NO = Cell(Sees.NO, _("no"))
FIGURES = Cell(Sees.FIGURES, _("in the program’s figures of the night only"))


def part(words: Words) -> Cell:
    """Visible, as far as ``words`` say."""
    return Cell(Sees.YES, words)


def no(words: Words) -> Cell:
    return Cell(Sees.NO, words)


@dataclass(frozen=True)
class Kind:
    """One kind of data of one member: what the others in the relationship, the coordinators of the
    program, the line manager and HR admins see of it."""

    key: str
    what: Words
    others: Cell = NO
    coordinator: Cell = NO
    manager: Cell = NO
    hr: Cell = NO


KINDS: tuple[Kind, ...] = (
    Kind(
        "relationship",
        _("That you mentor together, the phase, start and planned end"),
        others=YES,
        coordinator=YES,
        hr=FIGURES,
    ),
    Kind(
        "enrollment",
        _("What you answered when you enrolled"),
        others=no(_("only answers to questions that were asked for them to read")),
        coordinator=YES,
        manager=no(
            _("no; that you want to take part, where the program asks them about your time")
        ),
    ),
    Kind("session", _("That a session was held: when, how, how long"), YES, YES, hr=FIGURES),
    Kind("agenda", _("Agendas, actions, files, and notes you share"), YES),
    Kind("private_note", _("Private notes and takeaways")),
    Kind("unsent", _("What you have typed and not sent yet")),
    Kind(
        "goal_words", _("Goals: the words"), part(_("yes; in a group your mentor until you share"))
    ),
    Kind(
        "goal_progress",
        _("Goals: how many, what kind, how far"),
        part(_("yes; in a group your mentor until you share")),
        YES,
        hr=FIGURES,
    ),
    Kind(
        "activity",
        _("Development plan"),
        part(_("yes; looking back on an activity: only you, until you share it")),
    ),
    Kind("skills", _("Skills: where you are, where you want to be, what shows it"), YES),
    Kind("support", _("Support given, by kind"), YES),
    Kind(
        "agreement_terms",
        _("Agreement: how often, how, until when, and whether it is confirmed"),
        YES,
        YES,
        hr=FIGURES,
    ),
    Kind("agreement_words", _("Agreement: everything else"), YES),
    Kind(
        "met",
        _("Your answer to “Did you meet as planned?”"),
        part(_("yes: it settles the session for everybody")),
        part(_("that the session was held or not")),
        hr=FIGURES,
    ),
    Kind("fit", _("Your answer on how well you fit"), NO, YES, hr=FIGURES),
    Kind("help", _("That you would like to talk to the coordinator"), NO, YES),
    Kind("useful", _("Your answer on whether a session was useful")),
    Kind(
        "ready",
        _("“I can continue alone now” and “I have little new to add”"),
        part(_("that it is time for the next phase; not who said so")),
        part(_("that it is time for the next phase; not who said so")),
    ),
    Kind("independence", _("Closing: how you stand alone")),
    Kind("closing_words", _("Closing: what is unfinished, and your thanks"), YES),
    Kind(
        "outcome",
        _("Closing: what you want to be to each other"),
        part(
            _(
                "that you have chosen; what, once everybody has (friendship only if all wish it; in"
                " a group never who)"
            )
        ),
        part(_("how many have chosen, never what")),
    ),
    Kind("follow_up", _("How it went on, some months later"), YES),
    Kind(
        "story",
        _("Your success story"),
        YES,
        no(_("only while everybody consents, like everybody in the program")),
        hr=no(_("only while everybody consents, like everybody in the program")),
    ),
    Kind(
        "ending",
        _("A no-fault ending"),
        part(_("that it ended; nothing shown or sent says who ended it")),
        part(_("that it ended; nothing shown or sent says who ended it")),
        hr=FIGURES,
    ),
    Kind("wish", _("Your wish for afterwards: again, later, or leaving"), NO, YES),
)
BY_KEY = {kind.key: kind for kind in KINDS}
