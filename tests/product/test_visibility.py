"""“What others can see” is true: each row, for each reader, on every page and in every email.

The world is built once. Words carry markers, which are looked for in one walk; a fact is changed,
and whoever finds a page that differs, or an email that was not there, can see it. Both are undone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.db import connection, reset_queries, transaction
from django.test.utils import CaptureQueriesContext

from core import clock
from devtools.paths import ROOT
from notifications import kinds
from notifications.models import Message
from programs.models import Program
from relationships.visibility import BY_KEY, DataKind, Sees
from reports import aggregates, figures
from reports.facts import open_pairs
from tests import visibility_cases as cases
from tests.cast import build_cast
from tests.permission_matrix import ROUTES, SIGNED_IN
from tests.product.test_permissions import ALL_ROUTES, WRITE, Reply, World, body_of, signed_in
from tests.product.test_privacy_of_the_pair import UNTOUCHED, settled, tables

READERS = {
    "mentor": "others",
    "coordinator": "coordinator",
    "line_manager": "manager",
    "hr": "hr",
    "sponsor": "sponsor",
    "safeguarding": "safeguarding",
    "second_mentee": "program",
    "other_coordinator": "",
    "outsider": "",
}
ROLES = (cases.AUTHOR, *READERS)
# A post that shows something: an export, a copy to take along, a search.
SHOWN_BY_POST: dict[str, dict[str, str]] = {
    "program_pairs_export": {},
    "matching_export": {},
    "record_copy": {},
    "record_search": {"words": "secret"},
    "safeguarding_room": {"q": "Mentee"},
}
OF_SPONSORS = ("program_figures", "figures_list")
MARKER = re.compile(r"Zq\d{3}secret")
Door = tuple[str, str, str]


def doors() -> list[Door]:
    """Role, route and method of every page that a reader may open. A secret link tells what it is
    about to whoever has it, and is in nobody's hands but its reader's."""
    found = []
    for name, access in ROUTES.items():
        if name.startswith(UNTOUCHED) or "token" in ALL_ROUTES[name]:
            continue
        methods = [*("G" if "G" in access.methods else ""), *("P" if name in SHOWN_BY_POST else "")]
        roles = access.allowed | ({"sponsor"} if _is_of_sponsors(name) else set())
        found += [(role, name, how) for role in ROLES if role in roles for how in methods]
    return found


def _is_of_sponsors(name: str) -> bool:
    return name in OF_SPONSORS or ROUTES[name].allowed >= SIGNED_IN


@dataclass
class Walk:
    """Opens the doors of a world; what it opened before is remembered by what was given."""

    world: World
    marked: dict[str, str]
    words: dict[str, set[str]] = field(default_factory=dict)
    facts: dict[str, set[str]] = field(default_factory=dict)
    pages: dict[Door, Reply] = field(default_factory=dict)
    touches: dict[Door, set[str]] = field(default_factory=dict)

    def open(self, door: Door) -> Reply:
        role, name, how = door
        client, url = self.world.client(role), self.world.url(name)
        reset_queries()
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            answer = client.get(url) if how == "G" else client.post(url, SHOWN_BY_POST[name])
            body = settled(f"{answer.status_code} {body_of(answer)}")
            transaction.set_rollback(True)
        assert answer.status_code < 500, door
        return Reply(answer.status_code, "", body, [query["sql"] for query in queries])

    def read_words(self) -> None:
        """Who finds a marker on a page; by row."""
        self.pages = {door: self.open(door) for door in doors()}
        self.touches = {door: tables(page.statements) for door, page in self.pages.items()}
        texts = [(door[0], page.text) for door, page in self.pages.items()]
        for role, text in [*texts, *self.letters()]:
            for marker in set(MARKER.findall(text)) & set(self.marked):
                self.words.setdefault(self.marked[marker], set()).add(role)

    def letters(self, since: set[Any] = frozenset()) -> list[tuple[str, str]]:
        """To whom each email is that has not gone out, but for those of ``since``; its words."""
        rows = Message.objects.exclude(pk__in=since).select_related("recipient")
        composed = [(row, kinds.get(row.kind).compose(row)) for row in rows]
        return [(self.role_of(row), repr(letter)) for row, letter in composed if letter]

    def role_of(self, message: Message) -> str:
        name = message.recipient.email.partition("@")[0].replace("-", "_")
        return "sponsor" if name == "patron" else name

    def seen(self, key: str) -> set[str]:
        """The readers who see something of this row."""
        if key not in self.facts:
            self.facts[key] = set()
            for change in cases.CHANGES.get(key, ()):
                self.facts[key] |= self.noticed(change)
        return self.facts[key] | self.words.get(key, set())

    def noticed(self, change: cases.FactChange) -> set[str]:
        """Who finds something different after ``change``; all is undone."""
        values = dict(self.world.values)
        with transaction.atomic():
            self.world.values |= change.given(self.world) or {}
            known = set(Message.objects.values_list("pk", flat=True))
            written, found = self.effect(change, known)
            touched = [door for door, names in self.touches.items() if names & written]
            fresh = change.given is not cases.nothing
            before = {door: self.open(door) for door in touched} if fresh else self.pages
            change.change(self.world)
            found |= {door[0] for door in touched if self.open(door).text != before[door].text}
            transaction.set_rollback(True)
        self.world.values = values
        return in_roles_of_a_mentee(found, change.author)

    def effect(self, change: cases.FactChange, known: set[Any]) -> tuple[set[str], set[str]]:
        """The tables that ``change`` writes, and to whom it sends an email; undone."""
        reset_queries()
        with transaction.atomic():
            with CaptureQueriesContext(connection) as statements:
                change.change(self.world)
            told = {role for role, _text in self.letters(known)}
            transaction.set_rollback(True)
        written = tables(query["sql"] for query in statements if WRITE.match(query["sql"]))
        assert written, "a change that writes nothing proves nothing"
        return written, told


def in_roles_of_a_mentee(found: set[str], author: str) -> set[str]:
    """Everybody but the author; of what a mentor does, the mentee is the partner."""
    others = found - {author}
    if author != cases.PARTNER:
        return others
    return {cases.PARTNER if role == cases.AUTHOR else role for role in others}


@pytest.fixture(scope="module")
def walk(lasting: None) -> Iterator[Walk]:
    # While the clock runs no two rows are of the same moment: the order of equal ones is where they
    # lie on the disk, and a change moves a row there.
    world = World(build_cast())
    cases.write(world)
    world.signed_in["sponsor"] = signed_in(world.cast.program.appointments.get().user)
    found = Walk(world, cases.plant(world))
    with time_machine.travel(clock.now(), tick=False):
        found.read_words()
        yield found


def says(kind: DataKind, role: str) -> bool:
    """Whether the table lets ``role`` see something of ``kind``."""
    cell = getattr(kind, READERS[role]) if READERS[role] else None
    return cell is not None and cell.sees is Sees.YES


@pytest.mark.slow
@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("key", [key for key in BY_KEY if key not in cases.PROVED_ELSEWHERE])
def test_each_reader_sees_of_each_row_what_the_page_says(
    walk: Walk, db: None, key: str, role: str
) -> None:
    assert (role in walk.seen(key)) == says(BY_KEY[key], role)


def test_every_row_has_a_case() -> None:
    of_words = {row for row in cases.WORDS.values() if isinstance(row, str)} | cases.BY_ROW
    assert of_words | cases.CHANGES.keys() | cases.PROVED_ELSEWHERE.keys() == BY_KEY.keys()
    tests = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    missing = [name for name in cases.PROVED_ELSEWHERE.values() if f"def {name}(" not in tests]
    assert missing == []


def test_every_confidential_column_is_looked_for() -> None:
    columns = {f"{model.__name__}.{name}" for model, name in cases.confidential_columns()}
    assert columns == cases.WORDS.keys() | cases.NOT_WORDS.keys()


def test_every_model_about_people_has_a_row_or_a_reason() -> None:
    assert cases.models_about_people() == cases.MODELS.keys()
    named = {key for rows in cases.MODELS.values() if isinstance(rows, tuple) for key in rows}
    assert named - BY_KEY.keys() == set()


def test_no_other_row_is_planted_than_is_looked_for(walk: Walk) -> None:
    """A marker that nobody finds, not even its author, would prove nothing."""
    for row in set(walk.marked.values()) - cases.UNREAD_BY_AUTHOR:
        assert cases.AUTHOR in walk.words.get(row, set()), row


def counted(world: World) -> dict[str, Any]:
    """What the figures of the program are made from, before small numbers are kept back."""
    program = Program.objects.get(pk=world.cast.program.pk)
    at = figures.counted_at(program, clock.now())
    pairs = open_pairs(program, viewer=None, now=at)
    return dict(aggregates.of_program(program, pairs, figures.of_program(program, pairs, at)))


def moves_a_figure(world: World, change: cases.FactChange) -> bool:
    values = dict(world.values)
    with transaction.atomic():
        world.values |= change.given(world) or {}
        before = counted(world)
        change.change(world)
        after = counted(world)
        transaction.set_rollback(True)
    world.values = values
    return before != after


@pytest.mark.slow
def test_figures_count_what_the_page_says_they_count(walk: Walk, db: None) -> None:
    """A change of a row that is in no figure changes none, not even one that is kept back."""
    found = {
        key: any(moves_a_figure(walk.world, change) for change in changes)
        for key, changes in cases.CHANGES.items()
    }
    counts = {key for key in found if found[key]}
    told = {key for key in found if BY_KEY[key].hr.sees is not Sees.NO}
    assert counts - told == cases.ONLY_IN_THE_NUMBER_WAITING
