"""Are the field keys right? A sealed word for each key tells before a person's words do."""

import uuid

from core import clock, crypto
from notifications.models import KeyCanary

WORD = "The keys of this installation open what they have sealed."


def sing() -> list[str]:
    """Seal a word with the newest key, store it, and open one word for each key ever used.

    Returns what is wrong, in words for an operator; empty when every key is there and right.
    Raises a database error when nothing can be written.
    """
    newest = crypto.key_ids()[0]
    known = {row.key_id: bytes(row.sealed) for row in KeyCanary.objects.all()}
    wrong = [trouble for key_id, sealed in known.items() if (trouble := _opened(key_id, sealed))]
    if newest not in known:
        KeyCanary.objects.create(key_id=newest, sealed=_seal(newest))
    elif not wrong:
        KeyCanary.objects.filter(key_id=newest).update(sealed=_seal(newest), at=clock.now())
    return wrong


def _seal(key_id: int) -> bytes:
    return crypto.seal(f"{WORD} {uuid.uuid4()}", _place(key_id))


def _opened(key_id: int, sealed: bytes) -> str:
    """Why the word of a key cannot be opened; "" when it can."""
    if key_id not in crypto.key_ids():
        return f"Key {key_id} has sealed words in this database and is missing."
    try:
        crypto.unseal(sealed, _place(key_id))
    except crypto.Unreadable:
        return f"Key {key_id} is not the one that sealed the words in this database."
    return ""


def _place(key_id: int) -> str:
    return f"{KeyCanary._meta.db_table}|{key_id}|sealed"
