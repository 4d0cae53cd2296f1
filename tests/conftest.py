"""Fixtures every test may use: one cast of people, and clients signed in as them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.cast import Cast, build_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """The people and programs of :mod:`tests.cast`, fresh for each test."""
    return build_cast()


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
