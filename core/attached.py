"""Values that travel with an object of somebody else's class, such as a request or a form."""

from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

Value = TypeVar("Value")


class Attached(Generic[Value]):
    """At most one value for each owner, forgotten with its owner.

    An attribute set on the owner would do the same, but neither a reader of the code nor the type
    checker could tell that it exists. What templates read is an attribute nevertheless.
    """

    def __init__(self) -> None:
        self._values: WeakKeyDictionary[Any, Value] = WeakKeyDictionary()

    def put(self, owner: object, value: Value) -> Value:
        """Keep ``value`` with ``owner``, in place of an earlier one; the value."""
        self._values[owner] = value
        return value

    def of(self, owner: object) -> Value | None:
        """What was put with ``owner`` last; None when there was nothing."""
        return self._values.get(owner)
