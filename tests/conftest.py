"""Fixtures every test may use: one cast of people, and clients signed in as them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import update_last_login
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from tests import moving_clock, templates
from tests.cast import Cast
from tests.replay import STAGE

# A thread of a test, or of the server that a browser talks to, may end a moment after its test.
END_OTHER_SESSIONS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def pytest_configure() -> None:
    """Every process of the run, workers too, goes by the clock that was asked for."""
    moving_clock.start()


def pytest_report_header() -> str:
    return moving_clock.described()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: Any,
) -> None:
    """Migrate once for all workers of a run: each begins with a copy of one template."""
    run = getattr(request.config, "workerinput", {}).get("testrunuid")
    if run and not request.config.getvalue("reuse_db"):
        with django_db_blocker.unblock():
            templates.use(f"test_template_{run[:12]}")


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, request: pytest.FixtureRequest, django_db_blocker: Any
) -> Iterator[None]:
    """As ever; the last worker to have its copy takes the template away."""
    with django_db_blocker.unblock():
        templates.leave(getattr(request.config, "workerinput", {}).get("workercount", 0))
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(END_OTHER_SESSIONS)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no core waits for the last of them alone."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """The people and programs of :mod:`tests.cast`, fresh for each test."""
    with STAGE.opened() as people:
        yield people


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
def bulky(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Name it first in a test that writes many thousand rows.

    Rows that are rolled back keep their room. PostgreSQL then reads large tables that it believes
    to be empty, again and again, in whatever test comes next.
    """
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM")


@pytest.fixture
def sign_in() -> Callable[[Any], Client]:
    """A browser signed in as somebody."""

    def client_for(user: Any) -> Client:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = session_of(user)
        return client

    return client_for


def session_of(user: Any) -> str:
    """The key of a new session of ``user``, as signing in leaves it, with a third of the work."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    update_last_login(None, user)
    return str(session.session_key)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()
