"""Rows that were built once, and are put back for each test by a single statement.

Building the cast takes some twenty queries, which is as long as an ordinary test. Its rows hardly
differ from one test to the next: their moments do, so they are built again every minute.
"""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.db import connection

from core import clock

FRESH_FOR = timedelta(minutes=1)
Built = TypeVar("Built")
Rows = dict[str, list[str]]


@dataclass
class Replay(Generic[Built]):
    """What ``build`` made, with the rows it wrote, for as long as their moments are the present.

    ``build`` begins with an empty database, in a transaction that is rolled back after the test.
    """

    build: Callable[[], Built]
    result: Built | None = None
    built_at: datetime | None = None
    statement: str = ""

    def __call__(self) -> Built:
        """The rows are in the database; the objects belong to the caller alone."""
        if self.built_at and _is_present(self.built_at):
            with connection.cursor() as cursor:
                cursor.execute(self.statement)
        else:
            self._record()
        return copy.deepcopy(self.result)  # type: ignore[return-value]  # recorded above

    def _record(self) -> None:
        self.built_at, before = clock.now(), rows_of_every_table()
        self.result = self.build()
        after = rows_of_every_table()
        added = {table: sorted({*rows} - {*before[table]}) for table, rows in after.items()}
        self.statement = "".join(_insert(table, rows) for table, rows in added.items() if rows)


def _is_present(moment: datetime) -> bool:
    now = clock.now()
    return moment <= now < moment + FRESH_FOR and moment.date() == now.date()


def rows_of_every_table() -> Rows:
    """Every row of every table, as JSON."""
    tables = connection.introspection.django_table_names(only_existing=True)
    parts = [
        f"SELECT '{table}', to_jsonb(t)::text FROM \"{table}\" t"  # noqa: S608  our own tables
        for table in tables
    ]
    found: Rows = {table: [] for table in tables}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        for table, row in cursor.fetchall():
            found[table].append(row)
    return found


def _insert(table: str, rows: list[str]) -> str:
    content = json.dumps([json.loads(row) for row in rows]).replace("'", "''")
    return (
        f'INSERT INTO "{table}" OVERRIDING SYSTEM VALUE '  # noqa: S608  our own tables and rows
        f"SELECT * FROM jsonb_populate_recordset(NULL::\"{table}\", '{content}');"
    )
