"""A part of a whole with its target. Pure.

Sources of the targets: domain 2.8.
"""

from dataclasses import dataclass

from core.percents import percent_of

ACTIVE_TARGET = 80
AGREED_TARGET = 90
COMPLETED_TARGET = 75
FIRST_SESSION_TARGET = 95
FIT_TARGET = 85


@dataclass(frozen=True, slots=True)
class Share:
    """``done`` of ``of``, with the target in percent; ``fewest`` hides shares of fewer."""

    done: int
    of: int
    target: int
    fewest: int = 1

    @property
    def percent(self) -> int | None:
        """Whole percent (``core.percents``); None when hidden."""
        return percent_of(self.done, self.of) if self.of >= self.fewest else None

    @property
    def reached(self) -> bool:
        """Compared as counts, so that rounding decides nothing."""
        return self.done * 100 >= self.target * self.of
