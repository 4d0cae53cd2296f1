"""Leaving one program: what ends with it, told first, and then ended in one go.

Rooms above this one know what that is. Each registers a :class:`ExitConsequence` when the product
starts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError
from profiles import actions, rules
from profiles.models import Enrollment


@dataclass(frozen=True)
class ExitConsequence:
    """``describe``: sentences for the person who leaves; ``end``: ends it, inside the caller's
    transaction. Lower ``order`` ends first."""

    order: int
    describe: Callable[[Enrollment], list[str]]
    end: Callable[[Enrollment, User], None]


_registered: dict[str, ExitConsequence] = {}


def register(name: str, consequence: ExitConsequence) -> None:
    """Add what ends in one room; the same ``name`` again replaces it."""
    _registered[name] = consequence


def describe(enrollment: Enrollment) -> list[str]:
    """What would end for the person, in their language."""
    return [sentence for one in _in_order() for sentence in one.describe(enrollment)]


@transaction.atomic
def leave(*, enrollment: Enrollment, by: User) -> Enrollment:
    """End what :func:`describe` names, and withdraw. Raises DomainError for who has left."""
    if rules.after("withdraw", enrollment.status) is None:
        raise DomainError(_("You have left already."), "not_from_here")
    for consequence in _in_order():
        consequence.end(enrollment, by)
    return actions.withdraw(enrollment=enrollment, by=by)


def _in_order() -> list[ExitConsequence]:
    return sorted(_registered.values(), key=lambda consequence: consequence.order)
