"""Who is not matched a second time, after what happened between them. Pure.

A no, and an ending that was not a good one, stand for good: a program brings the same people
together again only when both want it, or when a coordinator says so and both are asked. What was
ended for administrative reasons stays ended, so that it cannot be told from what the safeguarding
contact ended (decision 12).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from programs.models import Shape
from relationships.models import ConcludedKind, Fit

Couple = tuple[int, int]
"""Two user ids, the lower one first."""


@dataclass(frozen=True, slots=True)
class FormerMember:
    """One person of an earlier relationship. ``accepted`` is False for a no; ``has_left``: they
    belonged to a group that continued without them. ``wants_again``: they chose a new cycle, or
    after a talk to continue as a pair."""

    user: int
    accepted: bool | None = True
    has_left: bool = False
    fit: str = ""
    wants_again: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """A relationship as it ended; ``kind`` is "" while it is open."""

    shape: str
    kind: str
    members: Sequence[FormerMember]

    @property
    def couples(self) -> Iterator[tuple[FormerMember, FormerMember]]:
        return combinations(self.members, 2)


@dataclass(frozen=True, slots=True)
class Refusal:
    """``couple`` is not brought together again. ``is_final``: nor by a coordinator's decision."""

    couple: Couple
    is_final: bool = False


def refusals(earlier: Earlier) -> list[Refusal]:
    """The couples of ``earlier`` who are not brought together again."""
    is_final = earlier.kind in FINAL
    found = ((one, other) for one, other in earlier.couples if _is_refused(earlier, one, other))
    return [Refusal(couple_of(one.user, other.user), is_final) for one, other in found]


FINAL = frozenset({ConcludedKind.SAFEGUARDING.value, ConcludedKind.ADMINISTRATIVE.value})
"""They read alike everywhere, so they have the same consequences."""


def couple_of(first: int, second: int) -> Couple:
    return (first, second) if first <= second else (second, first)


def _is_refused(earlier: Earlier, one: FormerMember, other: FormerMember) -> bool:
    if _has_said_no(one) or _has_said_no(other):
        return True
    rule = _RULES.get(earlier.kind)
    return rule is not None and rule(earlier, one, other)


def _has_said_no(member: FormerMember) -> bool:
    """A no to a proposal, or leaving a group: both without a reason, and both for good."""
    return member.accepted is False or (member.has_left and member.accepted is True)


def _always(_earlier: Earlier, _one: FormerMember, _other: FormerMember) -> bool:
    return True


def _not_in_a_group(earlier: Earlier, _one: FormerMember, _other: FormerMember) -> bool:
    """In a group a no is that of one person; in a pair nobody can tell whose it was."""
    return earlier.shape not in {Shape.GROUP, Shape.CIRCLE}


def _did_not_fit(_earlier: Earlier, one: FormerMember, other: FormerMember) -> bool:
    return Fit.NOT_GOOD in (one.fit, other.fit)


def _is_done(earlier: Earlier, one: FormerMember, other: FormerMember) -> bool:
    """People of a circle may meet in the next one; others begin again when both want it."""
    if earlier.shape == Shape.CIRCLE:
        return _did_not_fit(earlier, one, other)
    return not (one.wants_again and other.wants_again)


Rule = Callable[[Earlier, FormerMember, FormerMember], bool]

_RULES: Mapping[str, Rule] = {
    ConcludedKind.NO_FAULT: _always,
    ConcludedKind.SAFEGUARDING: _always,
    ConcludedKind.DECLINED: _not_in_a_group,
    ConcludedKind.ADMINISTRATIVE: _always,
    ConcludedKind.COMPLETED: _is_done,
}
