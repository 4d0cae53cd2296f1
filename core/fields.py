"""Fields whose words the database, its backups and its readers never see."""

import json
import logging
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import crypto

logger = logging.getLogger(__name__)

UNREADABLE = _("This text cannot be shown at the moment. Your administrator has been told.")


class Sealed(bytes):
    """A value as stored: still encrypted, or impossible to open."""


class SealedAttribute:
    """Opens the stored value at first reading, because only the row knows its own place."""

    def __init__(self, field: "Confidential") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type[models.Model]) -> Any:
        if row is None:
            return self
        value = self._stored(row)
        return self._open(row, value) if isinstance(value, Sealed) else value

    def __set__(self, row: models.Model, value: object) -> None:
        row.__dict__[self.field.attname] = value

    def _stored(self, row: models.Model) -> object:
        if self.field.attname not in row.__dict__:
            row.refresh_from_db(fields=[self.field.attname])
        return row.__dict__[self.field.attname]

    def _open(self, row: models.Model, sealed: Sealed) -> Any:
        try:
            value = self.field.unseal(sealed, self.field.place(row))
        except crypto.Unreadable:
            logger.error("A confidential value cannot be opened: %s", self.field.place(row))
            return str(UNREADABLE)
        row.__dict__[self.field.attname] = value
        return value


class Confidential(models.Field):  # type: ignore[type-arg]  # generic in the stubs alone
    """A value sealed before it is stored. It cannot be searched, and never leaves through SQL."""

    empty: Any

    def seal(self, value: Any, place: str) -> bytes:
        raise NotImplementedError

    def unseal(self, sealed: bytes, place: str) -> Any:
        raise NotImplementedError

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, SealedAttribute(self))

    def get_internal_type(self) -> str:
        return "BinaryField"

    def db_type(self, connection: Any) -> str:
        return "bytea"

    def place(self, row: models.Model) -> str:
        """Where the value lives: the additional data it is bound to."""
        return f"{self.model._meta.db_table}|{row.pk}|{self.attname}"

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(self.seal(value, self.place(model_instance))) if value else Sealed()

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        # No words at all is what a migration writes into a new column.
        if value is not None and value != b"" and not isinstance(value, Sealed):
            raise TypeError(f"{self} is written through its row only.")
        return value if value is None else connection.Database.Binary(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        return Sealed(value) if len(value) else self.empty


class ConfidentialTextField(Confidential, models.TextField):  # type: ignore[type-arg]
    """Words written in confidence."""

    empty = ""

    def seal(self, value: Any, place: str) -> bytes:
        return crypto.seal(str(value), place)

    def unseal(self, sealed: bytes, place: str) -> str:
        return crypto.unseal(sealed, place)


class ConfidentialJSONField(Confidential, models.JSONField):
    """An answer given in confidence: a string, a number, or a list of strings."""

    empty = ""

    def seal(self, value: Any, place: str) -> bytes:
        return crypto.seal(json.dumps(value), place)

    def unseal(self, sealed: bytes, place: str) -> Any:
        return json.loads(crypto.unseal(sealed, place))

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(self.seal(value, self.place(model_instance)))


class ConfidentialBytesField(Confidential, models.BinaryField):  # type: ignore[type-arg]
    """The content of a file, sealed like words."""

    empty = b""

    def seal(self, value: Any, place: str) -> bytes:
        return crypto.seal_bytes(bytes(value), place)

    def unseal(self, sealed: bytes, place: str) -> bytes:
        return crypto.unseal_bytes(sealed, place)
