"""When two names mean one skill. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import FieldProblem

NAME_LENGTH, AREA_LENGTH, MOST_SYNONYMS = 80, 60, 20
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class SkillWords:
    """A skill as its keeper writes it; ``synonyms`` are the other names people use for it."""

    name: str
    area: str
    synonyms: tuple[str, ...] = ()


def tidy(text: str) -> str:
    """One line without characters nobody sees."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def key(name: str) -> str:
    """What two ways to write one name have in common."""
    return tidy(name).casefold()


def names(skills: Iterable[SkillWords]) -> dict[str, str]:
    """Every name in use, and the skill it belongs to: :func:`key` to name."""
    return {
        key(word): skill.name
        for skill in skills
        for word in (*reversed(skill.synonyms), skill.name)
    }


def problems(wanted: SkillWords, others: Iterable[SkillWords]) -> list[FieldProblem]:
    """Why ``wanted`` cannot stand beside ``others``, at the field where it is put right."""
    taken = names(others)
    found = [
        FieldProblem("synonyms", _taken_sentence(word, taken[key(word)]))
        for word in wanted.synonyms
        if key(word) in taken
    ]
    if key(wanted.name) in taken:
        found.insert(0, FieldProblem("name", _taken_sentence(wanted.name, taken[key(wanted.name)])))
    return found


def _taken_sentence(word: str, owner: str) -> str:
    if key(word) == key(owner):
        return _("“%(name)s” is in the vocabulary already.") % {"name": owner}
    return _("“%(word)s” is another name of “%(name)s” already.") % {"word": word, "name": owner}


def synonyms_after_rename(old: SkillWords, new: SkillWords) -> tuple[str, ...]:
    """The other names, with the old name among them: people will go on looking for it."""
    if key(old.name) == key(new.name):
        return new.synonyms
    return without_doubles((*new.synonyms, old.name), leave_out=new.name)


def synonyms_after_merge(kept: SkillWords, gone: SkillWords) -> tuple[str, ...]:
    """The other names of the skill that stays: everything the other one was called."""
    return without_doubles((*kept.synonyms, gone.name, *gone.synonyms), leave_out=kept.name)


def without_doubles(words: Iterable[str], *, leave_out: str = "") -> tuple[str, ...]:
    """Each name once, in order, as tidy text; never the name itself."""
    unique = {key(word): tidy(word) for word in reversed(list(words))}
    unique.pop(key(leave_out), None)
    unique.pop("", None)
    return tuple(reversed(unique.values()))


def similar(name: str, taken: Mapping[str, str]) -> str | None:
    """The skill whose name is ``name`` but for accents, signs, plurals and order; else None."""
    return taken.get(loose_key(name))


def loose_key(name: str) -> str:
    """What "Résumé-writing" and "writing resumes" have in common."""
    plain = unicodedata.normalize("NFKD", key(name))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = WORD.findall(letters)
    return " ".join(sorted(word.removesuffix("s") if len(word) > 3 else word for word in words))
