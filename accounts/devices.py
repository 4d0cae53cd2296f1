"""Browsers that somebody has signed in with before: strangers cannot lock them out.

Wrong passwords are counted for an address and where they come from. A whole organization may come
from one place, so a browser that knows its person is counted on its own.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from core.tokens import TokenKind

KEPT_FOR = timedelta(days=365)
TOKENS = TokenKind("accounts.device", KEPT_FOR)


def known_as(request: HttpRequest, email: str) -> str:
    """The name of this browser if it has signed in with ``email`` before; "" otherwise."""
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    device, address = TOKENS.read(cookie) or ("", "")
    return str(device) if address == _digest(email) else ""


def remember(answer: HttpResponse, user: User) -> None:
    """Give the browser of ``answer`` a name of its own for ``user``."""
    answer.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        TOKENS.sign(secrets.token_hex(8), _digest(user.email)),
        max_age=KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _digest(email: str) -> str:
    return signing.Signer(salt=TOKENS.salt).signature(email.strip().lower())
