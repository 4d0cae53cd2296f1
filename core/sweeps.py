"""Background work over many records, of which a bad one stops no other."""

import logging
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from datetime import datetime
from typing import Protocol, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Model

from core import clock
from core.errors import DomainError

logger = logging.getLogger(__name__)
Row = TypeVar("Row", bound=Model)


class FailureLedger(Protocol):
    """Where failures are kept, so that an operator sees them."""

    def failed(self, work: str, record: str, error: Exception) -> None:
        """``work`` could not be done for ``record``."""

    def ended(self, work: str, started: datetime) -> None:
        """A pass over all records ended: what did not fail again since ``started`` is well."""


_ledgers: list[FailureLedger] = []


def report_to(ledger: FailureLedger) -> None:
    """Tell ``ledger`` of every failure from now on; a room above registers itself here."""
    _ledgers.append(ledger)


def each(
    work: str, rows: Iterable[Row], act: Callable[[Row], int], *, savepoint: bool = True
) -> int:
    """Do ``work`` for each of ``rows``: call ``act``, which says how many things it moved.

    Each row has a savepoint of its own, unless ``act`` sees to that itself. One that fails is
    rolled back, logged, and shown to the operator under the name of the work; the others go on. A
    refusal (DomainError) is no failure: somebody was faster. Raises only when the database itself
    has gone away.
    """
    started, moved = clock.now(), 0
    for row in rows:
        try:
            with transaction.atomic() if savepoint else nullcontext():
                moved += act(row)
        except DomainError as refusal:
            logger.info("%s: %s %s stays as it is: %s", work, _label(row), row.pk, refusal.code)
        except Exception as error:
            if isinstance(error, OperationalError | InterfaceError) and not connection.is_usable():
                raise
            _report(work, row, error)
    for ledger in _ledgers:
        ledger.ended(work, started)
    return moved


def _report(work: str, row: Model, error: Exception) -> None:
    logger.exception("%s failed for %s %s; the others go on", work, _label(row), row.pk)
    for ledger in _ledgers:
        ledger.failed(work, f"{_label(row)} {row.pk}", error)


def _label(row: Model) -> str:
    return row._meta.label_lower
