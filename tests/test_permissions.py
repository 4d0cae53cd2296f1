"""Every route, every role, reading and posting: nothing may be forgotten, nothing may leak."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from relationships.actions import phases
from sessions import links
from sessions.actions import asking, notes
from tests import stories
from tests.cast import Cast, build_cast
from tests.permission_matrix import EVERYBODY, ROUTES, Access

WRITE = re.compile(r"^\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
HARMLESS = ("django_session", "last_login")


def routes(patterns: list[Any] | None = None) -> Iterator[tuple[str, set[str]]]:
    """Name and parameters of every route of the URLconf."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = set(pattern.pattern.regex.groupindex)
            for name, parameters in routes(pattern.url_patterns):
                yield name, parameters | inner
        elif isinstance(pattern, URLPattern):
            yield str(pattern.name), set(pattern.pattern.regex.groupindex)


ALL_ROUTES = dict(routes())


def test_every_route_is_in_the_matrix_and_every_row_is_a_route() -> None:
    assert set(ALL_ROUTES) == set(ROUTES)


class World:
    """One of everything, to fill the parameters of every route."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.relationship = stories.ready_for_cultivation(cast)
        self.session = stories.planned(cast, self.relationship)
        self.values = {
            "relationship": self.relationship.pk,
            "session": self.session.pk,
            "transition": "begin_cultivation",
            "agreement": self.relationship.agreements.get().pk,
            "goal": self.relationship.goals.get().pk,
            "proposal": self._proposal(),
            "note": self._note(),
            "action": self._action(),
            "token": self._token(),
            "program": cast.program.pk,
            "enrollment": cast.mentee_enrollment.pk,
            "person": cast.mentee.pk,
            "role": "mentee",
            "key": "none",
            "uidb36": "0",
        }

    def _proposal(self) -> Any:
        return phases.propose(
            relationship=self.relationship, transition="begin_cultivation", by=self.cast.mentee
        ).pk

    def _note(self) -> Any:
        return notes.write(
            session=self.session, by=self.cast.mentee, words="mine", visibility="private"
        ).pk

    def _action(self) -> Any:
        owner = stories.membership(self.relationship, "mentor")
        return notes.promise(
            relationship=self.relationship,
            by=self.cast.mentee,
            owner=owner,
            words="Introduce me",
            due_on=date.today() + timedelta(days=5),
        ).pk

    def _token(self) -> str:
        mentor = stories.membership(self.relationship, "mentor")
        return links.token(asking.ask(mentor, "fit", "matrix"), "good")

    def url(self, name: str) -> str:
        values = {key: self.values[key] for key in ALL_ROUTES[name]}
        return reverse(name, kwargs=values)

    def client(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        if role != "anonymous":
            client.force_login(getattr(self.cast, role))
        return client


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once: every question to it is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World(build_cast())
        transaction.set_rollback(True)


def ask(world: World, role: str, name: str, method: str) -> tuple[int, str, list[str]]:
    """Status, address redirected to, and the writes; everything is rolled back."""
    client, url = world.client(role), world.url(name)
    with transaction.atomic():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(url) if method == "G" else client.post(url)
        transaction.set_rollback(True)
    writes = [q["sql"] for q in queries if WRITE.match(q["sql"]) and not harmless(q["sql"])]
    return response.status_code, response.headers.get("Location", ""), writes


def harmless(sql: str) -> bool:
    return any(word in sql for word in HARMLESS)


def problem(access: Access, role: str, method: str, status: int, location: str) -> str:
    """What is wrong with this answer, or ""."""
    if status >= 500:
        return "server error"
    to_login = status == 302 and location.startswith("/accounts/login/")
    if role in access.allowed:
        if method not in access.methods:
            return "" if status == 405 else "should not accept this method"
        return "" if status in {200, 302, 409} and not to_login else "should be allowed"
    if role == "anonymous":
        return "" if to_login or status in {404, 405} else "should have to sign in"
    expected = {403, 405} if role in access.told else {404, 405}
    return "" if status in expected else f"should be refused with {sorted(expected)}"


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_each_route_answers_each_role_as_the_matrix_says(world: World, name: str) -> None:
    wrong = []
    for role in sorted(EVERYBODY):
        for method in "GP":
            status, location, writes = ask(world, role, name, method)
            found = problem(ROUTES[name], role, method, status, location)
            if not found and method == "G" and writes:
                found = f"a GET writes: {writes[0][:120]}"
            if found:
                wrong.append(f"{role} {method}: {status} {location} {found}")
    assert wrong == []
