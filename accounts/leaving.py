"""What ends when somebody leaves the organization.

Rooms above this one know what that is. Each has a module ``leaving`` which registers a
:class:`LeavingConsequence` when the product starts.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User


@dataclass(frozen=True)
class LeavingConsequence:
    """One kind of thing that ends. People are given by id.

    ``end`` ends it, inside the transaction of the caller. Lower ``order`` ends first.

    Nothing says beforehand what would end for whom: HR admins would read who takes part.
    """

    order: int
    end: Callable[[Collection[int], User], None]


_registered: dict[str, LeavingConsequence] = {}


def register(name: str, consequence: LeavingConsequence) -> None:
    """Add what ends in one room; the same ``name`` again replaces it."""
    _registered[name] = consequence


def words() -> str:
    """What HR admins read before somebody leaves: the same of everybody."""
    return _(
        "If they take part in a program, what they have there ends, and the people concerned are"
        " told. Reactivating does not bring it back."
    )


def end(people: Collection[int], by: User) -> None:
    """End all of it. Call it inside a transaction."""
    for consequence in _in_order():
        consequence.end(people, by)


def _in_order() -> list[LeavingConsequence]:
    return sorted(_registered.values(), key=lambda consequence: consequence.order)
