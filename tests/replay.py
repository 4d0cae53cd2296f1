"""Rows that were built once, and are put back for other tests by a single statement.

Building the cast takes some twenty queries, which is as long as an ordinary test; a pair in
cultivation takes some thousand. Such rows hardly differ from one test to the next: only their
moments do, so they are built again every minute.
"""

import copy
import functools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from django.apps import apps
from django.db import connection

from core import clock
from tests.cast import Cast, build_cast

FRESH_FOR = timedelta(minutes=1)
READING = ("SELECT", "SAVEPOINT", "RELEASE", "SET CONSTRAINTS")
Built = TypeVar("Built")
Options = ParamSpec("Options")
Rows = dict[str, dict[str, str]]
"""By table: every row as JSON, by its key."""


@dataclass(frozen=True)
class Recording(Generic[Built]):
    """What was built, and the statement that writes its rows."""

    result: Built
    statement: str
    built_at: datetime

    @property
    def is_present(self) -> bool:
        """The moments in it are those that would be written now."""
        now = clock.now()
        return self.built_at <= now < self.built_at + FRESH_FOR and (
            self.built_at.date() == now.date()
        )

    def play(self) -> Built:
        """Write the rows; the objects belong to the caller alone."""
        if self.statement:
            with connection.cursor() as cursor:
                cursor.execute(self.statement)
        return copy.deepcopy(self.result)


def record(build: Callable[[], Built]) -> Recording[Built]:
    """Build it, in a transaction that is rolled back after the test."""
    built_at, before = clock.now(), rows_of_every_table()
    result = build()
    statement = _difference(before, rows_of_every_table())
    return Recording(copy.deepcopy(result), statement, built_at)


@dataclass
class Stage:
    """The cast of the present test, and whether anything was written since it came."""

    recording: Recording[Cast] | None = None
    cast: Cast | None = None
    is_untouched: bool = False

    @contextmanager
    def opened(self) -> Iterator[Cast]:
        """The cast for one test."""
        if self.recording is None or not self.recording.is_present:
            self.recording = record(build_cast)
            self.cast = copy.deepcopy(self.recording.result)
        else:
            self.cast = self.recording.play()
        self.is_untouched = True
        with connection.execute_wrapper(self._watch):
            yield self.cast
        self.is_untouched = False

    def _watch(self, execute: Callable[..., Any], sql: object, *rest: Any) -> Any:
        if not str(sql).startswith(READING):
            self.is_untouched = False
        return execute(sql, *rest)


STAGE = Stage()


def replayed(
    build: Callable[Concatenate[Cast, Options], Built],
) -> Callable[Concatenate[Cast, Options], Built]:
    """Let ``build`` be recorded and played where the cast it begins with was not touched yet."""
    recordings: dict[object, tuple[Recording[Cast] | None, Recording[Built]]] = {}

    @functools.wraps(build)
    def call(cast: Cast, *args: Options.args, **options: Options.kwargs) -> Built:
        if cast is not STAGE.cast or not STAGE.is_untouched:
            return build(cast, *args, **options)
        key = (args, tuple(options.items()))
        begins_with, recording = recordings.get(key, (None, None))
        if recording is None or begins_with is not STAGE.recording or not recording.is_present:
            built = record(functools.partial(build, cast, *args, **options))
            recordings[key] = (STAGE.recording, built)
            return copy.deepcopy(built.result)
        return recording.play()

    return call


def rows_of_every_table() -> Rows:
    """What the database holds, as this transaction sees it."""
    parts = [
        f'SELECT \'{table}\', "{key}"::text, to_jsonb(t)::text FROM "{table}" t'  # noqa: S608
        for table, key in _tables().items()
    ]
    found: Rows = {table: {} for table in _tables()}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        for table, key, row in cursor.fetchall():
            found[table][key] = row
    return found


@functools.cache
def _tables() -> dict[str, str]:
    """The column of the key of each table."""
    models = apps.get_models(include_auto_created=True)
    return {
        model._meta.db_table: model._meta.pk.column
        for model in models
        if model._meta.managed and not model._meta.proxy
    }


def _difference(before: Rows, after: Rows) -> str:
    """The statements that make ``after`` of ``before``."""
    return "".join(
        _deletion(table, before[table].keys() - rows.keys())
        + _insertion(table, [row for key, row in rows.items() if key not in before[table]])
        + _update(table, [row for key, row in rows.items() if before[table].get(key, row) != row])
        for table, rows in after.items()
    )


def _insertion(table: str, rows: list[str]) -> str:
    if not rows:
        return ""
    return (
        f'INSERT INTO "{table}" OVERRIDING SYSTEM VALUE '  # noqa: S608  our own tables and rows
        f"SELECT * FROM {_records(table, rows)};"
    )


def _update(table: str, rows: list[str]) -> str:
    if not rows:
        return ""
    key = _tables()[table]
    columns = [f'"{name}"' for name in json.loads(rows[0]) if name != key]
    values = ", ".join(f"{name} = made.{name}" for name in columns)
    return (
        f'UPDATE "{table}" t SET {values} '  # noqa: S608  our own tables and rows
        f'FROM {_records(table, rows)} made WHERE made."{key}" = t."{key}";'
    )


def _deletion(table: str, keys: set[str]) -> str:
    if not keys:
        return ""
    listed = ", ".join(f"'{key}'" for key in sorted(keys))
    return f'DELETE FROM "{table}" WHERE "{_tables()[table]}"::text IN ({listed});'  # noqa: S608


def _records(table: str, rows: list[str]) -> str:
    content = json.dumps([json.loads(row) for row in rows]).replace("'", "''")
    return f"jsonb_populate_recordset(NULL::\"{table}\", '{content}')"
