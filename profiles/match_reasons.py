"""Match reasons in words for the two people (S4-20, S4-32).

A reason is ``{"code": …, "params": {…}}`` as the matching stores it. The words speak only of what
the two told the program for the other to know: no levels, no fit, no wish that stays secret.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.models import Channel, Function, LearningFocus, Situation, Style
from programs.models import Side

Params = Mapping[str, Any]
Words = Callable[[Params, bool], str]


def sentences(reasons: Iterable[Mapping[str, Any]], viewer_role: str) -> list[str]:
    """One sentence for each reason, as the mentor or the mentee (a ``Side``) reads it.

    Reasons this version does not know are left out.
    """
    reads_as_mentor = viewer_role == Side.MENTOR
    known = [(WORDS[r["code"]], r.get("params", {})) for r in reasons if r.get("code") in WORDS]
    written = [words(params, reads_as_mentor) for words, params in known]
    return [sentence for sentence in written if sentence]


def labels(choices: type[TextChoices], keys: Iterable[str]) -> str:
    """The short labels of ``keys`` as a list in words; keys that no longer exist are left out."""
    known = [str(choices(key).label) for key in keys if key in choices.values]
    return ", ".join(label.split(":")[0] for label in known)


def _about(
    choices: type[TextChoices], for_mentor: Callable[[], str], for_mentee: Callable[[], str]
) -> Words:
    def words(params: Params, as_mentor: bool) -> str:
        named = labels(choices, params.get("keys", ()))
        sentence = for_mentor() if as_mentor else for_mentee()
        return sentence % {"list": named} if named else ""

    return words


def _skill(params: Params, as_mentor: bool) -> str:
    sentence = (
        _("Your mentee wants to learn %(skill)s, which you know well.")
        if as_mentor
        else _("Your mentor has experience with %(skill)s, which you want to learn.")
    )
    return sentence % {"skill": params["skill"]} if params.get("skill") else ""


def _two_way(params: Params, as_mentor: bool) -> str:
    sentence = (
        _("Your mentee knows %(skill)s, which you want to learn.")
        if as_mentor
        else _("You know %(skill)s, which your mentor wants to learn.")
    )
    return sentence % {"skill": params["skill"]} if params.get("skill") else ""


def _same_field(params: Params, as_mentor: bool) -> str:
    return _("You work in the same field.")


def _different_field(params: Params, as_mentor: bool) -> str:
    return _("You come from different fields, so each brings a fresh view.")


def _practical(params: Params, as_mentor: bool) -> str:
    hours = int(params.get("hours", 0))
    times = ngettext(
        "You are both free in the same %(hours)d hour of the week.",
        "You are both free in the same %(hours)d hours of the week.",
        hours,
    ) % {"hours": hours}
    ways = labels(Channel, params.get("channels", ()))
    meet = _("Ways to talk that suit you both: %(list)s.") % {"list": ways} if ways else ""
    return " ".join(filter(None, [times if hours else "", meet]))


WORDS: dict[str, Words] = {
    "shared_situation": _about(
        Situation,
        lambda: _("You are going through the same things: %(list)s."),
        lambda: _("You are going through the same things: %(list)s."),
    ),
    "skill": _skill,
    "two_way": _two_way,
    "situation": _about(
        Situation,
        lambda: _("You have lived through what your mentee faces now: %(list)s."),
        lambda: _("Your mentor has lived through what you face now: %(list)s."),
    ),
    "learning_focus": _about(
        LearningFocus,
        lambda: _("You care about the same themes: %(list)s."),
        lambda: _("You care about the same themes: %(list)s."),
    ),
    "functions": _about(
        Function,
        lambda: _("You offer the support your mentee hopes for: %(list)s."),
        lambda: _("Your mentor offers the support you hope for: %(list)s."),
    ),
    "style": _about(
        Style,
        lambda: _("You like to work in the same way: %(list)s."),
        lambda: _("You like to work in the same way: %(list)s."),
    ),
    "same_field": _same_field,
    "different_field": _different_field,
    "practical": _practical,
}
