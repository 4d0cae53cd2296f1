"""Where skills are named, outside this room.

Rooms above this one name skills in their own rows. Each has a module ``skill_usage`` which
registers a :class:`Usage` when the product starts, so that merging and counting know them.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from skills.models import Skill


@dataclass(frozen=True)
class Usage:
    """How one room counts and moves the rows that name a skill.

    ``people`` counts, by the id of a skill, the people who name it. ``move`` lets every row that
    names the first skill name the second, inside the transaction of the caller, and returns how
    many rows that were.
    """

    people: Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, int]]
    move: Callable[[Skill, Skill], int]


_registered: dict[str, Usage] = {}


def register(name: str, usage: Usage) -> None:
    """Add how one room uses skills; the same ``name`` again replaces it."""
    _registered[name] = usage


def people(skills: Collection[uuid.UUID]) -> Counter[uuid.UUID]:
    """How many people name each of ``skills``; nobody counts as 0."""
    total: Counter[uuid.UUID] = Counter()
    for usage in _registered.values():
        total.update(usage.people(skills))
    return total


def move(gone: Skill, kept: Skill) -> int:
    """Let everything that names ``gone`` name ``kept``; how many rows that were."""
    return sum(usage.move(gone, kept) for usage in _registered.values())
