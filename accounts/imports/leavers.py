"""Who is missing from a file that lists everybody. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.imports.findings import FindingKind, ImportPlan, Known

LARGEST_SHARE = 20
_WITHOUT_ADDRESS = frozenset({FindingKind.EMAIL_MISSING, FindingKind.EMAIL_INVALID})


@dataclass(frozen=True)
class Leavers:
    """Active people who are not in the file, by name.

    ``active`` is how many people are active now; ``unreadable`` how many rows have no readable
    address, so that they may be about anybody.
    """

    people: list[Known]
    active: int
    unreadable: int

    @property
    def ids(self) -> list[int]:
        return [person.pk for person in self.people]

    @property
    def are_many(self) -> bool:
        """More than a fifth of all: probably half a file."""
        return len(self.people) * 100 > self.active * LARGEST_SHARE


def missing(plan: ImportPlan, people: Iterable[Known], acting: int) -> Leavers:
    """Compare the addresses of a file with ``people``; the ``acting`` person never leaves.

    A row that is left out for an error still says that its person is there.
    """
    active = [person for person in people if person.is_active]
    there = plan.addresses | plan.kept
    gone = [p for p in active if p.email not in there and p.pk != acting]
    gone.sort(key=lambda person: (person.values.get("full_name", ""), person.email))
    unreadable = sum(finding.kind in _WITHOUT_ADDRESS for finding in plan.findings)
    return Leavers(gone, len(active), unreadable)
