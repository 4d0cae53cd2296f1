"""Reads the process environment: the only place that does. The variables are in docs/operate.md."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import Env

DEVELOPMENT_SIGNING_KEY = "development-only-secret-key-0123456789-0123456789"
DEVELOPMENT_FIELD_KEYS = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

env = Env()
debug = env.bool("MENTORING_DEBUG", False)


def secret(name: str, development: str) -> str:
    """The value of ``name``; in development a fixed stand-in, in production an error."""
    value = env.str(name, development if debug else "")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: see docs/operate.md.")
    return value


def names(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """The words of ``name``, which commas divide."""
    return [word for part in env.list(name, default) if (word := part.strip())]


def database() -> dict[str, Any]:
    """Django's settings for ``DATABASE_URL``: postgresql://user:password@host:port/name, or
    postgresql:///name?host=/socket.

    The server ends a statement after ``MENTORING_STATEMENT_SECONDS``; 0 is never.
    """
    values: dict[str, Any] = env.dj_db_url(
        "DATABASE_URL",
        "postgresql:///mentoring",
        engine="core.postgres",
        conn_max_age=60,
        conn_health_checks=True,
    )
    options = values.setdefault("OPTIONS", {})
    values["HOST"] = values["HOST"] or options.pop("host", "")
    options |= {"connect_timeout": 2, "keepalives_idle": 30, "tcp_user_timeout": 5000}
    options["options"] = _limits(env.int("MENTORING_STATEMENT_SECONDS", 0))
    return values


def _limits(statement_seconds: int) -> str:
    """What the server enforces, as options of the connection."""
    limits = ["-c idle_in_transaction_session_timeout=600000"]
    if statement_seconds:
        limits.append(f"-c statement_timeout={statement_seconds * 1000}")
    return " ".join(limits)
