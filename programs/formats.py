"""The formats of mentoring a program can have, as data: what each is and what it rules out.

A format is here when the product runs it from enrollment to closing with one mentor and one mentee.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.models import Format

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
class Traits:
    """How one format differs: what it is, what each side brings, which pairs it rules out.

    That nobody is paired within their own reporting line, at any depth, holds for every format.
    """

    about: Words
    mentor_brings: Words
    mentee_brings: Words
    rules: tuple[PairRule, ...] = ()


TRAITS: Mapping[str, Traits] = {
    Format.CLASSIC: Traits(
        about=_("Somebody with experience helps somebody else to develop."),
        mentor_brings=_("You listen, ask, and share what you have learned."),
        mentee_brings=_("You bring a question or a goal, and act between the sessions."),
    ),
    Format.REVERSE: Traits(
        about=_(
            "Reverse mentoring: the mentor is the junior of the two and shares what seniors no"
            " longer see. The goals belong to the senior, and nobody is paired within their own"
            " reporting line."
        ),
        mentor_brings=_("You are the junior of the two, and share openly what you see and know."),
        mentee_brings=_("You are the senior of the two, and want to learn from a fresh view."),
        rules=(mentor_is_senior,),
    ),
    Format.CROSS_FUNCTIONAL: Traits(
        about=_("Across functions: mentor and mentee come from different parts of the work."),
        mentor_brings=_("You share your experience with somebody from another function."),
        mentee_brings=_("You want to see the organization from another side."),
        rules=(same_function,),
    ),
    Format.EXTERNAL: Traits(
        about=_(
            "The mentors come from outside the organization. They owe no report to anybody, and"
            " what they hear about the organization stays with them."
        ),
        mentor_brings=_("You bring a view from outside, and keep what you hear to yourself."),
        mentee_brings=_("You want to talk with somebody who has no part in your organization."),
    ),
    Format.BUDDY: Traits(
        about=_("A colleague shows a newcomer around for the first three months."),
        mentor_brings=_("You know your way around, and remember how it was to be new."),
        mentee_brings=_("You are new, and ask everything you want to know."),
    ),
}


def of(format_key: str) -> Traits:
    """The traits of a format, by the value of ``Program.format``."""
    return TRAITS[format_key]


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
