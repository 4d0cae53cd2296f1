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
class VisibilityCell:
    """What one reader sees of one kind of data; ``words`` say how much."""

    sees: Sees
    words: Words

    @property
    def is_plain_no(self) -> bool:
        return self is NO


YES = VisibilityCell(Sees.YES, _("yes"))
NO = VisibilityCell(Sees.NO, _("no"))
FIGURES = VisibilityCell(Sees.FIGURES, _("in figures of five and more"))
ONLY_THAT_TIME_HAS_COME = VisibilityCell(
    Sees.YES, _("that it is time for the next phase; not who said so")
)


def part(words: Words) -> VisibilityCell:
    """Visible, as far as ``words`` say."""
    return VisibilityCell(Sees.YES, words)


def no(words: Words) -> VisibilityCell:
    return VisibilityCell(Sees.NO, words)


READERS = (
    ("others", _("Your partner, group or circle")),
    ("coordinator", _("Coordinators of the program")),
    ("manager", _("Line manager")),
    ("hr", _("HR admins")),
    ("sponsor", _("Sponsors")),
    ("safeguarding", _("Safeguarding contacts")),
    ("program", _("Others in the program")),
)


@dataclass(frozen=True)
class DataKind:
    """One kind of data of one member, and how far each reader gets.

    ``others`` are those one mentors with, and the mentor one asks; ``fellows`` the other mentees of
    a group and the other members of a circle, where they see less. ``program`` is everybody else in
    the program. Sponsors see the same figures as HR admins.
    """

    key: str
    what: Words
    others: VisibilityCell = NO
    coordinator: VisibilityCell = NO
    manager: VisibilityCell = NO
    hr: VisibilityCell = NO
    safeguarding: VisibilityCell = NO
    program: VisibilityCell = NO
    fellows: VisibilityCell | None = None

    @property
    def sponsor(self) -> VisibilityCell:
        return FIGURES if self.hr.sees is Sees.FIGURES else NO

    @property
    def cells(self) -> list[tuple[Words, VisibilityCell]]:
        """Each reader with what they see, as the columns of the page."""
        return [(title, getattr(self, name)) for name, title in READERS]

    @property
    def is_private(self) -> bool:
        """Whether nobody but its author sees anything of it."""
        return all(cell is NO for _title, cell in self.cells)


@dataclass(frozen=True)
class VisibilityTopic:
    """Rows of the page under one heading."""

    title: Words
    kinds: tuple[DataKind, ...]


TAKING_PART = VisibilityTopic(
    _("Taking part and matching"),
    (
        DataKind(
            "taking_part",
            _("That you take part in a program, and as what"),
            others=YES,
            coordinator=YES,
            manager=part(_("where the program asks them about your time")),
            hr=FIGURES,
            program=part(_("mentors, where mentees choose")),
        ),
        DataKind(
            "enrollment",
            _("What you answered when you enrolled"),
            others=no(_("only answers to questions that were asked for them to read")),
            coordinator=YES,
            program=no(_("only what a mentor can help with, where mentees choose")),
        ),
        DataKind(
            "partner_answer",
            _("Answers to questions that were asked for your partner to read"),
            others=part(_("once everybody has accepted")),
            coordinator=YES,
        ),
        DataKind("avoid", _("Whom you would rather not be matched with")),
        DataKind("looks", _("Which coordinator has opened your answers, and when")),
        DataKind(
            "manager_word",
            _("What your line manager answered about your time"),
            coordinator=YES,
            manager=YES,
        ),
        DataKind("invitation", _("That you were invited, and your answer"), coordinator=YES),
        DataKind(
            "away",
            _("That you are away and take no requests, until when"),
            others=part(_("mentees who ask you")),
            coordinator=YES,
            program=part(_("mentees who choose a mentor do not find you")),
        ),
        DataKind("wish_list", _("Which mentors you wish for, and in what order"), coordinator=YES),
        DataKind(
            "request",
            _("That you ask a mentor, and how it went"),
            others=part(_("the mentor you ask")),
            coordinator=YES,
        ),
        DataKind(
            "request_words",
            _("What you write to the mentor you ask"),
            others=part(_("the mentor you ask")),
        ),
        DataKind(
            "introductory_talk",
            _("That you ask for an introductory talk, and how it went"),
            others=part(_("the mentor you ask")),
            coordinator=part(
                _("that a talk is open, and who is told if they end it; not how it went")
            ),
        ),
    ),
)
TOGETHER = VisibilityTopic(
    _("Your sessions and what you write"),
    (
        DataKind(
            "relationship",
            _("That you mentor together, the phase, start and planned end"),
            others=YES,
            coordinator=YES,
            hr=FIGURES,
            safeguarding=part(
                _(
                    "that you do, and since when, if they know a full name; that it ended during a"
                    " hold, for 90 days"
                )
            ),
        ),
        DataKind(
            "session", _("That a session was held: when, how, how long"), YES, YES, hr=FIGURES
        ),
        DataKind(
            "correction", _("That a session was corrected, by whom, and what it said before"), YES
        ),
        DataKind("attendance", _("Who was at a session of a group or circle"), YES),
        DataKind(
            "met",
            _("Your answer to “Did you meet as planned?”"),
            part(_("yes: it settles the session for everybody")),
            part(_("that the session was held or not")),
            hr=FIGURES,
        ),
        DataKind("useful", _("Your answer on whether a session was useful")),
        DataKind("agenda", _("Agendas, actions, and notes you share"), YES),
        DataKind("file", _("Files you add: their names and what is in them"), YES),
        DataKind("private_note", _("Private notes and takeaways")),
        DataKind("unsent", _("What you have typed and not sent yet")),
        DataKind("calendar", _("The calendar address from your settings")),
    ),
)
GROWTH = VisibilityTopic(
    _("Your agreement, goals and growth"),
    (
        DataKind(
            "agreement_terms",
            _("Agreement: how often, how, until when, and whether it is confirmed"),
            YES,
            YES,
            hr=FIGURES,
        ),
        DataKind("agreement_words", _("Agreement: everything else"), YES),
        DataKind(
            "goal_words",
            _("Goals: the words"),
            part(_("yes; until you share, in a group only your mentor, in a circle nobody")),
            fellows=NO,
        ),
        DataKind(
            "goal_progress",
            _("Goals: how many, what kind, how far"),
            part(_("yes; until you share, in a group only your mentor, in a circle nobody")),
            YES,
            hr=FIGURES,
            fellows=NO,
        ),
        DataKind(
            "activity",
            _("Development plan"),
            part(
                _("yes; until you share the goal, in a group only your mentor, in a circle nobody")
            ),
            fellows=NO,
        ),
        DataKind(
            "reflection",
            _("Looking back on an activity"),
            no(_("only once you share it")),
        ),
        DataKind(
            "skills",
            _("Skills: where you are, where you want to be, what shows it"),
            part(_("yes; in a group your mentor alone, in a circle nobody")),
            fellows=NO,
        ),
        DataKind(
            "support",
            _("Support given, by kind"),
            part(_("yes; in a group or circle only whoever gave it and whoever noted it")),
            fellows=part(_("only whoever gave it and whoever noted it")),
        ),
        DataKind("signal", _("Which signals of the product you have set aside")),
    ),
)
WELL_BEING = VisibilityTopic(
    _("How it goes"),
    (
        DataKind("fit", _("Your answer on how well you fit"), NO, YES, hr=FIGURES),
        DataKind("help", _("That you would like to talk to the coordinator"), NO, YES),
        DataKind("pause", _("That you pause, and until when"), YES, YES, hr=FIGURES),
        DataKind(
            "pause_request",
            _("That a longer pause is asked for, and until when"),
            part(_("that it is asked for; not by whom")),
            part(_("that it is asked for; not by whom")),
        ),
        DataKind(
            "ready",
            _("“I can continue alone now” and “I have little new to add”"),
            ONLY_THAT_TIME_HAS_COME,
            ONLY_THAT_TIME_HAS_COME,
        ),
        DataKind("phase_words", _("What you write when you propose the next phase"), YES),
    ),
)
END = VisibilityTopic(
    _("The end and afterwards"),
    (
        DataKind("independence", _("Closing: how you stand alone")),
        DataKind("closing_words", _("Closing: what is unfinished, and your thanks"), YES),
        DataKind(
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
        DataKind("concluded", _("That you have concluded for your part"), YES),
        DataKind("follow_up", _("How it went on, some months later"), YES),
        DataKind(
            "story",
            _("Your success story"),
            YES,
            no(_("only while everybody consents, like everybody in the program")),
            hr=no(_("only while everybody consents, like everybody in the program")),
            program=no(_("only while everybody consents")),
        ),
        DataKind(
            "ending",
            _("A no-fault ending"),
            part(_("that it ended; nothing shown or sent says who ended it")),
            part(_("that it ended; nothing shown or sent says who ended it")),
            hr=FIGURES,
        ),
        DataKind(
            "leaving",
            _("That you leave a group or circle, or are taken out of it"),
            part(_("that a member has left; not why, nor whether somebody took you out")),
            part(_("that you no longer belong to it, and whether a coordinator took you out")),
            safeguarding=part(_("that you have left, and when, if they know a full name")),
        ),
        DataKind("wish", _("Your wish for afterwards: again, later, or leaving"), NO, YES),
        DataKind("talk_again", _("Whether you would like another talk, until you both say yes")),
    ),
)
TOPICS = (TAKING_PART, TOGETHER, GROWTH, WELL_BEING, END)
BY_KEY = {kind.key: kind for topic in TOPICS for kind in topic.kinds}
