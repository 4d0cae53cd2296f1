"""Limits that hold without a cache: counted in the database, for one person, never for all."""

from dataclasses import dataclass

from django.db import connection
from django.utils.crypto import salted_hmac

from core import clock


@dataclass(frozen=True)
class Limit:
    """``most`` times within ``seconds``, under the name ``action``."""

    action: str
    most: int
    seconds: int


WRONG_PASSWORDS = Limit("sign-in", most=5, seconds=300)
SIGN_IN_EMAILS = Limit("sign-in email", most=5, seconds=3600)

COUNT = """
    INSERT INTO accounts_attempt (key, count, until) VALUES (%s, 1, %s)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN accounts_attempt.until <= %s THEN 1 ELSE accounts_attempt.count + 1 END,
        until = CASE WHEN accounts_attempt.until <= %s THEN excluded.until
                     ELSE accounts_attempt.until END
    RETURNING count
"""


def take(limit: Limit, *whom: str) -> bool:
    """Count one attempt of ``whom``; False when there were too many."""
    now = clock.now().timestamp()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [_key(limit, whom), now + limit.seconds, now, now])
        return bool(cursor.fetchone()[0] <= limit.most)


def give_back(limit: Limit, *whom: str) -> None:
    """The attempt was none: the password was right."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_attempt SET count = count - 1 WHERE key = %s AND count > 0",
            [_key(limit, whom)],
        )


def forget(limit: Limit, *whom: str) -> None:
    """Start counting from zero."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_attempt WHERE key = %s", [_key(limit, whom)])


def _key(limit: Limit, whom: tuple[str, ...]) -> str:
    """Addresses are not stored in a readable form."""
    return salted_hmac("accounts.limits", "\0".join((limit.action, *whom))).hexdigest()
