"""The reporting line: who reports to whom, at any depth (S0-6)."""

from collections.abc import Mapping

from django.db import connection

from accounts.models import User

REPORTING_LINE_LOCK = 7_301_001


def manager_map() -> dict[int, int | None]:
    """Each person's line manager, by id, for the whole organization: one query."""
    return dict(User.objects.order_by().values_list("pk", "manager_id"))


def managers_above(manager_of: Mapping[int, int | None]) -> dict[int, frozenset[int]]:
    """For each person of ``manager_of``: everybody above them, up to the top.

    A circle in the data does no harm: its members are then above one another, never above
    themselves. Managers who are missing from the map end the line.
    """
    known: dict[int, frozenset[int]] = {}
    for person in manager_of:
        _climb(person, manager_of, known)
    return {person: above - {person} for person, above in known.items()}


def in_one_line(above: Mapping[int, frozenset[int]], first: int, second: int) -> bool:
    """Whether one of the two is above the other; ``above`` is from :func:`managers_above`."""
    nobody: frozenset[int] = frozenset()
    return second in above.get(first, nobody) or first in above.get(second, nobody)


def stands_above(upper: User, lower: User) -> bool:
    """Whether ``upper`` is above ``lower``: one short query per level."""
    seen = {lower.pk}
    person = lower.manager_id
    while person is not None and person not in seen:
        if person == upper.pk:
            return True
        seen.add(person)
        person = User.objects.values_list("manager_id", flat=True).get(pk=person)
    return False


def hold_reporting_line() -> None:
    """Until the end of the transaction nobody else changes who reports to whom."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REPORTING_LINE_LOCK])


def circles(manager_of: Mapping[int, int | None]) -> list[list[int]]:
    """Every circle in the reporting line, as the ids of its members from report to manager."""
    found: list[list[int]] = []
    seen: set[int] = set()
    for start in manager_of:
        path = _unseen_path(start, manager_of, seen)
        if path and (last := manager_of.get(path[-1])) in path:
            found.append(path[path.index(last) :])
    return found


def _unseen_path(start: int, manager_of: Mapping[int, int | None], seen: set[int]) -> list[int]:
    path: list[int] = []
    person: int | None = start
    while person is not None and person not in seen:
        seen.add(person)
        path.append(person)
        person = manager_of.get(person)
    return path


def _climb(
    start: int, manager_of: Mapping[int, int | None], known: dict[int, frozenset[int]]
) -> None:
    """Fill ``known`` for ``start`` and everybody on the way up, without recursion."""
    path: list[int] = []
    on_path: set[int] = set()
    person: int | None = start
    while person is not None and person not in known and person not in on_path:
        path.append(person)
        on_path.add(person)
        person = manager_of.get(person)
    above = _where_the_path_ends(person, path, known)
    for report in reversed(path):
        known[report] = above
        above = above | {report}


def _where_the_path_ends(
    person: int | None, path: list[int], known: dict[int, frozenset[int]]
) -> frozenset[int]:
    if person is None:
        return frozenset()
    if person in known:
        return known[person] | {person}
    return frozenset(path[path.index(person) :])
