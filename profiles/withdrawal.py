"""What ends with every way out of a program, in the transaction that closes the enrollment.

Whoever leaves by themselves, is let go, or is no longer in the organization: their enrollment is
withdrawn by one action, which ends this too. Rooms above this one register what it is.
"""

from collections.abc import Callable

from accounts.models import User
from profiles.models import Enrollment

End = Callable[[Enrollment, User], None]

_registered: dict[str, End] = {}


def register(name: str, end: End) -> None:
    """Add what ends in one room; the same ``name`` again replaces it."""
    _registered[name] = end


def end(enrollment: Enrollment, by: User) -> None:
    """End all of it. Call it inside a transaction."""
    for one in _registered.values():
        one(enrollment, by)
