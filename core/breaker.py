"""A circuit breaker: a service that hangs costs one request a second, not every request."""

import threading
import time
from collections.abc import Callable


class Breaker:
    """Remembers for ``quiet_seconds`` that a service has failed.

    After the quiet time one caller may try again while all others still do without. It is kept in
    memory, for each process on its own, because what it protects from may be the shared memory.
    """

    def __init__(self, quiet_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.quiet_seconds = quiet_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._try_again_at: float | None = None

    def allows(self) -> bool:
        """Whether the caller may use the service; at most one at a time after a failure."""
        with self._lock:
            if self._try_again_at is None:
                return True
            now = self._clock()
            if now < self._try_again_at:
                return False
            self._try_again_at = now + self.quiet_seconds
            return True

    def failed(self) -> None:
        """The service did not answer: leave it alone for the quiet time."""
        with self._lock:
            self._try_again_at = self._clock() + self.quiet_seconds

    def answered(self) -> None:
        """The service is there."""
        self._try_again_at = None
