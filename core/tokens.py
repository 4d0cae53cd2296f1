"""Signed values for links and cookies: only this installation can have made them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing


@dataclass(frozen=True)
class TokenKind:
    """One purpose of tokens. A token of another purpose, by another ``salt``, does not open."""

    salt: str
    valid_for: timedelta | None = None

    def sign(self, *values: str | int | None) -> str:
        """A token that carries ``values``, safe in an address."""
        return signing.dumps(values, salt=self.salt)

    def read(self, token: str, *, within: timedelta | None = None) -> list[Any] | None:
        """The values of ``token``; None when it was made up, or is older than ``within`` or than
        this kind is valid."""
        try:
            values = signing.loads(token, salt=self.salt, max_age=within or self.valid_for)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return list(values)
