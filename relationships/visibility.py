"""Who can see what of a mentoring relationship: the one table behind “What others can see”.

The page is drawn from this table. ``tests/product/test_visibility.py`` makes an instance of every
row, looks at every page and email of every reader, and demands that they see what is said here, no
more and no less. It also demands a row, or a reason, for every model that holds something personal.
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

    @property
    def is_plain_no(self) -> bool:
        return self is NO


YES = Cell(Sees.YES, _("yes"))
NO = Cell(Sees.NO, _("no"))
FIGURES = Cell(Sees.FIGURES, _("in figures of five and more"))
ONLY_THAT_TIME_HAS_COME = Cell(Sees.YES, _("that it is time for the next phase; not who said so"))


def part(words: Words) -> Cell:
    """Visible, as far as ``words`` say."""
    return Cell(Sees.YES, words)


def no(words: Words) -> Cell:
    return Cell(Sees.NO, words)


READERS = (
    ("others", _("Your partner or group")),
    ("coordinator", _("Coordinators of the program")),
    ("manager", _("Line manager")),
    ("hr", _("HR admins")),
    ("sponsor", _("Sponsors")),
    ("safeguarding", _("Safeguarding contacts")),
    ("program", _("Others in the program")),
)


@dataclass(frozen=True)
class Kind:
    """One kind of data of one member, and how far each reader gets.

    ``others`` are those one mentors with, and the mentor one asks; ``fellows`` the other mentees of
    a group and the other members of a circle, where they see less. ``program`` is everybody else in
    the program. Sponsors see the same figures as HR admins.
    """

    key: str
    what: Words
    others: Cell = NO
    coordinator: Cell = NO
    manager: Cell = NO
    hr: Cell = NO
    safeguarding: Cell = NO
    program: Cell = NO
    fellows: Cell | None = None

    @property
    def sponsor(self) -> Cell:
        return FIGURES if self.hr.sees is Sees.FIGURES else NO

    @property
    def cells(self) -> list[tuple[Words, Cell]]:
        """Each reader with what they see, as the columns of the page."""
        return [(title, getattr(self, name)) for name, title in READERS]

    @property
    def is_private(self) -> bool:
        """Whether nobody but its author sees anything of it."""
        return all(cell is NO for _title, cell in self.cells)


@dataclass(frozen=True)
class Topic:
    """Rows of the page under one heading."""

    title: Words
    kinds: tuple[Kind, ...]


TAKING_PART = Topic(
    _("Taking part and matching"),
    (
        Kind(
            "taking_part",
            _("That you take part in a program, and as what"),
            others=YES,
            coordinator=YES,
            manager=part(_("where the program asks them about your time")),
            hr=part(_("in how many programs; not which, nor as what")),
            program=part(_("mentors, where mentees choose")),
        ),
        Kind(
            "enrollment",
            _("What you answered when you enrolled"),
            others=no(_("only answers to questions that were asked for them to read")),
            coordinator=YES,
            program=no(_("only what a mentor can help with, where mentees choose")),
        ),
        Kind(
            "partner_answer",
            _("Answers to questions that were asked for your partner to read"),
            others=part(_("once everybody has accepted")),
            coordinator=YES,
        ),
        Kind("avoid", _("Whom you would rather not be matched with")),
        Kind("looks", _("Which coordinator has opened your answers, and when")),
        Kind(
            "manager_word",
            _("What your line manager answered about your time"),
            coordinator=YES,
            manager=YES,
        ),
        Kind("invitation", _("That you were invited, and your answer"), coordinator=YES),
        Kind(
            "away",
            _("That you are away and take no requests, until when"),
            others=part(_("mentees who ask you")),
            coordinator=YES,
            program=part(_("mentees who choose a mentor do not find you")),
        ),
        Kind("wish_list", _("Which mentors you wish for, and in what order"), coordinator=YES),
        Kind(
            "request",
            _("That you ask a mentor, and how it went"),
            others=part(_("the mentor you ask")),
            coordinator=YES,
        ),
        Kind(
            "request_words",
            _("What you write to the mentor you ask"),
            others=part(_("the mentor you ask")),
        ),
        Kind(
            "introductory_talk",
            _("That you ask for an introductory talk, and how it went"),
            others=part(_("the mentor you ask")),
            coordinator=YES,
        ),
    ),
)
TOGETHER = Topic(
    _("Your sessions and what you write"),
    (
        Kind(
            "relationship",
            _("That you mentor together, the phase, start and planned end"),
            others=YES,
            coordinator=YES,
            hr=FIGURES,
            safeguarding=part(_("that you do, and since when, if they know a full name")),
        ),
        Kind("session", _("That a session was held: when, how, how long"), YES, YES, hr=FIGURES),
        Kind(
            "correction", _("That a session was corrected, by whom, and what it said before"), YES
        ),
        Kind("attendance", _("Who was at a session of a group or circle"), YES),
        Kind(
            "met",
            _("Your answer to “Did you meet as planned?”"),
            part(_("yes: it settles the session for everybody")),
            part(_("that the session was held or not")),
            hr=FIGURES,
        ),
        Kind("useful", _("Your answer on whether a session was useful")),
        Kind("agenda", _("Agendas, actions, and notes you share"), YES),
        Kind("file", _("Files you add: their names and what is in them"), YES),
        Kind("private_note", _("Private notes and takeaways")),
        Kind("unsent", _("What you have typed and not sent yet")),
        Kind("calendar", _("The calendar address from your settings")),
    ),
)
GROWTH = Topic(
    _("Your agreement, goals and growth"),
    (
        Kind(
            "agreement_terms",
            _("Agreement: how often, how, until when, and whether it is confirmed"),
            YES,
            YES,
            hr=FIGURES,
        ),
        Kind("agreement_words", _("Agreement: everything else"), YES),
        Kind(
            "goal_words",
            _("Goals: the words"),
            part(_("yes; in a group your mentor until you share")),
            fellows=NO,
        ),
        Kind(
            "goal_progress",
            _("Goals: how many, what kind, how far"),
            part(_("yes; in a group your mentor until you share")),
            YES,
            hr=FIGURES,
            fellows=NO,
        ),
        Kind(
            "activity",
            _("Development plan"),
            part(_("yes; in a group your mentor until you share the goal")),
            fellows=NO,
        ),
        Kind(
            "reflection",
            _("Looking back on an activity"),
            no(_("only once you share it")),
        ),
        Kind(
            "skills",
            _("Skills: where you are, where you want to be, what shows it"),
            part(_("yes; in a group your mentor alone")),
            fellows=NO,
        ),
        Kind("support", _("Support given, by kind"), YES),
        Kind("signal", _("Which signals of the product you have set aside")),
    ),
)
WELL_BEING = Topic(
    _("How it goes"),
    (
        Kind("fit", _("Your answer on how well you fit"), NO, YES, hr=FIGURES),
        Kind("help", _("That you would like to talk to the coordinator"), NO, YES),
        Kind("pause", _("That you pause, and until when"), YES, YES, hr=FIGURES),
        Kind(
            "pause_request",
            _("That a longer pause is asked for, and until when"),
            part(_("that it is asked for; not by whom")),
            part(_("that it is asked for; not by whom")),
        ),
        Kind(
            "ready",
            _("“I can continue alone now” and “I have little new to add”"),
            ONLY_THAT_TIME_HAS_COME,
            ONLY_THAT_TIME_HAS_COME,
        ),
        Kind("phase_words", _("What you write when you propose the next phase"), YES),
    ),
)
END = Topic(
    _("The end and afterwards"),
    (
        Kind("independence", _("Closing: how you stand alone")),
        Kind("closing_words", _("Closing: what is unfinished, and your thanks"), YES),
        Kind(
            "outcome",
            _("Closing: what you want to be to each other"),
            part(
                _(
                    "that you have chosen; what, once everybody has (friendship only if all wish"
                    " it; in a group never who)"
                )
            ),
            part(_("how many have chosen, never what")),
        ),
        Kind("concluded", _("That you have concluded for your part"), YES),
        Kind("follow_up", _("How it went on, some months later"), YES),
        Kind(
            "story",
            _("Your success story"),
            YES,
            no(_("only while everybody consents, like everybody in the program")),
            hr=no(_("only while everybody consents, like everybody in the program")),
            program=no(_("only while everybody consents")),
        ),
        Kind(
            "ending",
            _("A no-fault ending"),
            part(_("that it ended; nothing shown or sent says who ended it")),
            part(_("that it ended; nothing shown or sent says who ended it")),
            hr=FIGURES,
        ),
        Kind("wish", _("Your wish for afterwards: again, later, or leaving"), NO, YES),
        Kind("talk_again", _("Whether you would like another talk, until you both say yes")),
    ),
)
TOPICS = (TAKING_PART, TOGETHER, GROWTH, WELL_BEING, END)
BY_KEY = {kind.key: kind for topic in TOPICS for kind in topic.kinds}
