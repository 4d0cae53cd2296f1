"""Invitations: a signed link by which a listed person chooses a password and signs in."""

from urllib.parse import urlencode

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User
from core.web import absolute_url

VALID_DAYS = 7
SALT = "accounts.invitation"


def token(person: User) -> str:
    """Valid for :data:`VALID_DAYS` days and until the person's password or sign-in changes."""
    return signing.dumps([person.pk, _state(person)], salt=SALT)


def link(person: User, *, onward: str = "") -> str:
    """The full address of the invitation; ``onward`` is the path to go on to after it."""
    query = f"?{urlencode({'next': onward})}" if onward else ""
    return absolute_url("invitation", token=token(person)) + query


def invited(token: str) -> User | None:
    """Whom the token invites; None when it is spent, too old or not ours."""
    try:
        pk, state = signing.loads(token, salt=SALT, max_age=VALID_DAYS * 24 * 60 * 60)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = User.objects.filter(pk=pk, is_active=True).first()
    return person if person and constant_time_compare(state, _state(person)) else None


def _state(person: User) -> str:
    state = f"{person.pk}|{person.email}|{person.password}|{person.last_login}"
    return salted_hmac(SALT, state, algorithm="sha256").hexdigest()[:32]
