"""Why somebody is in a draft, or in none, in words for coordinators."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.wording import Note, reason_words
from profiles.match_reasons import labels
from profiles.models import LearningFocus, Situation, Style

Params = Mapping[str, Any]


def place_words(notes: Iterable[Note]) -> list[str]:
    """What speaks for a person in a draft."""
    listed = list(notes)
    shared = [_SHARED[note["code"]](note["params"]) for note in listed if note["code"] in _SHARED]
    others = [note for note in listed if note["code"] not in _SHARED]
    return [*shared, *reason_words(others, _("The mentor"))]


def left_words(note: Note) -> str:
    """Why somebody has no place; "" for a reason this version does not know."""
    words = _LEFT.get(str(note["code"]))
    return words(note.get("params", {})) if words else ""


_SHARED: dict[str, Callable[[Params], str]] = {
    "shared_situation": lambda params: (
        _("In the same situation as others: %(list)s") % {"list": labels(Situation, params["keys"])}
    ),
    "learning_focus": lambda params: (
        _("Shares themes: %(list)s") % {"list": labels(LearningFocus, params["keys"])}
    ),
    "style": lambda params: (
        _("Likes to work as others do: %(list)s") % {"list": labels(Style, params["keys"])}
    ),
}


def _census(params: Params) -> str:
    ways = [
        words(int(params[rule])) for rule, words in _OBSTACLES.items() if int(params.get(rule, 0))
    ]
    return _("Of %(total)s drafts: %(ways)s.") % {
        "total": params.get("total", 0),
        "ways": ", ".join(ways),
    }


_OBSTACLES: dict[str, Callable[[int], str]] = {
    "rule": lambda count: (
        ngettext(
            "%(count)d has a mentor the rules do not allow",
            "%(count)d have a mentor the rules do not allow",
            count,
        )
        % {"count": count}
    ),
    "apart": lambda count: (
        ngettext(
            "%(count)d includes somebody this person is kept apart from",
            "%(count)d include somebody this person is kept apart from",
            count,
        )
        % {"count": count}
    ),
    "common": lambda count: (
        ngettext(
            "%(count)d shares no language or channel",
            "%(count)d share no language or channel",
            count,
        )
        % {"count": count}
    ),
    "full": lambda count: (
        ngettext("%(count)d is full", "%(count)d are full", count) % {"count": count}
    ),
}

_LEFT: dict[str, Callable[[Params], str]] = {
    "group_no_mentor": lambda _params: _("No mentor can be matched with this person."),
    "group_too_few": lambda params: _("It takes at least %(least)s people.") % params,
    "group_census": _census,
    "peers_all_taken": lambda _params: _(
        "Everybody who could be matched with this person already has a match."
    ),
    "peers_nobody_possible": lambda _params: _("The rules do not allow a match with anybody here."),
}
