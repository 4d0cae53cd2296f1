"""What the outbox says about a message that could not be sent: the reason, and what helps."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MENTORING, OTHER = "mentoring", "other"
SORTS: dict[str, str | Promise] = {
    "accounts": gettext_lazy("Accounts and sign-in"),
    "programs": gettext_lazy("Taking part in a program"),
    MENTORING: gettext_lazy("Mentoring"),
    OTHER: gettext_lazy("Other"),
}
# What HR admins read instead of the kind of a message: no sort tells what two people do.
SORT_OF_ROOM = {
    "accounts": "accounts",
    "programs": "programs",
    "profiles": "programs",
    "matching": MENTORING,
    "relationships": MENTORING,
    "sessions": MENTORING,
    "reports": MENTORING,
}


def sort_of(kind: str) -> str:
    """The sort of a kind of messages."""
    return SORT_OF_ROOM.get(kind.partition(".")[0], OTHER)


def rooms_of(sort: str) -> list[str]:
    return [room for room, known in SORT_OF_ROOM.items() if known == sort]


def sort(key: str) -> str:
    """What a sort is called."""
    return str(SORTS[key])


UNREACHABLE = gettext_lazy("The mail server could not be reached.")
SILENT = gettext_lazy("The mail server stopped answering in the middle.")

REASONS: dict[str, str | Promise] = {
    "ConnectionRefusedError": UNREACHABLE,
    "ConnectionResetError": SILENT,
    "gaierror": UNREACHABLE,
    "SMTPConnectError": UNREACHABLE,
    "SMTPServerDisconnected": SILENT,
    "TimeoutError": SILENT,
    "SMTPAuthenticationError": gettext_lazy(
        "The mail server refused our user name or password. An operator can correct them."
    ),
    "SMTPRecipientsRefused": gettext_lazy(
        "The mail server refused this person’s address. Is it spelled right?"
    ),
    "SMTPSenderRefused": gettext_lazy(
        "The mail server refused our sender address. An operator can correct it."
    ),
    "WorkerLost": gettext_lazy("The worker stopped while it was sending."),
}


def reason(last_error: str) -> str:
    """A sentence about the stored name of an error; "" when there was none."""
    if not last_error:
        return ""
    known = REASONS.get(last_error.split(" ")[0])
    return str(
        known
        or _(
            "Something went wrong on our side. An operator can find the details"
            " in the worker’s log."
        )
    )
