"""Reads the process environment: the only place that does."""

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

DEVELOPMENT_SIGNING_KEY = "development-only-secret-key-0123456789-0123456789"
DEVELOPMENT_FIELD_KEYS = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@dataclass(frozen=True)
class Environment:
    """Typed access to the variables of ``docs/operate.md``."""

    debug: bool

    def text(self, name: str, default: str = "") -> str:
        return os.environ.get(name, default)

    def required(self, name: str, development: str) -> str:
        """The value of ``name``; in development a fixed stand-in, in production an error."""
        value = os.environ.get(name, development if self.debug else "")
        if not value:
            raise ImproperlyConfigured(f"Set {name}: see docs/operate.md.")
        return value

    def items(self, name: str, default: str = "") -> list[str]:
        return [item.strip() for item in self.text(name, default).split(",") if item.strip()]

    def number(self, name: str, default: int) -> int:
        return int(self.text(name) or default)

    def flag(self, name: str, *, default: bool) -> bool:
        return as_flag(os.environ.get(name), default=default)


def as_flag(value: str | None, *, default: bool) -> bool:
    return default if value is None or value == "" else value.lower() in {"1", "true", "yes", "on"}


def read() -> Environment:
    return Environment(debug=as_flag(os.environ.get("MENTORING_DEBUG"), default=False))


def database(url: str, statement_seconds: int) -> dict[str, Any]:
    """Django's database settings from ``postgresql://user:password@host:port/name?host=/socket``.

    After ``statement_seconds`` the server ends a statement; 0 is never.
    """
    parts = urlsplit(url)
    options = parse_qs(parts.query)
    return {
        "ENGINE": "core.postgres",
        "NAME": unquote(parts.path.lstrip("/")) or "mentoring",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.get("host", [unquote(parts.hostname or "")])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 2,
            "keepalives_idle": 30,
            "tcp_user_timeout": 5000,
            "options": _limits(statement_seconds),
        },
    }


def _limits(statement_seconds: int) -> str:
    """What the server enforces, as options of the connection."""
    limits = ["-c idle_in_transaction_session_timeout=600000"]
    if statement_seconds:
        limits.append(f"-c statement_timeout={statement_seconds * 1000}")
    return " ".join(limits)
