"""Invitations: a signed link by which a listed person chooses a password and signs in."""

from datetime import timedelta
from urllib.parse import urlencode

from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User
from core.tokens import TokenKind
from core.web import absolute_url

VALID_FOR = timedelta(days=7)
TOKENS = TokenKind("accounts.invitation", VALID_FOR)


def token(person: User) -> str:
    """Valid for :data:`VALID_FOR` and until the person's password or sign-in changes."""
    return TOKENS.sign(person.pk, _state(person))


def link(person: User, *, onward: str = "") -> str:
    """The full address of the invitation; ``onward`` is the path to go on to after it."""
    query = f"?{urlencode({'next': onward})}" if onward else ""
    return absolute_url("invitation", token=token(person)) + query


def invited(token: str) -> User | None:
    """Whom the token invites; None when it is spent, too old or not ours."""
    values = TOKENS.read(token)
    if values is None:
        return None
    pk, state = values
    person = User.objects.filter(pk=pk, is_active=True).first()
    return person if person and constant_time_compare(state, _state(person)) else None


def _state(person: User) -> str:
    state = f"{person.pk}|{person.email}|{person.password}|{person.last_login}"
    return salted_hmac(TOKENS.salt, state, algorithm="sha256").hexdigest()[:32]
