"""A form that is sent twice, one after the other or at the same moment, is received once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from psycopg2 import sql

from accounts.models import User
from core import clock
from core.errors import DomainError
from drafts import tasks
from drafts.models import Arrival, Draft
from relationships.actions import plans
from relationships.models import Goal, Membership, Relationship
from tests import stories
from tests.cast import PASSWORD, Cast, SignIn, build_cast
from tests.conftest import session_of
from tests.filled_forms import Answers, forms_of
from tests.final_routes import posted
from tests.permission_matrix import ROUTES
from tests.product.test_permissions import World

SLIP: dict[str, Any] = {"csrfmiddlewaretoken": ["s" * 64]}
COUNT = sql.SQL("SELECT {}, count(*) FROM {}")
# Sign-ins, what is noted of arrivals, and attempts, which are limited.
NOT_COUNTED = {"django_session", "drafts_arrival", "accounts_attempt"}

# Every form of every page ------------------------------------------------------------------------

ROLES = (
    "mentee",
    "mentor",
    "coordinator",
    "hr",
    "safeguarding",
    "second_mentee",
    "line_manager",
    "anonymous",
)
# Whose form adds rows in the ``World``, filled in by nobody who thinks.
ADDING = {
    "action_add",
    "activity_new",
    "agreement_edit",
    "ahead_date",
    "ahead_plan",
    "ask_for_help",
    "exchange_log",
    "file_list",
    "goal_new",
    "goal_progress",
    "matching_publish",
    "matching_rule",
    "note_write",
    "pause",
    "people_import",
    "people_import_apply",
    "program_clone",
    "program_new",
    "program_question_library",
    "program_question_new",
    "session_file_add",
    "session_plan",
    "skill_new",
    "support_given",
    "talk_ask",
    "wanted_skill_new",
    "we_met",
    "wish_add",
}
# Each time somebody takes words along, looks for a person, tries a password or tries to bring two
# people together again is a time of its own.
EACH_TIME = {
    "account_change_password",
    "account_login",
    "matching_export",
    "pair_propose_again",
    "program_pairs_export",
    "record_copy",
    "safeguarding_room",
}


@dataclass(frozen=True)
class Form:
    """One form as one role sends it with one of its buttons."""

    role: str
    button: str
    url: str
    answers: Answers

    @property
    def route(self) -> str:
        return str(resolve(self.url.split("?")[0]).url_name)

    @property
    def kind(self) -> tuple[str, ...]:
        return (self.route, str(self.is_watched), self.button, *sorted(self.answers))

    @property
    def is_watched(self) -> bool:
        """Others change nothing by their nature when they are sent again, but may lead elsewhere:
        an answer without signing in, and what is sent with a password."""
        return self.role != "anonymous" and not any("password" in name for name in self.answers)

    def post(self, client: Client) -> Any:
        for file in [one for values in self.answers.values() for one in values]:
            if not isinstance(file, str):
                file.seek(0)
        return client.post(self.url, self.answers)


def filled_in(role: str, url: str, page: str) -> Iterator[Form]:
    for form in forms_of(page):
        for button, answers in form.posts():
            yield Form(role, button, form.action or url, answers)


def forms_of_all_pages(world: World) -> dict[tuple[str, ...], Form]:
    """Each form of each page, and each route whose form no page shows now, posted bare."""
    found: dict[tuple[str, ...], Form] = {}
    for route, role in [(route, role) for route in sorted(ROUTES) for role in ROLES]:
        if role in ROUTES[route].allowed and "G" in ROUTES[route].methods:
            for form in forms_at(world, role, world.url(route)):
                found.setdefault(form.kind, form)
    for route in posted() - {form.route for form in found.values()}:
        allowed = [role for role in ROLES if role in ROUTES[route].allowed]
        bare = [Form(role, "", world.url(route), dict(SLIP)) for role in allowed]
        found.update({(route, form.role): form for form in bare})
    return found


def forms_at(world: World, role: str, url: str) -> list[Form]:
    with transaction.atomic():
        answer = world.client(role).get(url)
        transaction.set_rollback(True)
    is_page = answer.status_code == 200 and "html" in answer.headers["Content-Type"]
    return list(filled_in(role, url, answer.text)) if is_page else []


def rows() -> dict[str, int]:
    """How many rows each table has."""
    models = apps.get_models(include_auto_created=True)
    tables = sorted({model._meta.db_table for model in models} - NOT_COUNTED)
    parts = [COUNT.format(sql.Literal(table), sql.Identifier(table)) for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts))
        return dict(cursor.fetchall())


@pytest.mark.slow
def test_no_form_adds_anything_when_it_is_sent_again(cast: Cast) -> None:
    # At noon, so that a session of the morning is over.
    tomorrow = clock.now() + timedelta(days=1)
    with time_machine.travel(tomorrow.replace(hour=12)):
        adding, wrong = sent_twice(World(cast))
    assert wrong == {}
    assert ADDING - adding == set()


def sent_twice(world: World) -> tuple[set[str], dict[tuple[str, str], str]]:
    """The routes whose forms add rows, and what is wrong with a form that is sent again."""
    adding: set[str] = set()
    wrong: dict[tuple[str, str], str] = {}
    for form in forms_of_all_pages(world).values():
        with transaction.atomic():
            adds, problem = twice(world, form)
            transaction.set_rollback(True)
        if adds:
            adding.add(form.route)
        if problem and form.route not in EACH_TIME:
            wrong[form.route, form.role] = problem
    return adding, wrong


def twice(world: World, form: Form) -> tuple[bool, str]:
    """Whether the form adds rows, beside lines of the audit trail, and what is wrong when it is
    sent again."""
    client, before = world.client(form.role), rows()
    answer = form.post(client)
    for last in confirming(form, answer):
        form, answer = last, last.post(client)
    once = rows()
    again = form.post(client)
    changed = {table for table, number in rows().items() if number != once[table]}
    adds = {table for table in once if once[table] > before[table]}
    adds -= {"accounts_auditevent", "drafts_draft"}
    if changed:
        return bool(adds), f"changes {changed}"
    is_elsewhere = again.headers.get("Location") != answer.headers.get("Location")
    return bool(adds), "leads elsewhere" if form.is_watched and is_elsewhere else ""


def confirming(form: Form, answer: Any) -> list[Form]:
    """The form of the page that asks once more; none where nothing is asked."""
    if answer.status_code != 200 or b'name="confirmed"' not in answer.content:
        return []
    asked = filled_in(form.role, form.url, answer.text)
    return [one for one in asked if one.button == "confirmed"]


def test_every_form_carries_the_slip_of_its_open_page(cast: Cast) -> None:
    world = World(cast)
    forms = forms_at(world, "mentee", world.url("session_detail"))
    again = forms_at(world, "mentee", world.url("session_detail"))
    assert len({*map(slip, forms)}) == 1
    assert slip(forms[0]) != slip(again[0])


def slip(form: Form) -> str:
    return str(form.answers["csrfmiddlewaretoken"][0])


# The mechanism -----------------------------------------------------------------------------------

GOAL = {"title": "Lead a project", "kind": "skill", "horizon": "long_term"}


@pytest.fixture
def relationship(cast: Cast) -> Relationship:
    return stories.started(cast)


@pytest.fixture
def page(relationship: Relationship) -> str:
    return reverse("goal_new", args=[relationship.pk])


@pytest.fixture
def mentee(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.mentee)


def opened(client: Client, page: str) -> dict[str, Any]:
    """A goal, typed into the form of a page that is opened now."""
    kept = client.get(page).context["form"].kept
    return {**GOAL, "unsent": str(kept.ticket)}


def test_the_second_goal_leads_where_the_first_led(mentee: Client, page: str) -> None:
    form = opened(mentee, page)
    first, second = (mentee.post(page, form) for _time in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Goal.objects.count() == 1
    assert "not sent" not in mentee.get(second.headers["Location"]).text
    assert not Draft.objects.filter(closed_at=None).exists()


def test_other_words_in_the_same_form_are_a_goal_of_their_own(mentee: Client, page: str) -> None:
    form = opened(mentee, page)
    mentee.post(page, form)
    mentee.post(page, {**form, "title": "Lead another project"})
    assert Goal.objects.count() == 2


def test_the_same_words_in_another_tab_are_a_goal_of_their_own(mentee: Client, page: str) -> None:
    for form in [opened(mentee, page), opened(mentee, page)]:
        mentee.post(page, form)
    assert Goal.objects.count() == 2


def test_another_file_is_another_form(mentee: Client, relationship: Relationship) -> None:
    page = reverse("file_list", args=[relationship.pk])
    found = filled_in("mentee", page, mentee.get(page).text)
    (form,) = [form for form in found if "file" in form.answers]
    form.post(mentee)
    form.post(mentee)
    assert relationship.files.count() == 1
    form.answers["file"][0].file.write(b"one line more")
    form.post(mentee)
    assert relationship.files.count() == 2


def test_what_was_refused_can_be_sent_again(
    mentee: Client, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_values: object) -> None:
        raise DomainError("Not today.")

    form = opened(mentee, page)
    with monkeypatch.context() as patched:
        patched.setattr(plans, "propose_goal", refuse)
        assert "Not today." in mentee.post(page, form).text
    assert not Arrival.objects.exists()
    assert mentee.post(page, form).status_code == 302
    assert Goal.objects.count() == 1


def test_a_button_that_was_refused_says_so_again(
    mentee: Client, relationship: Relationship
) -> None:
    url = reverse("resume", args=[relationship.pk])
    for _time in range(2):
        assert 'class="notice bad' in mentee.post(url, SLIP, follow=True).text
    assert not Arrival.objects.exists()


@pytest.mark.parametrize("error", [ValueError, OperationalError])
def test_a_failure_after_the_deed_undoes_it_and_keeps_the_words(
    mentee: Client, page: str, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(*_arguments: object) -> None:
        raise error

    mentee.raise_request_exception = False
    form = opened(mentee, page)
    with monkeypatch.context() as patched:
        patched.setattr("relationships.views.goals.redirect", fail)
        assert mentee.post(page, form).status_code >= 500
    assert Goal.objects.count() == 0
    assert not Arrival.objects.exists()
    assert Draft.objects.get(closed_at=None).title == "A goal"
    mentee.post(page, form)
    assert Goal.objects.count() == 1
    assert not Draft.objects.filter(closed_at=None).exists()


def test_the_next_day_nothing_is_known_of_it(mentee: Client, page: str) -> None:
    mentee.post(page, opened(mentee, page))
    with time_machine.travel(clock.now() + timedelta(hours=23)):
        tasks.forget_old()
        assert Arrival.objects.exists()
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        tasks.forget_old()
        assert not Arrival.objects.exists()


def test_of_a_password_there_is_no_trace(mentee: Client) -> None:
    passwords = {"oldpassword": PASSWORD, "password1": "another-long-one", "password2": "x"}
    mentee.post(reverse("account_change_password"), {**SLIP, **passwords})
    assert not Arrival.objects.exists()


def test_somebody_else_may_send_the_same(cast: Cast, sign_in: SignIn, page: str) -> None:
    for person in (cast.mentor, cast.mentee):
        assert sign_in(person).post(page, {**GOAL, **SLIP}).status_code == 302
    assert Goal.objects.count() == 2


def test_a_form_costs_two_queries_more(mentee: Client, page: str) -> None:
    form = opened(mentee, page)

    def cost(answers: dict[str, Any]) -> int:
        with CaptureQueriesContext(connection) as queries:
            mentee.post(page, answers)
        return len([query for query in queries if "SAVEPOINT" not in query["sql"]])

    for answers in (GOAL, {**GOAL, "title": ""}):
        plain = cost(answers)
        assert cost({**answers, **SLIP}) <= plain + 2
        # A ticket has its own: the words that were kept, and equal ones of other pages, are gone.
        assert cost({**answers, "unsent": form["unsent"], **SLIP}) <= plain + 4


# At the same moment ------------------------------------------------------------------------------


def at_once(person: User, url: str, answers: Answers) -> set[str]:
    """Where two equal posts lead that come in together."""
    start, cookie = Barrier(2), session_of(person)

    def send(_number: int) -> str:
        client = Client()
        client.cookies["sessionid"] = cookie
        start.wait(timeout=10)
        try:
            return str(client.post(url, {**answers, **SLIP}).headers.get("Location"))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return {*pool.map(send, range(2))}


def filled(thing: str, mentor: Membership) -> tuple[str, Answers]:
    """The route of a form that makes one ``thing``, and the answers."""
    day = str(clock.local_today() + timedelta(days=3))
    note: Answers = {"note-words": ["Mine"], "note-visibility": ["private"]}
    action: Answers = {"action-words": ["Ask"], "action-owner": [mentor.pk], "action-due_on": [day]}
    when: Answers = {"day": [day], "start": ["10:00"], "minutes": ["60"]}
    made: dict[str, tuple[str, Answers]] = {
        "note": ("note_write", note),
        "action": ("action_add", action),
        "goal": ("goal_new", {name: [value] for name, value in GOAL.items()}),
        "session": ("session_plan", {**when, "mode": ["video"], "kind": ["working"]}),
    }
    return made[thing]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("thing", "table"),
    [
        ("note", "mentoring_sessions_note"),
        ("action", "mentoring_sessions_action"),
        ("goal", "relationships_goal"),
        ("session", "mentoring_sessions_mentoringsession"),
    ],
)
def test_two_equal_forms_at_the_same_moment_make_one(thing: str, table: str) -> None:
    cast = build_cast()
    relationship = stories.started(cast)
    session = stories.held(cast, relationship, 1)
    route, answers = filled(thing, stories.membership(relationship, "mentor"))
    about = session if thing in {"note", "action"} else relationship
    before = rows()[table]
    led_to = at_once(cast.mentee, reverse(route, args=[about.pk]), answers)
    assert rows()[table] == before + 1
    assert len(led_to) == 1
    assert led_to != {"None"}
