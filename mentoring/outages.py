"""What a page says, and gives back, while the database is away or takes no changes."""

from dataclasses import dataclass

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, UnreadablePostError
from psycopg2.errors import ReadOnlySqlTransaction

from drafts import form_data


@dataclass(frozen=True)
class Sent:
    """A form that did not arrive: its address, its words to be read, and all else it held."""

    address: str
    words: list[tuple[str, str]]
    rest: list[tuple[str, str]]
    had_files: bool
    had_secrets: bool


def is_outage(error: BaseException) -> bool:
    """Does the error, or what it came from, say that the database cannot serve at the moment?"""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OperationalError | InterfaceError):
            return True
        if isinstance(seen, InternalError) and isinstance(seen.__cause__, ReadOnlySqlTransaction):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def sent_again(request: HttpRequest) -> Sent | None:
    """The form of ``request``, for the page that sends it again; None where there is none.

    Passwords and files are not given back: they have to be entered again.
    """
    if request.method != "POST":
        return None
    try:
        pairs = [(name, str(one)) for name, values in request.POST.lists() for one in values]
    except UnreadablePostError:
        return None
    given_back = [(name, one) for name, one in pairs if "password" not in name]
    return Sent(
        address=request.get_full_path(),
        words=[pair for pair in given_back if _is_typed(*pair)],
        rest=[pair for pair in given_back if not _is_typed(*pair)],
        had_files=bool(request.FILES),
        had_secrets=len(given_back) < len(pairs),
    )


def _is_typed(name: str, value: str) -> bool:
    return name not in form_data.OURS and not form_data.NO_WORDS.fullmatch(value)
