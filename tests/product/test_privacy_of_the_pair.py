"""The privacy table of the product: every role, every datum, every door.

Words written in confidence carry a marker each, which is then looked for on every page, in every
letter, in the export, the log and every column of the database. What is a choice rather than a
text is changed instead: for whoever may not read it, no page changes by one letter. That no door
tells confidential words to anybody outside the pair is asked of each in ``test_permissions.py``.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg2 import sql

from accounts.models import AuditEvent
from core import clock
from notifications import kinds
from notifications import mail as mailing
from notifications.models import Message
from relationships.actions import endings
from relationships.models import PauseRequest, Relationship
from relationships.visibility import BY_KEY, Sees
from sessions.actions import check_ins
from sessions.models import CheckIn, MentoringSession
from tests import confidences, stories
from tests.cast import Cast
from tests.confidences import PAIR, Secrets, confidential_columns
from tests.permission_matrix import EVERYBODY, ROUTES
from tests.product.test_permissions import WRITE, Reply, World, ask
from tests.relationships.test_truth_table import put

EXPORT = "program_pairs_export"
Door = tuple[str, str]


@pytest.fixture
def world(cast: Cast) -> World:
    """One of everything, with notes, reflections and unsent words of both and of either alone."""
    world = World(cast)
    confidences.write_some(cast, world.relationship, world.session)
    return world


@pytest.fixture
def secrets(world: World) -> Secrets:
    return Secrets()


def test_every_column_sealed_in_confidence_has_a_row_to_look_for(secrets: Secrets) -> None:
    planted = set(secrets.columns.values())
    assert planted == {f"{model.__name__}.{name}" for model, name in confidential_columns()}
    assert set(secrets.private_to.values()) == set(PAIR)


@pytest.mark.parametrize("role", PAIR)
def test_the_two_read_everything_but_the_private_notes_of_the_other(
    world: World, secrets: Secrets, role: str
) -> None:
    pages = "".join(ask(world, role, name, "G").text for name in ROUTES)
    seen = secrets.found_in(pages)
    assert {secrets.columns[marker] for marker in seen} == set(secrets.columns.values())
    assert {secrets.private_to[marker] for marker in seen & set(secrets.private_to)} == {role}


# Letters -----------------------------------------------------------------------------------------


def letters_of_every_kind(world: World) -> Iterator[Message]:
    """One message of every kind to each of the two, with every id a letter might look up."""
    check_in = CheckIn.objects.filter(answered_at=None).first()
    asked, _made = PauseRequest.objects.get_or_create(
        relationship=world.relationship,
        asked_by=stories.membership(world.relationship, "mentee"),
        defaults={"asked_at": clock.now(), "resume_on": clock.today() + timedelta(days=90)},
    )
    context = {
        "relationship": str(world.relationship.pk),
        "membership": str(stories.membership(world.relationship, "mentee").pk),
        "session": str(world.session.pk),
        "version": str(world.session.schedule_version),
        "proposal": str(world.values["proposal"]),
        "transition": "begin_cultivation",
        "activity": str(world.values["activity"]),
        "check_in": str(check_in.pk) if check_in else "",
        "asked": str(asked.pk),
        "host": str(stories.membership(world.relationship, "mentee").pk),
        "enrollment": str(world.cast.mentee_enrollment.pk),
        "program": str(world.cast.program.pk),
    }
    for kind in pair_kinds():
        for person in (world.cast.mentor, world.cast.mentee):
            yield Message(kind=kind, recipient=person, context=context, due_at=clock.now())


def pair_kinds() -> list[str]:
    return [name for name in kinds._kinds if name.startswith(("relationships.", "sessions."))]


def test_no_letter_of_any_kind_carries_confidential_words(world: World, secrets: Secrets) -> None:
    written = set()
    unsettle(world.relationship)
    sessions = (("planned", ""), ("cancelled", "ended"))
    for status, (session, why) in product(("proposed", "active", "paused", "concluded"), sessions):
        put(world.relationship, (status, "" if status == "proposed" else "initiation"))
        row = MentoringSession.objects.filter(pk=world.session.pk)
        host = stories.membership(world.relationship, "mentee")
        row.update(status=session, not_held_reason=why, host=host)
        for message in [*Message.objects.all(), *letters_of_every_kind(world)]:
            letter = kinds.get(message.kind).compose(message)
            if letter is not None:
                mailing.send(message, letter)
                written.add(message.kind)
    texts = [sent.message().as_string() + mail_words(sent) for sent in mail.outbox]
    assert set(pair_kinds()) - written == set()
    assert {word for text in texts for word in secrets.found_in(text)} == set()


def unsettle(relationship: Relationship) -> None:
    """Nothing met, agreed or booked yet: no letter finds that it is not needed any more."""
    open_again = {"confirmed_at": None, "confirmed_by": None}
    relationship.memberships.update(accepted=None, answered_at=None)
    relationship.agreements.update(**open_again)
    relationship.goals.update(**open_again)
    Relationship.objects.filter(pk=relationship.pk).update(next_session_at=None, sessions_held=0)


def mail_words(sent: Any) -> str:
    return " ".join([sent.subject, sent.body, *(part.content for part in sent.alternatives)])


# The database ------------------------------------------------------------------------------------


def test_a_dump_of_the_database_holds_no_confidential_word(secrets: Secrets) -> None:
    needles = [form for m in secrets.columns for form in (m, m.encode().hex())]
    leaks = {
        (table, needle)
        for table in connection.introspection.table_names()
        for text in [dump(table)]
        for needle in needles
        if needle in text
    }
    assert leaks == set()


def dump(table: str) -> str:
    """Every row of ``table`` as text; bytes are in hexadecimal."""
    rows = sql.SQL("SELECT one::text FROM {} AS one").format(sql.Identifier(table))
    with connection.cursor() as cursor:
        cursor.execute(rows)
        return "\n".join(row for (row,) in cursor.fetchall())


# Choices: nothing changes for whoever may not read them ------------------------------------------

# Pages of signing in and of set-up, on which no pair appears, and the secret calendar address,
# which is its person's own whoever asks.
UNTOUCHED = (
    *("account_", "gallery", "devmail", "healthz", "readyz", "invitation", "join", "calendar_read"),
    *(
        "people_import",
        "person_new",
        "person_edit",
        "program_new",
        "program_question",
        "program_criteria",
    ),
    *("program_dates", "program_phases", "program_staff"),
)


@dataclass(frozen=True)
class Datum:
    """A fact that ``change`` alters, and the roles one of whose pages may differ by it."""

    name: str
    change: Callable[[World], None]
    readers: frozenset[str]


def _fit(world: World) -> None:
    world.relationship.memberships.filter(role="mentor").update(fit="not_good")


def _help(world: World) -> None:
    check_ins.ask_for_help(membership=stories.membership(world.relationship, "mentor"))


def _cadence(world: World) -> None:
    world.relationship.agreements.update(cadence_days=21, session_minutes=45)


def _progress(world: World) -> None:
    world.relationship.goals.update(progress=70, kind="personal")


def _words(world: World) -> None:
    goal = world.relationship.goals.get()
    goal.title = goal.success = "Entirely other words"
    goal.save()


def _duration(world: World) -> None:
    held = world.relationship.sessions.held().earliest("starts_at")
    held.mode, held.ends_at = "phone", held.starts_at + timedelta(minutes=25)
    held.save()


def _expectations(world: World) -> None:
    enrollment = world.cast.mentee_enrollment
    enrollment.expectations = "Somebody who listens to me"
    enrollment.save()


def readers_of(key: str, author: str, *also: str) -> frozenset[str]:
    """Who reads a kind of data of ``author``, as the page “What others can see” says. Figures of
    the night change no page."""
    kind = BY_KEY[key]
    found = {author, *also}
    found |= set(PAIR) if kind.others.sees is Sees.YES else set()
    staff = {"coordinator": kind.coordinator, "line_manager": kind.manager, "hr": kind.hr}
    return frozenset(found | {role for role, cell in staff.items() if cell.sees is Sees.YES})


DATA = [
    Datum("fit pulse", _fit, readers_of("fit", "mentor")),
    Datum("help request", _help, readers_of("help", "mentor")),
    Datum("agreement: cadence and length", _cadence, readers_of("agreement_terms", "mentee")),
    Datum("goal: kind and progress", _progress, readers_of("goal_progress", "mentee")),
    Datum("goal: words", _words, readers_of("goal_words", "mentee")),
    Datum("session: mode and length", _duration, readers_of("session", "mentee")),
    Datum("matching answers", _expectations, readers_of("enrollment", "mentee")),
]


def pages_of(world: World) -> dict[Door, Reply]:
    """Every page that changes with the pair, as each role gets it."""
    return {
        (role, name): look(world, role, name)
        for role in sorted(EVERYBODY - {"anonymous"})
        for name, access in ROUTES.items()
        if role in access.allowed and ("G" in access.methods or name == EXPORT)
        if not name.startswith(UNTOUCHED) and name != "enroll"
    }


def look(world: World, role: str, name: str) -> Reply:
    reply = ask(world, role, name, "P" if name == EXPORT else "G")
    return replace(reply, text=settled(reply.text))


def settled(text: str) -> str:
    """Without tokens, nonces and ids, which are new each time."""
    text = re.sub(r'(csrfmiddlewaretoken|unsent)" value="[^"]+"|csrftoken=\w+', "", text)
    text = re.sub(r'nonce-?[^\s">]+', "", text)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|sessionid=\w+|expires=[^;]*;", "", text)


@pytest.mark.slow
def test_what_is_a_choice_changes_no_page_of_those_who_may_not_read_it(world: World) -> None:
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        before = pages_of(world)
        changed = {datum.name: changed_by(world, datum, before) for datum in DATA}
    leaks = {
        (datum.name, role, page)
        for datum in DATA
        for role, page in changed[datum.name]
        if role not in datum.readers
    }
    assert leaks == set()
    unseen = {
        (datum.name, role)
        for datum in DATA
        for role in datum.readers - {role for role, _page in changed[datum.name]}
    }
    assert unseen == set(), "the page promises more than any page shows"
    assert all(changed.values()), "a datum that nobody sees proves nothing"


def changed_by(world: World, datum: Datum, before: dict[Door, Reply]) -> set[Door]:
    """The pages that ``datum`` alters; who asks nothing of the tables it writes sees no change."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as statements:
            datum.change(world)
        written = tables(query["sql"] for query in statements if WRITE.match(query["sql"]))
        assert written
        doors = [door for door, page in before.items() if tables(page.statements) & written]
        after = {door: look(world, *door).text for door in doors}
        transaction.set_rollback(True)
    return {door for door, text in after.items() if text != before[door].text}


def tables(statements: Iterable[str]) -> set[str]:
    """The tables that are named."""
    known = connection.introspection.django_table_names()
    return set(known) & set(re.findall(r'"(\w+)"', " ".join(statements)))


@pytest.mark.slow
def test_nothing_anywhere_tells_who_ended_it_without_fault(world: World) -> None:
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        by_mentor, by_mentee = (ended_by(world, role) for role in PAIR)
    assert by_mentor == by_mentee


def ended_by(world: World, role: str) -> dict[object, list[str]]:
    """The lines of all pages, audit and record after one of the two has ended it; then undone.

    Sorted, because two letters of one moment stand in the outbox in no particular order.
    """
    with transaction.atomic():
        endings.end_no_fault(relationship=world.relationship, by=getattr(world.cast, role))
        pages: dict[object, str] = {door: page.text for door, page in pages_of(world).items()}
        pages["audit"] = str(sorted(AuditEvent.objects.values_list("verb", "actor")))
        pages["record"] = dump(Relationship._meta.db_table)
        transaction.set_rollback(True)
    return {page: sorted(text.splitlines()) for page, text in pages.items()}
