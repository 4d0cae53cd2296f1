"""The formats of mentoring a program can have, as data: what each is and what it rules out.

Everything else asks these traits; nothing asks for a format by its name.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from programs import format_words
from programs.format_words import Nouns
from programs.models import Format, Shape, Side
from programs.shapes import SHAPES

Words = str | Promise


@dataclass(frozen=True)
class Colleague:
    """What the rules of a format know of somebody: an id, the function in plain lower case ("" when
    not known), and how many managers stand above them (0 when none is known)."""

    user: int
    function: str
    managers_above: int


PairRule = Callable[[Colleague, Colleague], bool]
"""Whether a mentor (first) and a mentee (second) may not be paired."""


def same_function(mentor: Colleague, mentee: Colleague) -> bool:
    """Both come from one function; nothing is ruled out where a function is not known."""
    return bool(mentor.function) and mentor.function == mentee.function


def mentor_is_senior(mentor: Colleague, mentee: Colleague) -> bool:
    """The mentor stands nearer to the top; nothing is ruled out where a manager is not known."""
    known = mentor.managers_above and mentee.managers_above
    return bool(known) and mentor.managers_above < mentee.managers_above


@dataclass(frozen=True)
class SideWords:
    """One side of a format in its own words: what it is called, asked and brings. ``approved``
    takes the ``count`` of people."""

    side: Side
    name: Words
    approved: Any
    yours: Words
    join: Words
    question: Words
    brings: tuple[Words, ...]


def _mentor(*brings: Words) -> SideWords:
    return SideWords(
        side=Side.MENTOR,
        name=_("Mentor"),
        approved=ngettext_lazy(
            "%(count)d mentor is approved", "%(count)d mentors are approved", "count"
        ),
        yours=_("your mentor"),
        join=_("Join as a mentor"),
        question=_("What would you like to give?"),
        brings=brings,
    )


def _mentee(*brings: Words) -> SideWords:
    return SideWords(
        side=Side.MENTEE,
        name=_("Mentee"),
        approved=ngettext_lazy(
            "%(count)d mentee is approved", "%(count)d mentees are approved", "count"
        ),
        yours=_("your mentee"),
        join=_("Join as a mentee"),
        question=_("What would you like from a mentor?"),
        brings=brings,
    )


UP_TO_THREE = _("You choose how many mentees you take, from one to three.")
NO_TRAINING = _("You do not need a training to start; every phase brings an agenda.")
PLANS = _("You plan the sessions and keep the record.")
RESPONSIBLE = _("Your development stays your own responsibility.")
TWO_PEOPLE = _(
    "One mentor and one mentee talk in confidence, outside the reporting line. The mentee decides"
    " what it is about; the mentor shares experience. Both agree on every match, and either can end"
    " it at any time without giving a reason."
)


@dataclass(frozen=True)
class Traits:
    """How one format differs: what it is, who takes part, and which pairs it rules out.

    That nobody is paired within their own reporting line, at any depth, holds for every format.
    ``parts`` come in the order in which people are asked to join. ``terms``: the mentors come from
    outside, and say what they ask for. ``nouns``: what pairs, groups, circles and talks are called.
    """

    about: Words
    parts: tuple[SideWords, ...]
    how: Words = TWO_PEOPLE
    shape: Shape = Shape.PAIR
    rules: tuple[PairRule, ...] = ()
    terms: bool = False
    nouns: Nouns = format_words.PAIRS

    @property
    def gathers(self) -> bool:
        """Whether people are brought together otherwise than as one mentor with one mentee."""
        return self.shape in {Shape.GROUP, Shape.CIRCLE} or Side.PEER in self.sides

    @property
    def has_phases(self) -> bool:
        """Whether people go through four phases, in a rhythm; a talk is held once."""
        return SHAPES[self.shape].has_phases

    @property
    def sides(self) -> tuple[Side, ...]:
        return tuple(part.side for part in self.parts)

    @property
    def has_places(self) -> bool:
        """Whether mentors say how many they take at a time."""
        return Side.MENTOR in self.sides and self.shape != Shape.GROUP

    def part(self, side: str) -> SideWords:
        """The words for ``side``; KeyError when nobody takes part on it."""
        return {part.side: part for part in self.parts}[Side(side)]


TRAITS: Mapping[str, Traits] = {
    Format.CLASSIC: Traits(
        about=_("Somebody with experience helps somebody else to develop."),
        parts=(
            _mentee(
                _("You bring a question or a goal, and act between the sessions."),
                PLANS,
                RESPONSIBLE,
            ),
            _mentor(
                _("You listen, ask, and share what you have learned."), UP_TO_THREE, NO_TRAINING
            ),
        ),
    ),
    Format.REVERSE: Traits(
        about=_(
            "Reverse mentoring: the mentor is the junior of the two and shares what seniors no"
            " longer see. The goals belong to the senior, and nobody is paired within their own"
            " reporting line."
        ),
        parts=(
            _mentee(
                _("You are the senior of the two, and want to learn from a fresh view."),
                PLANS,
                RESPONSIBLE,
            ),
            _mentor(
                _("You are the junior of the two, and share openly what you see and know."),
                UP_TO_THREE,
                NO_TRAINING,
            ),
        ),
        rules=(mentor_is_senior,),
    ),
    Format.CROSS_FUNCTIONAL: Traits(
        about=_("Across functions: mentor and mentee come from different parts of the work."),
        parts=(
            _mentee(_("You want to see the organization from another side."), PLANS, RESPONSIBLE),
            _mentor(
                _("You share your experience with somebody from another function."),
                UP_TO_THREE,
                NO_TRAINING,
            ),
        ),
        rules=(same_function,),
    ),
    Format.EXTERNAL: Traits(
        about=_(
            "The mentors come from outside the organization. They owe no report to anybody, and"
            " what they hear about the organization stays with them."
        ),
        parts=(
            _mentee(
                _("You want to talk with somebody who has no part in your organization."),
                PLANS,
                RESPONSIBLE,
            ),
            _mentor(
                _("You bring a view from outside, and keep what you hear to yourself."),
                UP_TO_THREE,
                NO_TRAINING,
            ),
        ),
        terms=True,
    ),
    Format.BUDDY: Traits(
        about=_("A colleague shows a newcomer around for the first three months."),
        how=_(
            "A newcomer and a buddy talk in confidence, outside the reporting line. The newcomer"
            " asks; the buddy knows the way around. Both agree on every match, and either can end"
            " it at any time without giving a reason."
        ),
        parts=(
            SideWords(
                side=Side.MENTEE,
                name=_("Newcomer"),
                approved=ngettext_lazy(
                    "%(count)d newcomer is approved", "%(count)d newcomers are approved", "count"
                ),
                yours=_("the newcomer you look after"),
                join=_("Join as a newcomer"),
                question=_("What would you like from a buddy?"),
                brings=(_("You are new, and ask everything you want to know."), PLANS),
            ),
            SideWords(
                side=Side.MENTOR,
                name=_("Buddy"),
                approved=ngettext_lazy(
                    "%(count)d buddy is approved", "%(count)d buddies are approved", "count"
                ),
                yours=_("your buddy"),
                join=_("Join as a buddy"),
                question=_("What would you like to give?"),
                brings=(
                    _("You know your way around, and remember how it was to be new."),
                    NO_TRAINING,
                ),
            ),
        ),
        nouns=format_words.BUDDIES,
    ),
    Format.PEER: Traits(
        about=_("Two colleagues mentor each other: each learns, and each helps."),
        how=_(
            "Two peers talk in confidence, outside the reporting line. Each brings their own"
            " goals, and each gets half of every session. Both agree on every match, and"
            " either can end it at any time without giving a reason."
        ),
        parts=(
            SideWords(
                side=Side.PEER,
                name=_("Peer"),
                approved=ngettext_lazy(
                    "%(count)d peer is approved", "%(count)d peers are approved", "count"
                ),
                yours=_("your peer"),
                join=_("Join as a peer"),
                question=_("What would you like to learn, and what can you give?"),
                brings=(
                    _("You bring a goal of your own, and listen to the other person’s."),
                    _("You take turns: half of every session belongs to each of you."),
                    RESPONSIBLE,
                ),
            ),
        ),
        nouns=format_words.PEERS,
    ),
    Format.GROUP: Traits(
        about=_(
            "One mentor meets three to eight mentees together; they learn from each other too."
        ),
        how=_(
            "A group talks in confidence, outside the reporting line. What is said in the"
            " group stays there; what a member agrees with the mentor alone stays with the"
            " two. Anybody can leave at any time without giving a reason, and the group"
            " continues."
        ),
        parts=(
            _mentee(
                _("You bring questions, and help the others with theirs."),
                _("You meet people in a similar place, and one who has been there."),
                RESPONSIBLE,
            ),
            _mentor(
                _("You lead a group of three to eight, and let the members help each other."),
                NO_TRAINING,
            ),
        ),
        shape=Shape.GROUP,
        nouns=format_words.GROUPS,
    ),
    Format.CIRCLE: Traits(
        about=_("Four to ten peers meet regularly; the members take turns in leading a session."),
        how=_(
            "A circle talks in confidence, outside the reporting line, and has no leader: the"
            " host changes from session to session. Anybody can leave at any time without"
            " giving a reason, and the circle continues."
        ),
        parts=(
            SideWords(
                side=Side.PEER,
                name=_("Member"),
                approved=ngettext_lazy(
                    "%(count)d member is approved", "%(count)d members are approved", "count"
                ),
                yours=_("a member of your circle"),
                join=_("Join a circle"),
                question=_("What would you like to learn, and what can you give?"),
                brings=(
                    _("You bring a question that matters to you, and think along with others."),
                    _("Once in a while you host a session: the agenda is ready for you."),
                    RESPONSIBLE,
                ),
            ),
        ),
        shape=Shape.CIRCLE,
        nouns=format_words.CIRCLES,
    ),
    Format.FLASH: Traits(
        about=_("One conversation of up to an hour about one question, and nothing more."),
        how=_(
            "Two people meet once, in confidence, outside the reporting line. Afterwards each"
            " says privately whether they would like to continue. Only when both would is"
            " anything more proposed."
        ),
        parts=(
            _mentee(
                _("You bring one question, and leave with something to try."),
                _("You ask for the talk, and propose the time."),
            ),
            _mentor(
                _("You give one hour to one question."),
                _("You choose how many talks you give at a time, from one to three."),
            ),
        ),
        shape=Shape.TALK,
        nouns=format_words.TALKS,
    ),
}


def of(format_key: str) -> Traits:
    """The traits of a format, by the value of ``Program.format``."""
    return TRAITS[format_key]


def criterion(format_key: str, key: str) -> str:
    """What a criterion of the matching (``CriterionKey``) means in this format."""
    return str(getattr(of(format_key).nouns, f"criterion_{key}"))


def role_name(format_key: str, side: str) -> str:
    """What somebody on ``side`` is called in this format: "Mentee", "Buddy", "Member"."""
    return str(of(format_key).part(side).name)


def ruled_out(
    format_key: str, mentors: Iterable[Colleague], mentees: Iterable[Colleague]
) -> Iterator[tuple[int, int]]:
    """Every (mentor, mentee), as ids of users, that the format does not allow."""
    rules = of(format_key).rules
    if not rules:
        return
    learners = list(mentees)
    for mentor in mentors:
        for mentee in learners:
            if any(rule(mentor, mentee) for rule in rules):
                yield mentor.user, mentee.user
