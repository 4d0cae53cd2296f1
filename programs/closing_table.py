"""What the closing of a program does to everything that waits in it: one table (decision 28).

``programs.actions.close_program`` applies it inside the transaction of the change. Each room that
keeps something of a program has a module ``program_closing`` and registers a :class:`ClosingLine`
there; a model with a path to a program that no line names fails a test.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Model
from django.utils.functional import Promise

from accounts.models import User
from programs.models import Program

Told = Iterable[tuple[User, str]]
"""Who was waiting, and for what: a key of the ``sentences`` of its line."""


@dataclass(frozen=True)
class ClosingLine:
    """One kind of thing that a program holds, stored in ``models``.

    ``end`` ends it; ``outcome`` is a word for the test of the table. What has no ``end`` stays as
    it is, for the reason ``stays``. Lower ``order`` comes first.
    """

    name: str
    models: tuple[type[Model], ...]
    stays: str = ""
    outcome: str = ""
    end: Callable[[Program, User], Told] | None = None
    sentences: Mapping[str, str | Promise] = field(default_factory=dict)
    order: int = 50


_registered: dict[str, ClosingLine] = {}


def register(line: ClosingLine) -> None:
    """Add what a program holds in one room; the same name again replaces it."""
    _registered[line.name] = line


def lines() -> list[ClosingLine]:
    """The table, in the order in which things end."""
    return sorted(_registered.values(), key=lambda one: (one.order, one.name))


def apply(program: Program, by: User) -> dict[User, list[str]]:
    """End what the table says; everybody who was waiting, with the keys of their sentences."""
    told: dict[User, list[str]] = {}
    for line in lines():
        for user, sentence in line.end(program, by) if line.end else ():
            found = told.setdefault(user, [])
            if sentence not in found:
                found.append(sentence)
    return told


def sentences(keys: Iterable[str]) -> tuple[str, ...]:
    """The words of these keys, in the language that is spoken now."""
    known = {key: words for line in lines() for key, words in line.sentences.items()}
    return tuple(str(known[key]) for key in keys if key in known)
