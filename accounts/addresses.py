"""Which address proves who somebody is after HR has changed the one in the directory.

An address that HR enters says where the organization's mail goes, not whose it is. Until the
person confirms it, links that choose a password or answer for them, and what is written about their
mentoring, go to the address they had before (``notifications.addressing``).
"""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.audit import record
from accounts.models import AddressHold, User
from core import clock
from core.tokens import TokenKind

HELD_FOR = timedelta(days=14)
TOKENS = TokenKind("accounts.address", HELD_FOR)


def hold(person: User, former: str) -> AddressHold:
    """Keep links that choose a password on ``former``, the address the person had until now.

    A second change within the time keeps the first address: only the person has confirmed it.
    """
    held = current(person)
    address = held.email if held else former
    AddressHold.objects.filter(user=person).delete()
    return AddressHold.objects.create(user=person, email=address, until=_end(clock.now()))


def renew(person: User) -> AddressHold | None:
    """Start the time again: somebody who could not sign in could not confirm anything."""
    held = AddressHold.objects.filter(user=person).first()
    if held:
        held.until = _end(clock.now())
        held.save(update_fields=["until"])
    return held


def current(person: User) -> AddressHold | None:
    """The hold on a former address that still counts; None when HR's address does."""
    return AddressHold.objects.filter(user=person, until__gt=clock.now()).first()


def forget_past(person: User) -> None:
    """Delete a hold whose time has passed."""
    AddressHold.objects.filter(user=person, until__lte=clock.now()).delete()


def for_links(person: User, asked: str) -> str:
    """Where a link that acts as the person goes: the address held, else the one ``asked`` for."""
    held = current(person)
    return held.email if held else asked


def for_notices(person: User) -> list[str]:
    """Every address that is told of a new password."""
    held = current(person)
    return [person.email, held.email] if held else [person.email]


def owners(former: str) -> list[User]:
    """Active people whose links still go to ``former``."""
    held = AddressHold.objects.filter(email__iexact=former, until__gt=clock.now())
    people = held.filter(user__is_active=True).select_related("user")
    return [found.user for found in people]


def token(held: AddressHold) -> str:
    """Proves that its reader reads the mail of the former address; spent with the hold."""
    return TOKENS.sign(str(held.pk), held.user.email)


def found(token: str) -> AddressHold | None:
    """The hold that the token may end; None when it is spent, too old or not ours."""
    values = TOKENS.read(token)
    if values is None:
        return None
    pk, address = values
    held = AddressHold.objects.select_related("user").filter(pk=pk, until__gt=clock.now()).first()
    return held if held and held.user.is_active and held.user.email == address else None


@transaction.atomic
def confirm(*, held: AddressHold, by_link: bool) -> None:
    """The person says that the address HR entered is theirs; it counts for everything from now."""
    now = clock.now()
    if AddressHold.objects.filter(pk=held.pk, until__gt=now).update(until=now):
        way = "link" if by_link else "signed in"
        record(by=held.user, verb="address.confirmed", target=held.user, way=way)


def _end(now: datetime) -> datetime:
    return now + HELD_FOR
