"""What needs help in the outbox, as HR admins see it.

A row about a person, a kind and a minute tells who mentors whom: two people get the same email at
the same moment. So messages are counted, by a neutral sort, state and reason. A person is named
only where their own address is refused, which somebody has to correct, and then nothing is said of
the message. What waits is counted at night (``notifications.figures``).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import User
from notifications import wording
from notifications.models import TROUBLED, Message, MessageStatus

OF_THE_ADDRESS = "SMTPRecipientsRefused"


@dataclass(frozen=True, order=True)
class FailureRow:
    """How many messages of one sort were not sent, or perhaps not, for one reason."""

    sort: str
    state: str
    error: str
    number: int

    @property
    def title(self) -> str:
        return wording.sort(self.sort)

    @property
    def tag(self) -> str:
        return str(MessageStatus(self.state).label)

    @property
    def tone(self) -> str:
        return "bad" if self.state == MessageStatus.FAILED else "warn"

    @property
    def reason(self) -> str:
        return wording.reason(self.error)

    @property
    def messages(self) -> Q:
        return of_sort(self.sort) & Q(status=self.state, last_error=self.error)


def troubles() -> list[FailureRow]:
    """What was not sent and is not about somebody's address; one query."""
    rows = Message.objects.filter(status__in=TROUBLED).exclude(of_the_address()).order_by()
    counted = rows.values_list("kind", "status", "last_error").annotate(Count("pk"))
    found: Counter[tuple[str, str, str]] = Counter()
    for kind, state, error, number in counted:
        found[wording.sort_of(kind), state, error] += number
    return sorted(FailureRow(*place, number) for place, number in found.items())


def refused() -> Iterator[tuple[User, str]]:
    """The people whose address the mail server refuses, by name, each with the reason."""
    rows = Message.objects.filter(of_the_address(), status__in=TROUBLED)
    errors = dict(rows.order_by("due_at").values_list("recipient", "last_error"))
    for person in User.objects.filter(pk__in=errors):
        yield person, wording.reason(errors[person.pk])


def of_the_address() -> Q:
    return Q(last_error__startswith=OF_THE_ADDRESS)


def of_sort(sort: str) -> Q:
    """The messages of one sort; none of an unknown one."""
    known = [Q(kind__startswith=f"{room}.") for room in wording.rooms_of(sort)]
    if sort == wording.OTHER:
        others = Q()
        for room in wording.SORT_OF_ROOM:
            others &= ~Q(kind__startswith=f"{room}.")
        return others
    found = Q(pk__in=[])
    for one in known:
        found |= one
    return found
