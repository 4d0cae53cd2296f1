"""A button that opens, closes or archives a program does what its page said, and nothing else."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import resolve, reverse

from core import clock
from programs.models import Program, ProgramStatus
from tests import confirming
from tests.cast import Cast, SignIn
from tests.product.test_permissions import ALL_ROUTES

FORM = re.compile(r'<form method="post" action="([^"]+)".*?</form>', re.S)
HIDDEN = re.compile(r'<input type="hidden" name="(?!csrf)([^"]+)" value="([^"]*)"')
VIEWS = {"program_move", "program_archive", "program_unarchive"}


def view_of(address: str) -> str:
    return str(getattr(resolve(address).func, "__name__", ""))


BUTTONS = {
    name
    for name, parts in ALL_ROUTES.items()
    if parts == {"program"} and view_of(reverse(name, args=[uuid.uuid4()])) in VIEWS
}
"""Every route of these views; their addresses name only the program."""

STATES = ("draft", "open", "running", "closed", "archived")


def put(program: Program, state: str, cast: Cast) -> None:
    closed = state in {"closed", "archived"}
    by = {"closed_by": cast.hr, "closed_at": clock.now()}
    away = {"archived_by": cast.hr, "archived_at": clock.now()}
    Program.objects.filter(pk=program.pk).update(
        status=ProgramStatus.CLOSED if closed else state,
        **(by if closed else dict.fromkeys(by)),
        **(away if state == "archived" else dict.fromkeys(away)),
    )


def state_of(program: Program) -> str:
    program.refresh_from_db()
    return "archived" if program.archived_at else program.status


def buttons(client: Client, program: Program) -> dict[str, dict[str, str]]:
    """What each button of the setup page sends, by route."""
    page = client.get(reverse("program_setup", args=[program.pk])).text
    found = {
        str(resolve(form.group(1)).url_name): dict(HIDDEN.findall(form.group(0)))
        for form in FORM.finditer(page)
        if view_of(form.group(1)) in VIEWS
    }
    return {name: sent for name, sent in found.items() if name in BUTTONS}


def test_the_setup_page_shows_every_button_in_some_state(cast: Cast, sign_in: SignIn) -> None:
    client, shown = sign_in(cast.hr), set()
    for state in STATES:
        put(cast.program, state, cast)
        for name, sent in buttons(client, cast.program).items():
            assert sent == {"shown": state}, name
            shown.add(name)
    assert shown == BUTTONS


@pytest.mark.parametrize("state", STATES)
def test_a_button_of_another_tab_is_refused_in_words(
    cast: Cast, sign_in: SignIn, state: str
) -> None:
    program, client = cast.program, sign_in(cast.hr)
    put(program, state, cast)
    for name, sent in buttons(client, program).items():
        address = reverse(name, args=[program.pk])
        put(program, state, cast)
        confirming.press(client, address, sent)
        after = state_of(program)
        assert after != state, name
        again = sign_in(cast.hr)
        answer = confirming.press(again, address, sent)
        assert state_of(program) == after, name
        page = again.get(answer.headers["Location"]).text
        assert "This has changed in the meantime: the program is" in page, name


def test_two_tabs_do_not_reopen_a_closed_program_twice(cast: Cast, sign_in: SignIn) -> None:
    put(cast.program, "closed", cast)
    address = reverse("program_reopen", args=[cast.program.pk])
    for _tab in range(2):
        confirming.press(sign_in(cast.hr), address, {"shown": "closed"})
    assert state_of(cast.program) == "running"
