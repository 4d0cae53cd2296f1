"""Sealing of words written in confidence: AES-256-GCM, bound to the place they are stored in.

A sealed value is ``key id (1 byte) | nonce (12 bytes) | ciphertext and tag``. The additional data
names table, row and column, so a value copied to another row does not open.
"""

import base64
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES = 12


class Unreadable(Exception):
    """The value was changed, moved, or sealed with a key this installation does not have."""


def seal(words: str, place: str) -> bytes:
    """Encrypt ``words`` with the newest key for ``place`` ("table|row|column")."""
    return seal_bytes(words.encode(), place)


def seal_bytes(content: bytes, place: str) -> bytes:
    """The same for the content of a file."""
    key_id, key = next(iter(_keys(settings.MENTORING_FIELD_KEYS).items()))
    nonce = os.urandom(NONCE_BYTES)
    return bytes([key_id]) + nonce + key.encrypt(nonce, content, place.encode())


def unseal(sealed: bytes, place: str) -> str:
    """The words again. Raises :class:`Unreadable`."""
    return unseal_bytes(sealed, place).decode()


def unseal_bytes(sealed: bytes, place: str) -> bytes:
    """The content of a file again. Raises :class:`Unreadable`."""
    key = _keys(settings.MENTORING_FIELD_KEYS).get(sealed[0]) if sealed else None
    if key is None:
        raise Unreadable(place)
    nonce, ciphertext = sealed[1 : NONCE_BYTES + 1], sealed[NONCE_BYTES + 1 :]
    try:
        return key.decrypt(nonce, ciphertext, place.encode())
    except InvalidTag as error:
        raise Unreadable(place) from error


@lru_cache(maxsize=4)
def _keys(configured: str) -> dict[int, AESGCM]:
    """Keys by id, newest first, from ``2:base64,1:base64``."""
    try:
        pairs = (item.split(":", 1) for item in configured.split(","))
        return {int(key_id): AESGCM(base64.b64decode(key)) for key_id, key in pairs}
    except ValueError as error:
        raise ImproperlyConfigured(
            "MENTORING_FIELD_KEYS is not 'id:base64 of 32 bytes'."
        ) from error
