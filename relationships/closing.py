"""What two people see of each other's wish for the time afterwards. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from relationships.models import Outcome

# What the others see of a wish for friendship that not all share. It has to be a choice that
# somebody can make: whoever sees it cannot tell the two apart.
INSTEAD_OF_FRIENDSHIP = Outcome.INFORMAL


@dataclass(frozen=True)
class Minds:
    """How the choices compare: ``state`` is "open", "waiting", "same", "different" or "private".

    ``shared`` is told in the state "same", ``theirs`` in the state "different". "Private": several
    people differ, and nobody is told who of them has chosen what.
    """

    state: str
    shared: Outcome | None = None
    theirs: tuple[Outcome, ...] = ()


def minds(mine: str, theirs: Sequence[str]) -> Minds:
    """What the one who chose ``mine`` sees of ``theirs`` (``Outcome`` values, "" for no choice).

    Nothing before everybody has chosen. A friendship is named only when all wish for it; until
    then it counts as :data:`INSTEAD_OF_FRIENDSHIP` for everybody, in every state. Leaving it out
    instead would tell it: what is never named is found by choosing all the rest in turn.
    """
    if not mine:
        return Minds("open")
    if not all(theirs):
        return Minds("waiting")
    own, *others = _named([mine, *theirs])
    if all(choice == own for choice in others):
        return Minds("same", shared=own)
    return Minds("private") if len(others) > 1 else Minds("different", theirs=tuple(others))


def _named(choices: Sequence[str]) -> list[Outcome]:
    """The choices as they can be told to everybody who made one of them."""
    if set(choices) == {Outcome.FRIENDSHIP.value}:
        return [Outcome.FRIENDSHIP for _choice in choices]
    told = [Outcome(choice) for choice in choices]
    return [INSTEAD_OF_FRIENDSHIP if one == Outcome.FRIENDSHIP else one for one in told]
