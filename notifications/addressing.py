"""To which address of a person an email goes while HR's new one is not confirmed (decision 20).

Whoever reads an email with a link that answers for somebody can act as them, and whoever reads
about their mentoring knows what HR may not. Both go where links to choose a password go.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from accounts import addresses
from notifications import wording
from notifications.kinds import Letter
from notifications.models import Message


def address_of(message: Message, letter: Letter) -> str:
    """The address for ``letter``: the one it names, the one that is held for its reader where it
    is personal, else that of the directory."""
    person = message.recipient
    if letter.to:
        return letter.to
    if is_personal(message.kind, letter):
        return addresses.for_links(person, person.email)
    return person.email


def is_personal(kind: str, letter: Letter) -> bool:
    """Whether HR may not read this: it is about somebody's mentoring, or a link in it acts."""
    return wording.sort_of(kind) == wording.MENTORING or acts(letter)


def acts(letter: Letter) -> bool:
    """Whether ``letter`` has a link that works without signing in."""
    links = [*letter.answers, *([letter.button] if letter.button else [])]
    return any(has_token(link.url) for link in links)


def has_token(url: str) -> bool:
    """Whether ``url`` leads into the product and carries what proves who follows it."""
    base = settings.MENTORING_BASE_URL
    if not url.startswith(f"{base}/"):
        return False
    try:
        return not TOKENS.isdisjoint(resolve(urlsplit(url.removeprefix(base)).path).kwargs)
    except Resolver404:
        return False


TOKENS = frozenset({"token", "key", "uidb36"})
"""Parameters of addresses that open without signing in."""
