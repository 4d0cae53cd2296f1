"""What two people see of each other's wish for the time afterwards. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from relationships.models import Outcome

# What the others see of a wish for friendship that not all share. It has to be a choice that
# somebody can make: whoever sees it cannot tell the two apart.
INSTEAD_OF_FRIENDSHIP = Outcome.INFORMAL


@dataclass(frozen=True)
class Minds:
    """How the choices compare, in ``state``.

    "open" and "chosen" speak of one's own choice alone. At the end there are "waiting" (somebody
    did not choose), "same" with ``shared``, "different" with ``theirs``, "private" (several people
    differ, and nobody is told who has chosen what), and "friendship" for somebody who chose it
    and not all did, with ``theirs`` in a pair.
    """

    state: str
    shared: Outcome | None = None
    theirs: tuple[Outcome, ...] = ()


def minds(mine: str, theirs: Sequence[str], *, is_over: bool) -> Minds:
    """What the one who chose ``mine`` sees of ``theirs`` (``Outcome`` values, "" for no choice).

    Nothing while a choice can still be changed: whoever could choose again would find out the
    others' by trying. A friendship is named only when all wish for it; for the others it counts
    as :data:`INSTEAD_OF_FRIENDSHIP`. Leaving it out instead would tell it: what is never named is
    found by exclusion.
    """
    if not mine or not is_over:
        return Minds("chosen" if mine else "open")
    if not all(theirs):
        return Minds("waiting")
    own, *others = _named([mine, *theirs])
    if mine == Outcome.FRIENDSHIP != own:
        return Minds("friendship", theirs=tuple(others) if len(others) == 1 else ())
    if all(choice == own for choice in others):
        return Minds("same", shared=own)
    return Minds("private") if len(others) > 1 else Minds("different", theirs=tuple(others))


def recorded(choices: Sequence[str]) -> str:
    """The outcome that the record keeps of ``choices``: what all chose, as all may read it."""
    named = set(_named(choices)) if all(choices) else set()
    return named.pop() if len(named) == 1 else ""


def _named(choices: Sequence[str]) -> list[Outcome]:
    """The choices as they can be told to everybody who made one of them."""
    if set(choices) == {Outcome.FRIENDSHIP.value}:
        return [Outcome.FRIENDSHIP for _choice in choices]
    told = [Outcome(choice) for choice in choices]
    return [INSTEAD_OF_FRIENDSHIP if one == Outcome.FRIENDSHIP else one for one in told]
