"""Where skills are named, outside this room.

Rooms above this one name skills in their own rows. Each has a module ``skill_usage`` which
registers a :class:`Usage` when the product starts, so that merging and counting know them.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from core import suppression
from core.small_groups import FEWEST
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


def renew() -> int:
    """Count what HR admins are told of each skill; how many numbers have changed.

    A number moves when at least five people have come or gone. Otherwise two looks would tell
    what one person has named between them.
    """
    rows = list(Skill.objects.all())
    counted, changed = people([row.pk for row in rows]), []
    for row in rows:
        told = suppression.renewed({"people": row.people_told}, {"people": counted[row.pk]})
        if told["people"] != row.people_told:
            row.people_told = told["people"]
            changed.append(row)
    return Skill.objects.bulk_update(changed, ["people_told"]) if changed else 0


def told(skill: Skill) -> int:
    """How many people name ``skill``, as HR admins may know; 0 for fewer than five, or nobody."""
    return skill.people_told if skill.people_told >= FEWEST else 0


def move(gone: Skill, kept: Skill) -> int:
    """Let everything that names ``gone`` name ``kept``; how many rows that were."""
    return sum(usage.move(gone, kept) for usage in _registered.values())
