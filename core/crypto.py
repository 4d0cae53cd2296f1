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
KEY_BYTES = 32


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


def key_ids() -> list[int]:
    """The ids of the keys this installation has, the newest first."""
    return list(_keys(settings.MENTORING_FIELD_KEYS))


@lru_cache(maxsize=4)
def _keys(configured: str) -> dict[int, AESGCM]:
    return {key_id: AESGCM(key) for key_id, key in read_keys(configured).items()}


def read_keys(configured: str) -> dict[int, bytes]:
    """Keys by id, newest first, from ``2:base64,1:base64``.

    Raises ImproperlyConfigured, which says what is wrong with which key and never quotes one.
    """
    keys: dict[int, bytes] = {}
    for number, item in enumerate(configured.split(","), start=1):
        key_id, key = _read_key(item.strip(), number)
        if key_id in keys:
            raise _malformed(number, f"uses the id {key_id} a second time")
        keys[key_id] = key
    return keys


def _read_key(item: str, number: int) -> tuple[int, bytes]:
    key_id, colon, encoded = item.partition(":")
    if not colon or not key_id.isascii() or not key_id.isdigit() or not 0 < int(key_id) < 256:
        raise _malformed(number, "does not begin with an id from 1 to 255 and a colon")
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise _malformed(number, "is not base64") from error
    if len(key) != KEY_BYTES:
        raise _malformed(number, f"has {len(key)} bytes instead of {KEY_BYTES}")
    return int(key_id), key


def _malformed(number: int, what: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"MENTORING_FIELD_KEYS: key {number} {what}. Each key is 'id:base64 of 32 bytes', "
        "comma-separated: see docs/operate.md."
    )
