"""Chance that falls the same way every time, so that two installations show the same people."""

import random
import uuid
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


class Dice(random.Random):
    """Seed it with a fixed number. Nothing secret ever comes from here."""

    def chance(self, share: float) -> bool:
        """True in ``share`` (0 to 1) of all cases."""
        return self.random() < share

    def some(self, options: Sequence[Item], low: int, high: int) -> list[Item]:
        """Between ``low`` and ``high`` different ``options``, in the order they have there."""
        count = min(self.randint(low, high), len(options))
        chosen = sorted(self.sample(range(len(options)), count))
        return [options[place] for place in chosen]

    def mixed(self, options: Sequence[Item]) -> list[Item]:
        """All ``options`` in another order."""
        return self.sample(options, len(options))

    def uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.getrandbits(128), version=4)
