"""What a member of a group or a circle has in common with how many of the others.

Worked out when it is read, from the answers of the reader and of those who are present: so each
sentence is true of its reader, and tells of the others only what they share with them.
"""

from collections.abc import Callable, Iterator, Sequence

from django.db.models import TextChoices
from django.utils.translation import ngettext

from profiles.match_reasons import ReasonWords, labels
from profiles.models import Enrollment, LearningFocus, Situation, Style
from programs import formats

MOST = 2
"""Sentences of one kind: what most of the others share comes first."""

Words = Callable[[int], str]


def sentences(mine: Enrollment, others: Sequence[Enrollment], format_key: str) -> list[str]:
    """One sentence for what is shared with as many of ``others``, in the words of the format."""
    return [
        *_situations(mine, others, format_key),
        *_shared(LearningFocus, "learning_focus", mine, others, _care_about),
        *_shared(Style, "styles", mine, others, _work_alike),
    ]


def _situations(mine: Enrollment, others: Sequence[Enrollment], format_key: str) -> Iterator[str]:
    """A mentor has lived through what mentees face; peers, and mentees, face the same."""
    if mine.is_mentor:
        yield from _shared(Situation, "situations", mine, others, _lived_through)
        return
    mentors = [one for one in others if one.is_mentor]
    words = ReasonWords(formats.of(format_key).nouns.column)
    for _count, named in _by_count(Situation, "situations", mine, mentors):
        yield str(words.they_lived_through) % {"list": named}
    equals = [one for one in others if not one.is_mentor]
    yield from _shared(Situation, "situations", mine, equals, _go_through)


def _shared(
    choices: type[TextChoices],
    name: str,
    mine: Enrollment,
    others: Sequence[Enrollment],
    words: Words,
) -> Iterator[str]:
    for count, named in _by_count(choices, name, mine, others):
        yield words(count) % {"count": count, "list": named}


def _by_count(
    choices: type[TextChoices], name: str, mine: Enrollment, others: Sequence[Enrollment]
) -> list[tuple[int, str]]:
    """How many of ``others`` share which of the reader's answers, in words, the most first."""
    keys: dict[int, list[str]] = {}
    for key in getattr(mine, name):
        keys.setdefault(sum(key in getattr(one, name) for one in others), []).append(key)
    found = [(count, labels(choices, keys[count])) for count in sorted(keys, reverse=True) if count]
    return [(count, named) for count, named in found if named][:MOST]


def _care_about(count: int) -> str:
    return ngettext(
        "You and %(count)d other care about: %(list)s.",
        "You and %(count)d others care about: %(list)s.",
        count,
    )


def _go_through(count: int) -> str:
    return ngettext(
        "You and %(count)d other are going through: %(list)s.",
        "You and %(count)d others are going through: %(list)s.",
        count,
    )


def _work_alike(count: int) -> str:
    return ngettext(
        "You and %(count)d other like to work in the same way: %(list)s.",
        "You and %(count)d others like to work in the same way: %(list)s.",
        count,
    )


def _lived_through(count: int) -> str:
    return ngettext(
        "You have lived through what %(count)d of your mentees faces now: %(list)s.",
        "You have lived through what %(count)d of your mentees face now: %(list)s.",
        count,
    )
