"""What a run changed in the draft before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from matching.models.runs import MatchRun
from profiles.models import Enrollment


@dataclass(frozen=True)
class RunDifference:
    """Mentees by what happened to them. ``named``: some of the ``lost``, by name."""

    moved: int
    new: int
    lost: int
    named: Sequence[str]

    @property
    def is_any(self) -> bool:
        return bool(self.moved or self.new or self.lost)

    @property
    def more(self) -> int:
        return self.lost - len(self.named)


def difference(run: MatchRun) -> RunDifference | None:
    """None where there was no draft before ``run``."""
    changed = run.summary["changed"]
    if changed is None:
        return None
    lost = Enrollment.objects.filter(pk__in=changed["named"]).select_related("user")
    names = sorted(str(row.user) for row in lost) if changed["named"] else []
    return RunDifference(changed["moved"], changed["new"], changed["lost"], names)
