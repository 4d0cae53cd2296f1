"""Fixtures every test may use: one cast of people, and clients signed in as them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.cast import Cast, build_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """The people and programs of :mod:`tests.cast`, fresh for each test."""
    return build_cast()


@pytest.fixture(scope="module")
def lasting(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A transaction around all tests of a module, for what is built once and shared by them.

    What a test itself changes is undone after it, as always. Hand out copies of what stands in
    memory. Not for a module with transactional tests, which commit.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def sign_in() -> Callable[[Any], Client]:
    """A browser signed in as somebody."""

    def client_for(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_for


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()
