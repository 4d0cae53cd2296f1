"""Support given, counted by function: five of the career, four psychosocial (Kram; S0-10)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from profiles.models import Function
from relationships.models import Membership, SupportNote

CAREER = (
    Function.SPONSORSHIP,
    Function.EXPOSURE,
    Function.COACHING,
    Function.PROTECTION,
    Function.CHALLENGE,
)
PSYCHOSOCIAL = tuple(function for function in Function if function not in CAREER)
GROUPS: tuple[tuple[str | Promise, tuple[Function, ...]], ...] = (
    (_("For work and career"), CAREER),
    (_("For the person"), PSYCHOSOCIAL),
)


@dataclass(frozen=True)
class FunctionBar:
    """One function: how often it was noted, and its share of the most noted one (0 to 100)."""

    label: str
    value: int
    share: float


@dataclass(frozen=True)
class FunctionGroup:
    """The functions of one kind: those that were noted, and the names of the others."""

    title: str | Promise
    bars: list[FunctionBar]
    missing: list[str]


def groups(notes: Sequence[SupportNote]) -> list[FunctionGroup]:
    """Both kinds, the functions in their usual order."""
    counts = Counter(note.function for note in notes)
    most = max(counts.values(), default=1)
    return [_group(title, functions, counts, most) for title, functions in GROUPS]


def _group(
    title: str | Promise, functions: Sequence[Function], counts: Counter[str], most: int
) -> FunctionGroup:
    noted = [function for function in functions if counts[function]]
    bars = [FunctionBar(str(one.label), counts[one], 100 * counts[one] / most) for one in noted]
    return FunctionGroup(title, bars, [str(one.label) for one in functions if one not in noted])


def readable(mine: Membership) -> QuerySet[SupportNote]:
    """What this member may read: in a group or circle only what they gave or noted."""
    rows = SupportNote.objects.filter(giver__relationship=mine.relationship_id)
    if mine.relationship.is_many:
        rows = rows.filter(Q(giver=mine) | Q(noted_by=mine))
    return rows.select_related("giver__user", "noted_by__user")
