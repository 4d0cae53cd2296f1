"""Collects the rows of the demo organization and writes them in a few statements."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from django.db.models import Model

from accounts.models import AuditEvent, User

Row = TypeVar("Row", bound=Model)
AT_A_TIME = 1000


class RowLedger:
    """Rows by model, in the order they came. References are checked when the transaction ends."""

    def __init__(self) -> None:
        self._rows: dict[type[Model], list[Model]] = {}

    def add(self, row: Row) -> Row:
        """Keep ``row`` until :meth:`write`; it may still change until then."""
        self._rows.setdefault(type(row), []).append(row)
        return row

    def add_all(self, rows: Iterable[Model]) -> None:
        for row in rows:
            self.add(row)

    def note(
        self,
        at: datetime,
        by: User | None,
        verb: str,
        target: Model,
        program: uuid.UUID | None = None,
        **details: object,
    ) -> None:
        """The audit event that the action ``verb`` would have written at that moment."""
        self.add(
            AuditEvent(
                created_at=at,
                actor=by,
                verb=verb,
                target_kind=target._meta.label_lower,
                target_id=str(target.pk),
                program_id=program,
                details=details,
            )
        )

    def write(self) -> None:
        """Insert everything collected so far."""
        for model, rows in self._rows.items():
            model._base_manager.bulk_create(rows, batch_size=AT_A_TIME)
        self._rows.clear()
