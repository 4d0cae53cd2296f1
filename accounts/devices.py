"""Browsers that somebody has signed in with before: strangers cannot lock them out.

Wrong passwords are counted for an address and where they come from. A whole organization may come
from one place, so a browser that knows its person is counted on its own.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts.models import User

SALT = "accounts.device"
KEPT_SECONDS = 60 * 60 * 24 * 365


def known_as(request: HttpRequest, email: str) -> str:
    """The name of this browser if it has signed in with ``email`` before; "" otherwise."""
    try:
        device, address = signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=KEPT_SECONDS
        )
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(device) if address == _digest(email) else ""


def remember(answer: HttpResponse, user: User) -> None:
    """Give the browser of ``answer`` a name of its own for ``user``."""
    answer.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([secrets.token_hex(8), _digest(user.email)], salt=SALT),
        max_age=KEPT_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _digest(email: str) -> str:
    return signing.Signer(salt=SALT).signature(email.strip().lower())
