"""What two people see of each other's wish for the time afterwards. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from relationships.models import Outcome


@dataclass(frozen=True)
class Minds:
    """How the choices stand: ``state`` is "open", "waiting", "same", "different" or "private".

    ``theirs`` is told only in the state "different".
    """

    state: str
    theirs: tuple[Outcome, ...] = ()


def minds(mine: str, theirs: Sequence[str]) -> Minds:
    """What ``mine`` may know of ``theirs`` (``Outcome`` values, "" where nothing is chosen).

    Nothing before everybody has chosen. A friendship that not all wish for stays unsaid: who
    wished for it would feel turned down, and who did not would feel pressed. Nor is it said who
    of several has chosen what.
    """
    if not mine:
        return Minds("open")
    if not all(theirs):
        return Minds("waiting")
    if all(choice == mine for choice in theirs):
        return Minds("same")
    if len(theirs) > 1 or Outcome.FRIENDSHIP in (mine, *theirs):
        return Minds("private")
    return Minds("different", tuple(Outcome(choice) for choice in theirs))
