"""Everything final asks once more, and the page says what the action will do, by doing it."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from psycopg2 import sql

from notifications.models import Message
from relationships import consequences
from relationships.consequences import ChangeKind
from sessions.actions import meetings
from sessions.models import MentoringSession, Note
from tests import confirming, stories
from tests.cast import Cast, make_skill
from tests.final_routes import (
    CONFIRMED,
    ORDINARY,
    REVIEWED,
    UNDOABLE,
    UNDOABLE_IN_PART,
    posted,
)
from tests.permission_matrix import ROUTES
from tests.product.test_permissions import World, harmless

ROWS = sql.SQL("SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {} t")
DELETED = re.compile(r'^\s*DELETE FROM "(\w+)"')


def test_every_post_is_classified_once() -> None:
    tables = (CONFIRMED, REVIEWED, set(UNDOABLE), set(UNDOABLE_IN_PART), ORDINARY)
    assert posted() - set().union(*tables) == set()
    assert set().union(*tables) - posted() == set()
    assert sum(map(len, tables)) == len(posted())


def test_what_undoes_something_exists() -> None:
    assert {name for name in UNDOABLE.values() if name not in ROUTES} == set()


CALLS_OFF = {
    "pause": ChangeKind.PAUSED,
    "pair_pause_answer": ChangeKind.PAUSED,
    "safeguarding_hold": ChangeKind.HELD,
    "resume": ChangeKind.RESUMED,
    "safeguarding_release": ChangeKind.RELEASED,
    "phase_confirm": ChangeKind.MOVED,
}
"""The routes that change a status and end nothing, and what kind of change each is."""


def test_nothing_is_called_undoable_that_calls_off_sessions() -> None:
    (sessions,) = (row for row in consequences.dependents() if row.name == "sessions")
    lossy = {name for name, change in CALLS_OFF.items() if change in sessions.effects}
    assert lossy == {"pause", "pair_pause_answer", "safeguarding_hold"}
    assert lossy & set(UNDOABLE) == set()


def test_a_page_says_what_does_not_come_back() -> None:
    templates = {*UNDOABLE_IN_PART.values(), "relationships/pause.html"}
    for name in templates:
        assert "do not come back" in (Path(settings.BASE_DIR) / "templates" / name).read_text()


def views(patterns: list[Any] | None = None) -> Iterator[tuple[str, Any]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield str(pattern.name), pattern.callback


def test_exactly_the_confirmed_routes_ask_first() -> None:
    """A view with two routes may ask at one of them only."""
    asking = {name: view for name, view in views() if asks_first(view)}
    assert CONFIRMED - set(asking) == set()
    shared = {asking[name] for name in CONFIRMED}
    assert {name for name, view in asking.items() if view not in shared} == set()


def asks_first(view: Any) -> bool:
    """Also below other decorators, which keep the attributes of the view."""
    return bool(vars(view).get("asks_first"))


@dataclass(frozen=True)
class Press:
    """Who presses the final button of a route in the ``World``, with which answers."""

    route: str
    role: str = "mentee"
    data: dict[str, str] = field(default_factory=dict)


PRESSES = [
    Press("session_cancel"),
    Press("note_remove"),
    Press("file_take_out"),
    Press("calendar_feed"),
    Press("calendar_feed_stop"),
    Press("ending"),
    Press("ending", "mentor"),
    Press("safeguarding_end", "safeguarding"),
    Press("wanted_skill_remove"),
    Press("support_remove"),
    Press("goal_close", data={"result": "achieved", "words": "Line one\nand two"}),
    Press("pair_end", "coordinator"),
    Press("enrollment_withdraw"),
    Press("skill_merge", "hr", {}),
    Press("invitation_take_back", "coordinator"),
    Press("program_question_remove", "coordinator"),
    Press("person_access", "hr", {"active": "0"}),
    Press("person_role", "hr", {"role": "hr_admin", "held": "1"}),
    Press("people_import_discard", "hr"),
    Press("unsent_discard"),
    Press("request_answer", "mentor", {"answer": "no"}),
    Press("request_take_back"),
    Press("gathering_dissolve", "coordinator"),
    Press("talk_answer", "mentor", {"answer": "no"}),
    Press("talk_close"),
]


@pytest.mark.parametrize("press", PRESSES, ids=lambda press: f"{press.route}-{press.role}")
def test_the_first_press_changes_nothing_and_the_second_does_it(cast: Cast, press: Press) -> None:
    world = World(cast)
    if press.route == "skill_merge":
        press.data["into"] = str(make_skill("Feedback").pk)
    client, url, before = world.client(press.role), world.url(press.route), contents()
    asked = client.post(url, press.data)
    token = confirming.token_of(asked)
    assert token, asked.content.decode()[:400]
    assert contents() == before
    assert len(confirming.lines_of(asked)) > 1
    stale = client.post(url, {**press.data, "confirmed": "another question"})
    assert confirming.token_of(stale) == token
    assert contents() == before
    posted_before = confirming.messages_so_far()
    done = client.post(url, {**press.data, "confirmed": token})
    assert done.status_code == 302, done.content.decode()[:2000]
    assert confirming.without_words(posted_before) == []
    assert contents() != before


def contents() -> str:
    """All that is stored, but for sign-ins, in one word."""
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
    found = []
    with connection.cursor() as cursor:
        for table in sorted({*tables} - {"django_session", "accounts_user"}):
            cursor.execute(ROWS.format(sql.Identifier(table)))
            found.append(f"{table} {cursor.fetchone()}")
    return hashlib.sha256("\n".join(found).encode()).hexdigest()


@pytest.mark.slow
def test_no_ordinary_post_deletes_anything(cast: Cast) -> None:
    """A route that deletes cannot be entered as ordinary."""
    world = World(cast)
    found = {
        (name, table)
        for name in sorted(ORDINARY)
        for role in sorted(ROUTES[name].allowed - {"anonymous"})
        for table in deleted_by(world, role, name)
    }
    assert found == set()


def deleted_by(world: World, role: str, name: str) -> set[str]:
    client, url = world.client(role), world.url(name)
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            client.post(url)
        transaction.set_rollback(True)
    rows = [query["sql"] for query in queries if not harmless(query["sql"])]
    return {found.group(1) for row in rows if (found := DELETED.match(row))}


# What the page says ------------------------------------------------------------------------------


def asked(person: Any, url: str, data: dict[str, str] | None = None) -> list[str]:
    client = Client()
    client.force_login(person)
    return confirming.lines_of(client.post(url, data or {}))


def test_calling_off_names_the_session_and_everybody_who_is_told(cast: Cast) -> None:
    relationship = stories.started(cast)
    session = stories.planned(cast, relationship)
    day, told, undo = asked(cast.mentee, f"/sessions/{session.pk}/cancel/")
    assert "is called off and leaves everybody’s calendar" in day
    assert told == f"These people get an email: {cast.mentor}, you."
    assert undo == "This cannot be undone, but you can plan another session."


def test_an_ending_names_its_people_to_a_member_and_to_nobody_in_hr(cast: Cast) -> None:
    relationship = stories.started(cast)
    url = reverse("ending", args=[relationship.pk])
    told = f"These people get an email: {cast.coordinator}, {cast.mentor}, you."
    assert told in asked(cast.mentee, url)
    seen = asked(cast.hr, reverse("person_access", args=[cast.mentee.pk]), {"active": "0"})
    assert not any(str(cast.mentor) in line or "email" in line for line in seen)


def test_what_has_changed_in_between_is_asked_about_again(cast: Cast) -> None:
    relationship = stories.started(cast)
    session = stories.planned(cast, relationship)
    client, url = Client(), reverse("ending", args=[relationship.pk])
    client.force_login(cast.mentee)
    token = confirming.token_of(client.post(url))
    meetings.cancel(session=session, by=cast.mentee)
    again = client.post(url, {"confirmed": token})
    assert confirming.token_of(again) not in {"", token}
    relationship.refresh_from_db()
    assert relationship.status == "active"


def test_the_question_sends_everything_typed_on_and_leads_back_to_the_form(cast: Cast) -> None:
    relationship = stories.ready_for_cultivation(cast)
    goal = relationship.goals.get()
    client, url = Client(), reverse("goal_close", args=[relationship.pk, goal.pk])
    client.force_login(cast.mentee)
    typed = {"result": "partly", "words": 'First "line"\r\nand <second>'}
    page = client.post(url, typed).content.decode()
    assert 'value="First &quot;line&quot;\r\nand &lt;second&gt;"' in page
    back = client.post(url, {**typed, "back_to_form": "yes"})
    assert "First &quot;line&quot;\r\nand &lt;second&gt;" in back.content.decode()
    goal.refresh_from_db()
    assert goal.closed_at is None


def test_no_email_leaves_while_somebody_is_only_asked(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    relationship = stories.started(cast)
    session = stories.planned(cast, relationship)
    note = Note.objects.create(
        session=session, author=stories.membership(relationship, "mentee"), words="mine"
    )
    before = Message.objects.count()
    with django_capture_on_commit_callbacks() as callbacks:
        asked(cast.mentee, f"/sessions/{session.pk}/cancel/")
        asked(cast.mentee, f"/sessions/{session.pk}/notes/{note.pk}/remove/")
    assert callbacks == []
    assert Message.objects.count() == before
    assert MentoringSession.objects.get(pk=session.pk).status == "planned"
    assert Note.objects.filter(pk=note.pk).exists()
