"""Services that are away, hang, or take no changes: the site goes on, and nothing typed is lost."""

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.cache.backends.base import BaseCache
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from psycopg2.extensions import STATUS_READY

from core import cache as caching
from core import crypto
from core.breaker import Breaker
from core.cache import ForgivingRedisCache
from core.postgres import base, waiting
from notifications import canary
from notifications.models import KeyCanary
from tests import stories
from tests.cast import Cast, SignIn

KEYS = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
OTHER = "1:" + "B" * 43 + "="


@pytest.fixture
def deaf(tmp_path: Path) -> Iterator[Path]:
    """A server that accepts and never answers."""
    address = tmp_path / ".s.PGSQL.5432"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(address))
        server.listen(64)
        yield address


def seconds(call: Callable[[], object]) -> float:
    started = time.monotonic()
    call()
    return time.monotonic() - started


# The circuit breaker -----------------------------------------------------------------------------


def test_after_a_failure_one_caller_at_a_time_tries_again() -> None:
    now = [0.0]
    breaker = Breaker(30, clock=lambda: now[0])
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    now[0] = 31.0
    assert [breaker.allows(), breaker.allows()] == [True, False]
    breaker.answered()
    assert [breaker.allows(), breaker.allows()] == [True, True]


# The cache ---------------------------------------------------------------------------------------

CALLS: dict[str, Callable[[BaseCache], object]] = {
    "get": lambda cache: cache.get("a", "default"),
    "get_many": lambda cache: cache.get_many(["a"]),
    "get_or_set": lambda cache: cache.get_or_set("a", 1),
    "set": lambda cache: cache.set("a", 1),
    "set_many": lambda cache: cache.set_many({"a": 1}),
    "add": lambda cache: cache.add("a", 1),
    "touch": lambda cache: cache.touch("a"),
    "has_key": lambda cache: cache.has_key("a"),
    "incr": lambda cache: cache.incr("a"),
    "delete": lambda cache: cache.delete("a"),
    "delete_many": lambda cache: cache.delete_many(["a"]),
    "clear": lambda cache: cache.clear(),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_cache_that_hangs_costs_one_call_a_second_and_the_next_nothing(
    deaf: Path, call: Callable[[BaseCache], object]
) -> None:
    caching.breaker.answered()
    cache = ForgivingRedisCache(f"unix://{deaf}", {})
    assert 0.3 < seconds(lambda: call(cache)) < 1.5
    assert seconds(lambda: [call(cache) for _time in range(50)]) < 0.5
    caching.breaker.answered()


# The database ------------------------------------------------------------------------------------


@pytest.fixture
def closed_breaker() -> Iterator[None]:
    waiting.breaker.answered()
    yield
    waiting.breaker.answered()


@pytest.mark.usefixtures("closed_breaker")
def test_a_database_that_accepts_and_never_answers_is_given_up_soon(
    deaf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapper = base.DatabaseWrapper(
        {**connection.settings_dict, "HOST": str(deaf.parent), "PORT": "5432"}, alias="deaf"
    )

    def connect() -> None:
        with pytest.raises(psycopg2.OperationalError):
            wrapper.connect()

    assert 1.5 < seconds(connect) < 3.5
    assert seconds(lambda: [connect() for _time in range(20)]) < 0.5


def test_a_statement_that_takes_long_is_waited_for(db: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(waiting, "ASK_AFTER", 0.05)
    monkeypatch.setattr(waiting, "ASK_AGAIN_AFTER", 0.05)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.4), 7")
        assert cursor.fetchone()[1] == 7


class Silent:
    """A connection whose server has stopped answering in the middle of a statement."""

    def __init__(self, host: str) -> None:
        self.status = STATUS_READY
        self.info = type("Info", (), {"host": host, "port": 5432})()
        self.ours, self.theirs = socket.socketpair()

    def poll(self) -> int:
        return int(psycopg2.extensions.POLL_READ)

    def fileno(self) -> int:
        return self.ours.fileno()


@pytest.mark.usefixtures("closed_breaker")
def test_a_server_that_falls_silent_in_a_statement_is_asked_at_its_door(deaf: Path) -> None:
    silent = Silent(str(deaf.parent))

    def wait() -> None:
        with pytest.raises(psycopg2.OperationalError, match="does not answer"):
            waiting.wait(silent)

    assert 1.5 < seconds(wait) < 3.5
    assert not waiting.breaker.allows(), "nobody else waits for it by connecting"
    silent.ours.close()
    silent.theirs.close()


# 503 ---------------------------------------------------------------------------------------------


def make_read_only() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")


def test_words_typed_while_the_database_is_read_only_come_back(cast: Cast, sign_in: SignIn) -> None:
    session = stories.held(cast, stories.started(cast), 1)
    client = sign_in(cast.mentee)
    client.raise_request_exception = False
    data = {"note-words": "What I <b>want</b> to keep.", "note-visibility": "private"}
    with transaction.atomic():
        make_read_only()
        answer = client.post(reverse("note_write", args=[session.pk]), data)
        transaction.set_rollback(True)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "What I &lt;b&gt;want&lt;/b&gt; to keep." in answer.text
    assert 'name="note-visibility" value="private"' in answer.text
    assert f'action="{reverse("note_write", args=[session.pk])}"' in answer.text
    client.post(reverse("note_write", args=[session.pk]), data)
    assert [note.words for note in session.notes.all()] == [data["note-words"]]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/mentoring/", "/me/", "/readyz"])
def test_every_page_says_so_when_the_database_is_away(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, method: str, path: str
) -> None:
    client = sign_in(cast.mentee)
    client.raise_request_exception = False

    def away(*_arguments: object) -> None:
        raise OperationalError("the connection was closed")

    with connection.execute_wrapper(away):
        answer = getattr(client, method)(path, {"login": "a@example.org", "password": "secret 12"})
        still = Client().get("/healthz")
    if answer.status_code != 405:
        assert answer.status_code == 503
    assert b"secret 12" not in answer.content
    assert still.status_code == 200


def test_another_error_is_still_a_500(cast: Cast, sign_in: SignIn, monkeypatch: Any) -> None:
    client = sign_in(cast.mentee)
    client.raise_request_exception = False
    monkeypatch.setattr("mentoring.views.landing_page", lambda _user: 1 / 0)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text


# A wrong Host ------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post", "head"])
@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/me/", "/x", "/readyz"])
def test_a_wrong_host_is_a_bad_request(db: None, method: str, path: str) -> None:
    client = Client(raise_request_exception=False, headers={"host": "evil.example"})
    assert getattr(client, method)(path).status_code == 400


# Keys --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("configured", "reason"),
    [
        ("nonsense", "does not begin with an id"),
        ("x:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "does not begin with an id"),
        ("0:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "does not begin with an id"),
        ("256:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "does not begin with an id"),
        ("1:AAEC", "has 3 bytes instead of 32"),
        ("1:" + "A" * 22 + "==", "has 16 bytes instead of 32"),
        ("1:@@@@", "is not base64"),
        (f"{KEYS},{KEYS}", "key 2 uses the id 1 a second time"),
        (f"{KEYS},", "key 2 does not begin"),
        ("", "does not begin"),
    ],
)
def test_malformed_keys_are_refused_with_the_reason(configured: str, reason: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=reason):
        crypto.read_keys(configured)


def test_readiness_opens_a_sealed_word_for_every_key(db: None) -> None:
    client = Client()
    with override_settings(MENTORING_FIELD_KEYS=KEYS):
        assert client.get("/readyz").status_code == 200
        sealed = bytes(KeyCanary.objects.get().sealed)
        assert client.get("/readyz").json()["field_keys"] == []
        assert bytes(KeyCanary.objects.get().sealed) != sealed
    with override_settings(MENTORING_FIELD_KEYS=OTHER):
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "Key 1 is not the one" in answer.text
    with override_settings(MENTORING_FIELD_KEYS=OTHER.replace("1:", "2:")):
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "Key 1 has sealed words" in answer.text
    with override_settings(MENTORING_FIELD_KEYS=f"{OTHER.replace('1:', '2:')},{KEYS}"):
        assert canary.sing() == []
        assert {row.key_id for row in KeyCanary.objects.all()} == {1, 2}


def test_readiness_says_when_nothing_can_be_written(db: None) -> None:
    with transaction.atomic():
        make_read_only()
        answer = Client().get("/readyz")
        transaction.set_rollback(True)
    assert answer.status_code == 503
