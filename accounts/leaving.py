"""What ends when somebody leaves the organization.

Rooms above this one know what that is. Each has a module ``leaving`` which registers a
:class:`LeavingConsequence` when the product starts.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True)
class LeavingConsequence:
    """One kind of thing that ends. People are given by id.

    ``describe`` says what would end: sentences by person, and nothing about those who lose
    nothing. ``end`` ends it, inside the transaction of the caller. Lower ``order`` ends first.
    """

    order: int
    describe: Callable[[Collection[int]], dict[int, list[str]]]
    end: Callable[[Collection[int], User], None]


_registered: dict[str, LeavingConsequence] = {}


def register(name: str, consequence: LeavingConsequence) -> None:
    """Add what ends in one room; the same ``name`` again replaces it."""
    _registered[name] = consequence


def describe(people: Collection[int]) -> dict[int, list[str]]:
    """What would end for these people: sentences by id, in the reader's language."""
    found: dict[int, list[str]] = {}
    for consequence in _in_order():
        for person, sentences in consequence.describe(people).items():
            found.setdefault(person, []).extend(sentences)
    return found


def end(people: Collection[int], by: User) -> None:
    """End all of it. Call it inside a transaction."""
    for consequence in _in_order():
        consequence.end(people, by)


def _in_order() -> list[LeavingConsequence]:
    return sorted(_registered.values(), key=lambda consequence: consequence.order)
