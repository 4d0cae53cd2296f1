"""Every route, every role, reading and posting: nothing may be forgotten, nothing may leak.

The words written in confidence carry a marker each; no answer may tell one to somebody who may
not read it.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts import addresses, invitations
from accounts.imports import actions as imports
from accounts.models import User
from core import clock
from matching import actions as matching
from notifications.models import Message
from profiles.invitations import links as invited
from profiles.manager_approval import links as managers
from relationships.actions import phases
from sessions import feeds, links, suggested_dates
from sessions.actions import calendars, check_ins, notes
from tests import confidences, stories
from tests.cast import Cast, make_skill, make_user
from tests.confidences import Secrets
from tests.permission_matrix import EVERYBODY, LEAVES_A_LOOK, ROUTES, Access
from tests.unkept import unkept

# The tables that a GET may write, with the reason. To look at somebody's answers, or at parts of
# them, leaves a line that they can see (decision 24). Readiness seals and stores a word that nobody
# reads: only a write tells that the database takes writes and that the field keys are right.
WRITTEN_BY_READING = {
    **dict.fromkeys(LEAVES_A_LOOK, "accounts_auditevent"),
    "readyz": "notifications_keycanary",
}
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
        cast.program.briefing_token = "briefing"
        cast.program.save()
        self.signed_in = {name: signed_in(user) for name, user in cast.users().items()}
        self.relationship = stories.ready_for_cultivation(cast)
        self.session = stories.planned(cast, self.relationship)
        self.answer = self._token()
        self.asked_manager = stories.manager_asked(cast)
        self.address_hold = addresses.hold(cast.mentor, "former@example.org")
        self.invitation = stories.invited(cast)
        self.calendar = feeds.token(calendars.open_feed(by=cast.mentee))
        self.values = {
            "kind": "sessions.reminder",
            "relationship": self.relationship.pk,
            "session": self.session.pk,
            "day": suggested_dates.of(self.relationship, clock.now()).turns[0].day,
            "transition": "begin_cultivation",
            "agreement": self.relationship.agreements.get().pk,
            "goal": self.relationship.goals.get().pk,
            "activity": stories.activity(cast, self.relationship).pk,
            "file": stories.file(cast, self.relationship).pk,
            "wanted": stories.wanted_skill(cast, self.relationship).pk,
            "proposal": self._proposal(),
            "note": self._note(),
            "action": self._action(),
            "program": cast.program.pk,
            "enrollment": cast.mentee_enrollment.pk,
            "person": cast.mentee.pk,
            "role": "mentee",
            "direction": "up",
            "given": stories.support_note(cast, self.relationship).pk,
            "signal": "stalled",
            "name": "1-ab",
            "number": 0,
            "question": cast.program.questions.create(text="Why?").pk,
            "skill": make_skill("Listening").pk,
            "staff": cast.program.staff.get().pk,
            "appointment": cast.program.appointments.create(
                user=make_user("patron"), duty="sponsor"
            ).pk,
            "upload": imports.receive(
                content=b"email,name\nx@example.org,X Y\n", file_name="people.csv", by=cast.hr
            ).pk,
            "run": matching.run(program=cast.program, by=cast.coordinator).pk,
            "message": Message.objects.earliest("due_at").pk,
            "mentor": cast.mentor_enrollment.pk,
            "mentee": cast.second_mentee_enrollment.pk,
            "asked": self._request(),
            "talk": stories.talk(self.cast).pk,
            "unsent": stories.unsent(cast.mentee, self.relationship).pk,
            "key": "none",
            "letter": "welcome",
            "gathering": cast.program.gatherings.create(name="Draft").pk,
            "step": "questions",
            "invited": self.invitation.pk,
            "asked_manager": self.asked_manager.pk,
            "word": "yes",
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
        return links.token(check_ins.ask(mentor, "fit", "matrix"), "good")

    def url(self, name: str) -> str:
        values = self.values | {"token": self._token_of(name)}
        return reverse(name, kwargs={key: values[key] for key in ALL_ROUTES[name]})

    def _token_of(self, name: str) -> Any:
        tokens = {
            "join": self.cast.program.join_token,
            "enroll": self.cast.program.join_token,
            "join_tell_me": self.cast.program.join_token,
            "manager_answer": managers.token(self.asked_manager, "yes"),
            "manager_answered": managers.token(self.asked_manager, "yes"),
            "invited": invited.token(self.invitation),
            "invited_no": invited.token(self.invitation),
            "account_address_link": addresses.token(self.address_hold),
            "invitation": invitations.token(self.cast.outsider),
            "calendar_read": self.calendar,
            "program_briefing": self.cast.program.briefing_token,
        }
        return tokens.get(name, self.answer)

    def client(self, role: str) -> Client:
        """A fresh browser with the sign-in of ``role``."""
        client = Client(raise_request_exception=False)
        client.cookies.load(self.signed_in.get(role, ""))
        return client


def signed_in(user: User) -> str:
    """The cookie of somebody who has signed in."""
    client = Client()
    client.force_login(user)
    return client.cookies.output(header="")


@pytest.fixture
def world(cast: Cast) -> World:
    """Built once for a group of routes: every question to it is rolled back."""
    return World(cast)


@pytest.fixture
def secrets(cast: Cast, world: World) -> Secrets:
    """Whatever is written in confidence in the ``world``, with markers to look for."""
    confidences.write_some(cast, world.relationship, world.session)
    return Secrets()


@dataclass(frozen=True)
class Reply:
    """What one role was answered at one door, and the statements that it cost."""

    status: int
    location: str
    text: str
    statements: list[str]

    @property
    def writes(self) -> list[str]:
        return [sql for sql in self.statements if WRITE.match(sql) and not harmless(sql)]


def ask(world: World, role: str, name: str, method: str) -> Reply:
    """Read ("G") or post to a route as ``role``; everything is rolled back."""
    client, url = world.client(role), world.url(name)
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url) if method == "G" else client.post(url)
            body = body_of(response)
        transaction.set_rollback(True)
    text = f"{response.status_code} {response.headers} {body}"
    location = response.headers.get("Location", "")
    return Reply(response.status_code, location, text, [query["sql"] for query in queries])


def body_of(response: Any) -> str:
    """What the answer says; of a copy to take along, what stands in all of its parts."""
    content = b"".join(response)
    if response.headers.get("Content-Type") != "application/zip":
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def harmless(sql: str) -> bool:
    return any(word in sql for word in HARMLESS)


def problem(access: Access, role: str, method: str, status: int, location: str) -> str:
    """What is wrong with this answer, or ""."""
    if status >= 500:
        return "server error"
    to_login = status == 302 and location.startswith("/accounts/login/")
    if role in access.allowed:
        if method not in access.methods:
            is_led_back = method == "G" and status == 302 and not to_login
            ignored = is_led_back or status in {404, 405}
            return "" if ignored else "should not accept this method"
        return "" if status in {200, 302, 400, 409} and not to_login else "should be allowed"
    if role == "anonymous":
        return "" if to_login or status in {404, 405} else "should have to sign in"
    if method == "G" and method not in access.methods and status == 302:
        return ""
    expected = {403, 405} if role in access.told else {404, 405}
    return "" if status in expected else f"should be refused with {sorted(expected)}"


GROUPS = [sorted(ROUTES)[start::8] for start in range(8)]


@pytest.mark.slow
@pytest.mark.parametrize("names", GROUPS, ids=range(8))
def test_each_route_answers_each_role_as_the_matrix_says_and_tells_no_confidence(
    world: World, secrets: Secrets, names: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    asked = product(names, sorted(EVERYBODY), "GP")
    answers = {" ".join(row): verdict(world, secrets, *row) for row in asked}
    assert {row: found for row, found in answers.items() if found} == {}
    assert secrets.found_in(caplog.text) == set()


def verdict(world: World, secrets: Secrets, name: str, role: str, method: str) -> str:
    reply = ask(world, role, name, method)
    found = problem(ROUTES[name], role, method, reply.status, reply.location)
    expected = WRITTEN_BY_READING.get(name)
    writes = [sql for sql in reply.writes if not expected or f'"{expected}"' not in sql]
    if not found and method == "G" and writes:
        found = f"a GET writes: {writes[0][:120]}"
    if unkept(name, reply.text):
        found = "has a form whose words are not kept until they are sent"
    if leaked := secrets.leaked_to(role, reply.text):
        found = f"tells {sorted(leaked)}"
    return f"{reply.status} {reply.location} {found}" if found else ""
