"""Limits of time that ask the same of every machine, however slow or busy it is."""

import time
from types import TracebackType

REFERENCE = 0.020
"""CPU seconds of :func:`_sample` on the machine whose seconds the limits are in."""


class Paced:
    """How long the block took, in CPU seconds of the reference machine: ``with Paced() as work``.

    A fixed piece of work before and after the block tells how fast this machine is meanwhile.
    Time in the database is not in it.
    """

    seconds: float

    def __enter__(self) -> "Paced":
        self._sample = _sample()
        self._began = time.process_time()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        took = time.process_time() - self._began
        self.seconds = took * REFERENCE / max(self._sample, _sample())


def _sample() -> float:
    """CPU seconds of a hundred thousand rounds of plain Python, the best of three."""
    return min(_round() for _ in range(3))


def _round() -> float:
    began = time.process_time()
    {str(number): number for number in range(100_000)}  # only for the time it takes
    return time.process_time() - began
