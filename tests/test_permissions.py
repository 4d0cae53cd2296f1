"""Every route, every role, reading and posting: nothing may be forgotten, nothing may leak."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts import invitations
from accounts.imports import actions as imports
from matching import actions as matching
from mentoring.lib import clock
from notifications.models import Message
from relationships.actions import phases
from sessions import ahead, feeds, links
from sessions.actions import asking, calendars, notes
from tests import stories
from tests.cast import Cast, make_skill
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
        self.answer = self._token()
        self.calendar = feeds.token(calendars.open_feed(by=cast.mentee))
        self.values = {
            "relationship": self.relationship.pk,
            "session": self.session.pk,
            "day": ahead.of(self.relationship, clock.now()).turns[0].day,
            "transition": "begin_cultivation",
            "agreement": self.relationship.agreements.get().pk,
            "goal": self.relationship.goals.get().pk,
            "activity": stories.activity(cast, self.relationship).pk,
            "proposal": self._proposal(),
            "note": self._note(),
            "action": self._action(),
            "program": cast.program.pk,
            "enrollment": cast.mentee_enrollment.pk,
            "person": cast.mentee.pk,
            "role": "mentee",
            "direction": "up",
            "name": "1-ab",
            "question": cast.program.questions.create(text="Why?").pk,
            "skill": make_skill("Listening").pk,
            "staff": cast.program.staff.get().pk,
            "upload": imports.receive(
                content=b"email,name\nx@example.org,X Y\n", file_name="people.csv", by=cast.hr
            ).pk,
            "run": matching.run(program=cast.program, by=cast.coordinator).pk,
            "message": Message.objects.earliest("due_at").pk,
            "mentor": cast.mentor_enrollment.pk,
            "mentee": cast.second_mentee_enrollment.pk,
            "asked": self._request(),
            "key": "none",
            "uidb36": "0",
        }

    def _request(self) -> Any:
        """One that waits, in a program whose mentees ask."""
        stories.let_mentees(self.cast.program, "requests")
        return stories.asked(self.cast).pk

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
            due_on=clock.today() + timedelta(days=5),
        ).pk

    def _token(self) -> str:
        mentor = stories.membership(self.relationship, "mentor")
        return links.token(asking.ask(mentor, "fit", "matrix"), "good")

    def url(self, name: str) -> str:
        values = self.values | {"token": self._token_of(name)}
        return reverse(name, kwargs={key: values[key] for key in ALL_ROUTES[name]})

    def _token_of(self, name: str) -> Any:
        tokens = {
            "join": self.cast.program.join_token,
            "enroll": self.cast.program.join_token,
            "invitation": invitations.token(self.cast.outsider),
            "calendar_read": self.calendar,
        }
        return tokens.get(name, self.answer)

    def client(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        if role != "anonymous":
            client.force_login(getattr(self.cast, role))
        return client


@pytest.fixture
def world(cast: Cast) -> World:
    """Built once for a group of routes: every question to it is rolled back."""
    return World(cast)


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
            return "" if status in {404, 405} else "should not accept this method"
        return "" if status in {200, 302, 400, 409} and not to_login else "should be allowed"
    if role == "anonymous":
        return "" if to_login or status in {404, 405} else "should have to sign in"
    expected = {403, 405} if role in access.told else {404, 405}
    return "" if status in expected else f"should be refused with {sorted(expected)}"


GROUPS = [sorted(ROUTES)[start::8] for start in range(8)]


@pytest.mark.parametrize("names", GROUPS, ids=range(8))
def test_each_route_answers_each_role_as_the_matrix_says(world: World, names: list[str]) -> None:
    asked = product(names, sorted(EVERYBODY), "GP")
    answers = {" ".join(row): verdict(world, *row) for row in asked}
    assert {row: found for row, found in answers.items() if found} == {}


def verdict(world: World, name: str, role: str, method: str) -> str:
    status, location, writes = ask(world, role, name, method)
    found = problem(ROUTES[name], role, method, status, location)
    if not found and method == "G" and writes:
        found = f"a GET writes: {writes[0][:120]}"
    return f"{status} {location} {found}" if found else ""
