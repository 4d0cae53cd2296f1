"""Every form that starts from what is stored, open in two tabs: the second overwrites nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django import forms
from django.db import transaction
from django.test import Client
from django.urls import reverse

from core.forms import full_label
from drafts.models import Draft
from programs.models import Program
from tests import stories
from tests.cast import Cast
from tests.filled_forms import Answers, forms_of
from tests.permission_matrix import ROUTES
from tests.product.test_permissions import World

ROLES = frozenset(
    {"hr", "coordinator", "mentee", "mentor", "second_mentee", "safeguarding", "line_manager"}
)
CHANGED = "This was changed while you were writing"
# Form: why it starts from something, and cannot overwrite it.
STARTS_FROM_NOTHING_STORED = {
    "AimsForm": "What was aimed at last is proposed; each comparison is one of its own.",
    "AwayForm": "Two days, shown beside the form.",
    "ChoiceForm": "One choice, pressed at once.",
    "EnrollmentForm": "A preview, which is not sent; the form itself is kept.",
    "ExchangeForm": "Adds an entry; today is proposed.",
    "FitForm": "One choice, pressed at once.",
    "ListForm": "Sends invitations; a role is proposed.",
    "LogForm": "Adds an entry; a day is proposed.",
    "MomentForm": "Adds a session; a moment is proposed.",
    "NewActivityForm": "Adds an activity; its owner is proposed.",
    "NewProgramForm": "Adds a program; a template is proposed.",
    "PeopleForm": "Sends invitations; a role is proposed.",
    "SampleForm": "The gallery.",
    "SupportForm": "Adds an entry; today is proposed.",
}


@dataclass(frozen=True)
class Opened:
    """One form of a page that starts from something."""

    route: str
    role: str
    url: str
    form: Any

    @property
    def names(self) -> set[str]:
        name = type(self.form).__name__
        return {name, f"{name} at {self.route}"}

    @property
    def is_watched(self) -> bool:
        """By its ticket, or by the version it carries (``sessions.edit_conflict``)."""
        kept = vars(self.form).get("kept")
        return bool(kept and kept.ticket.seen) or "seen" in self.form.fields


def starts(form: forms.BaseForm) -> bool:
    """It shows something that its class does not always show."""
    for name, field in form.fields.items():
        usual = type(form).base_fields.get(name)  # type: ignore[attr-defined]
        start = form.get_initial_for_field(field, name)
        if start not in (None, "", False, [], usual.initial if usual else None):
            return True
    return False


def opened(world: World, route: str, role: str) -> Iterator[Opened]:
    url = world.url(route)
    with transaction.atomic():
        answer = world.client(role).get(url)
        transaction.set_rollback(True)
    found: dict[int, Any] = {}
    for context in answer.context or []:
        for value in context.flatten().values():
            listed = value if isinstance(value, list) else [value]
            found |= {id(one): one for one in listed if isinstance(one, forms.BaseForm)}
    yield from (Opened(route, role, url, form) for form in found.values())


def all_opened(world: World) -> list[Opened]:
    rows = [(name, role) for name, access in ROUTES.items() for role in access.allowed & ROLES]
    readable = [(name, role) for name, role in rows if "G" in ROUTES[name].methods]
    return [one for name, role in readable for one in opened(world, name, role)]


@pytest.fixture
def world(cast: Cast) -> World:
    cast.program.phase_plans.update(amber_gap_days=70, red_gap_days=90)
    return World(cast)


@pytest.mark.slow
def test_every_form_that_starts_from_something_stored_notices_a_change(world: World) -> None:
    found = [one for one in all_opened(world) if starts(one.form) and not one.is_watched]
    unwatched = {
        f"{one.route} ({one.role}): {type(one.form).__name__}"
        for one in found
        if not one.names & STARTS_FROM_NOTHING_STORED.keys()
    }
    assert unwatched == set()
    needed = set().union(*(one.names for one in found))
    assert STARTS_FROM_NOTHING_STORED.keys() - needed <= {"AwayForm"}


# Each of them, in two tabs ------------------------------------------------------------------------

DATA = {"account_settings", "person_edit", "skill_detail", "program_question"}
SETUP = {
    "program_criteria",
    "program_dates",
    "program_joining",
    "program_messages",
    "program_phases",
    "program_taking_part",
}


def another(field: forms.Field, now: list[Any]) -> list[Any] | None:
    """Another answer that ``field`` takes; None where there is none to think of."""
    first = now[0] if now else ""
    if isinstance(field, forms.BooleanField):
        return [] if now else ["on"]
    if isinstance(field, forms.ChoiceField):
        return next(([key] for key, _label in field.choices if str(key) not in {first, ""}), None)
    if isinstance(field, forms.IntegerField):
        return [str(int(first) + 1)] if first else None
    if isinstance(field, forms.EmailField):
        return ["another@example.org"]
    if isinstance(field, forms.DateField):
        return [str(date.fromisoformat(first) + timedelta(days=1))] if first else None
    return [f"{first} changed".strip()]


def typed_into(client: Client, url: str) -> tuple[Any, Answers]:
    """The form of a page that changes its record, and its answers as they are."""
    answer = client.get(url)
    form = answer.context["form"]
    (sent,) = [one for one in forms_of(answer.text) if one.answers.keys() & {*form.fields}]
    ticket = sent.answers["unsent"]
    stored: Answers = {"unsent": ticket}
    for name, field in form.fields.items():
        value = form[name].value()
        values = value if isinstance(value, list) else [value]
        shown = [str(one) for one in values if one not in (None, "", False)]
        if shown:
            stored[form.add_prefix(name)] = (
                ["on"] if isinstance(field, forms.BooleanField) else shown
            )
    return form, stored


def changes_of(client: Client, url: str) -> list[str]:
    """The fields that can be changed alone, tried one by one: enough for two tabs."""
    found: list[str] = []
    form, answers = typed_into(client, url)
    for name, field in form.fields.items():
        other = another(field, answers.get(form.add_prefix(name), []))
        if len(found) < 2 and other is not None:
            with transaction.atomic():
                answer = client.post(url, answers | {form.add_prefix(name): other})
                transaction.set_rollback(True)
            if answer.status_code == 302:
                found.append(name)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("route", sorted(DATA | SETUP))
def test_the_second_tab_is_refused_once_and_shows_what_the_first_saved(
    world: World, route: str
) -> None:
    role = "hr" if "hr" in ROUTES[route].allowed else "coordinator"
    client, url = world.client(role), world.url(route)
    first, second = changes_of(client, url)
    (form, one), (_same, two) = (typed_into(client, url) for _tab in range(2))
    changed = another(form.fields[first], one.get(first, []))
    assert client.post(url, one | {first: changed}).status_code == 302
    sent = two | {second: another(form.fields[second], two.get(second, []))}
    answer = client.post(url, sent)
    assert answer.status_code == 200
    assert CHANGED in answer.text
    shown = answer.context["form"]
    assert full_label(shown[first]) in dict(shown.kept.changes)
    assert client.post(url, sent | {"unsent": str(shown.kept.ticket)}).status_code == 302


def test_the_format_of_a_draft_too(cast: Cast, sign_in: Any) -> None:
    draft = Program.objects.get(pk=cast.program.pk)
    Program.objects.filter(pk=draft.pk).update(status="draft")
    client, url = sign_in(cast.hr), f"/programs/{draft.pk}/setup/format/"
    (_form, one), (_same, two) = (typed_into(client, url) for _tab in range(2))
    assert client.post(url, one | {"format": "flash"}).status_code == 302
    assert CHANGED in client.post(url, two | {"format": "peer"}).text


def test_the_words_of_the_closing_too(cast: Cast, sign_in: Any) -> None:
    relationship = stories.in_separation(cast)
    client = sign_in(cast.mentee)
    page, to = (f"/mentoring/{relationship.pk}/closing/{part}" for part in ("", "ahead/"))
    one, two = (str(client.get(page).context["ahead_form"].kept.ticket) for _tab in range(2))
    assert client.post(to, {"unfinished": "FROM-ONE", "unsent": one}).status_code == 302
    answer = client.post(to, {"successor": "FROM-TWO", "unsent": two})
    assert CHANGED in answer.text
    assert "FROM-ONE" in answer.text


@pytest.mark.parametrize("route", ["person_new", "program_staff", "program_clone", "person_edit"])
def test_what_hr_typed_is_back_after_signing_in_again(
    cast: Cast, client: Client, sign_in: Any, route: str
) -> None:
    parts = {"person_edit": [cast.mentee.pk], "person_new": []}.get(route, [cast.program.pk])
    url = reverse(route, args=parts)
    ticket = str(sign_in(cast.hr).get(url).context["form"].kept.ticket)
    answer = client.post(
        url, {"full_name": "TYPED", "email": "TYPED", "name": "TYPED"} | {"unsent": ticket}
    )
    assert "/accounts/login/" in answer.headers["Location"]
    draft = Draft.objects.get(user=cast.hr)
    assert "TYPED" in sign_in(cast.hr).get(draft.link).text
