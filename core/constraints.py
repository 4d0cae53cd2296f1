"""Database constraints that recur, each with a sentence for people."""

from typing import Any

from django.db.models import CheckConstraint, F, Q


def both_or_neither(first: str, second: str, *, name: str, message: object) -> CheckConstraint:
    """Two columns that say the same thing (who and when) are both set or both empty."""
    both = Q(**{f"{first}__isnull": False, f"{second}__isnull": False})
    neither = Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
    return _check(both | neither, name, message)


def in_order(earlier: str, later: str, *, name: str, message: object) -> CheckConstraint:
    """``later`` is after ``earlier`` whenever both are known."""
    known = Q(**{f"{earlier}__isnull": True}) | Q(**{f"{later}__isnull": True})
    return _check(known | Q(**{f"{later}__gt": F(earlier)}), name, message)


def between(field: str, low: int, high: int, *, name: str, message: object) -> CheckConstraint:
    return _check(Q(**{f"{field}__gte": low, f"{field}__lte": high}), name, message)


def one_of(field: str, values: list[Any], *, name: str, message: object) -> CheckConstraint:
    return _check(Q(**{f"{field}__in": values}), name, message)


def _check(condition: Q, name: str, message: object) -> CheckConstraint:
    # The stubs want str; a lazy translation is one when it is shown.
    return CheckConstraint(condition=condition, name=name, violation_error_message=message)  # type: ignore[arg-type]
