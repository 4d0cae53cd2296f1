"""A migrated database that the workers of one run copy, instead of migrating one each."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

LOCK = 20260112
EXISTS = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"


def use(name: str) -> None:
    """Let the database of the tests begin as a copy of ``name``, which is made when missing."""
    test = connection.settings_dict["TEST"]
    with _alone() as cursor:
        cursor.execute(EXISTS, [name])
        if cursor.fetchone() is None:
            _make(name)
    test["TEMPLATE"] = name


def _make(name: str) -> None:
    values = connection.settings_dict
    kept = values["NAME"], values["TEST"]["NAME"]
    values["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    values["NAME"], values["TEST"]["NAME"] = kept


def leave(workers: int) -> None:
    """Count one more worker that has its copy; after the last the template is dropped."""
    name = connection.settings_dict["TEST"].get("TEMPLATE")
    if not name:
        return
    with _alone() as cursor:
        cursor.execute(EXISTS, [name])
        copies = int(cursor.fetchone()[0] or 0) + 1
        # The name is our own; it cannot be a parameter here.
        cursor.execute(f'COMMENT ON DATABASE "{name}" IS %s', [str(copies)])
        if copies == workers:
            cursor.execute(f'DROP DATABASE "{name}"')


@contextmanager
def _alone() -> Iterator[Any]:
    """A cursor beside the tests' own database; one worker at a time."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield cursor
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
