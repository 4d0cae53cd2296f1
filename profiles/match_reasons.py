"""Match reasons in words for the two people (S4-20, S4-32).

A reason is ``{"code": …, "params": {…}}`` as the matching stores it. The words speak only of what
the two told the program for the other to know: no levels, no fit, no wish that stays secret.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from profiles.models import Channel, Function, LearningFocus, Situation, Style
from programs import formats
from programs.format_words import ColumnWords, Nouns
from programs.models import Side


def _for_two(*, mentoring: object, buddies: object, peers: object) -> ColumnWords:
    return ColumnWords(
        pairs=mentoring,
        peers=peers,
        buddies=buddies,
        groups=mentoring,
        circles=peers,
        talks=mentoring,
    )


class ReasonWords(Nouns):
    """The words of one column of ``programs.format_words``, about what two people have in common.

    Peers and members of a circle read of "the other person".
    """

    wants_skill = _for_two(
        mentoring=gettext_lazy("Your mentee wants to learn %(skill)s, which you know well."),
        buddies=gettext_lazy("The newcomer wants to learn %(skill)s, which you know well."),
        peers=gettext_lazy("The other person wants to learn %(skill)s, which you know well."),
    )
    has_skill = _for_two(
        mentoring=gettext_lazy(
            "Your mentor has experience with %(skill)s, which you want to learn."
        ),
        buddies=gettext_lazy("Your buddy has experience with %(skill)s, which you want to learn."),
        peers=gettext_lazy(
            "The other person has experience with %(skill)s, which you want to learn."
        ),
    )
    teaches_in_return = _for_two(
        mentoring=gettext_lazy("Your mentee knows %(skill)s, which you want to learn."),
        buddies=gettext_lazy("The newcomer knows %(skill)s, which you want to learn."),
        peers=gettext_lazy("The other person knows %(skill)s, which you want to learn."),
    )
    learns_in_return = _for_two(
        mentoring=gettext_lazy("You know %(skill)s, which your mentor wants to learn."),
        buddies=gettext_lazy("You know %(skill)s, which your buddy wants to learn."),
        peers=gettext_lazy("You know %(skill)s, which the other person wants to learn."),
    )
    you_lived_through = _for_two(
        mentoring=gettext_lazy("You have lived through what your mentee faces now: %(list)s."),
        buddies=gettext_lazy("You have lived through what the newcomer faces now: %(list)s."),
        peers=gettext_lazy("You have lived through what the other person faces now: %(list)s."),
    )
    they_lived_through = _for_two(
        mentoring=gettext_lazy("Your mentor has lived through what you face now: %(list)s."),
        buddies=gettext_lazy("Your buddy has lived through what you face now: %(list)s."),
        peers=gettext_lazy("The other person has lived through what you face now: %(list)s."),
    )
    you_offer = _for_two(
        mentoring=gettext_lazy("You offer the support your mentee hopes for: %(list)s."),
        buddies=gettext_lazy("You offer the support the newcomer hopes for: %(list)s."),
        peers=gettext_lazy("You offer the support the other person hopes for: %(list)s."),
    )
    they_offer = _for_two(
        mentoring=gettext_lazy("Your mentor offers the support you hope for: %(list)s."),
        buddies=gettext_lazy("Your buddy offers the support you hope for: %(list)s."),
        peers=gettext_lazy("The other person offers the support you hope for: %(list)s."),
    )


Params = Mapping[str, Any]
Words = Callable[[Params, bool, ReasonWords], str]


def sentences(reasons: Iterable[Mapping[str, Any]], viewer_role: str, format_key: str) -> list[str]:
    """One sentence for each reason, as the mentor or the mentee (a ``Side``) reads it, in the words
    of the format.

    Reasons this version does not know are left out.
    """
    reads_as_mentor = viewer_role == Side.MENTOR
    ours = ReasonWords(formats.of(format_key).nouns.column)
    known = [(WORDS[r["code"]], r.get("params", {})) for r in reasons if r.get("code") in WORDS]
    written = [words(params, reads_as_mentor, ours) for words, params in known]
    return [sentence for sentence in written if sentence]


def labels(choices: type[TextChoices], keys: Iterable[str]) -> str:
    """The short labels of ``keys`` as a list in words; keys that no longer exist are left out."""
    known = [str(choices(key).label) for key in keys if key in choices.values]
    return ", ".join(label.split(":")[0] for label in known)


def _about(
    choices: type[TextChoices],
    for_mentor: Callable[[ReasonWords], str],
    for_mentee: Callable[[ReasonWords], str],
) -> Words:
    def words(params: Params, as_mentor: bool, ours: ReasonWords) -> str:
        named = labels(choices, params.get("keys", ()))
        sentence = str(for_mentor(ours) if as_mentor else for_mentee(ours))
        return sentence % {"list": named} if named else ""

    return words


def _skill(params: Params, as_mentor: bool, ours: ReasonWords) -> str:
    sentence = str(ours.wants_skill if as_mentor else ours.has_skill)
    return sentence % {"skill": params["skill"]} if params.get("skill") else ""


def _two_way(params: Params, as_mentor: bool, ours: ReasonWords) -> str:
    sentence = str(ours.teaches_in_return if as_mentor else ours.learns_in_return)
    return sentence % {"skill": params["skill"]} if params.get("skill") else ""


def _same_field(params: Params, as_mentor: bool, ours: ReasonWords) -> str:
    return _("You work in the same field.")


def _different_field(params: Params, as_mentor: bool, ours: ReasonWords) -> str:
    return _("You come from different fields, so each brings a fresh view.")


def _practical(params: Params, as_mentor: bool, ours: ReasonWords) -> str:
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
        lambda _ours: _("You are going through the same things: %(list)s."),
        lambda _ours: _("You are going through the same things: %(list)s."),
    ),
    "skill": _skill,
    "two_way": _two_way,
    "situation": _about(
        Situation,
        lambda ours: ours.you_lived_through,
        lambda ours: ours.they_lived_through,
    ),
    "learning_focus": _about(
        LearningFocus,
        lambda _ours: _("You care about the same themes: %(list)s."),
        lambda _ours: _("You care about the same themes: %(list)s."),
    ),
    "functions": _about(
        Function,
        lambda ours: ours.you_offer,
        lambda ours: ours.they_offer,
    ),
    "style": _about(
        Style,
        lambda _ours: _("You like to work in the same way: %(list)s."),
        lambda _ours: _("You like to work in the same way: %(list)s."),
    ),
    "same_field": _same_field,
    "different_field": _different_field,
    "practical": _practical,
}
