"""The demo organization, written once for each module that looks at it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from core import clock
from demo.seed import seed


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[datetime]:
    """The organization, written once for all tests of this module; the moment it stands at."""
    with django_db_blocker.unblock(), transaction.atomic():
        now = clock.now()
        seed(now=now)
        yield now
        transaction.set_rollback(True)


@pytest.fixture
def now(demo: datetime, db: None) -> datetime:
    return demo
