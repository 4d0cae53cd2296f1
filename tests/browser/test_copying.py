"""A link to pass on is copied with one click; where that is not possible, it is selected."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from tests.browser.conftest import Window
from tests.cast import build_cast


@pytest.mark.django_db(transaction=True)
def test_the_join_link_is_copied(window: Callable[..., Window]) -> None:
    cast = build_cast()
    hr = window(permissions=["clipboard-read", "clipboard-write"])
    hr.sign_in(cast.hr)
    hr.page.wait_for_url("**/programs/")
    hr.open(reverse("program_setup", args=[cast.program.pk]))
    hr.press("Copy", exact=True)
    hr.reads("Copied")
    link = hr.page.get_by_label("Join link").input_value()
    assert hr.page.evaluate("navigator.clipboard.readText()") == link
    hr.look("join-link")


@pytest.mark.django_db(transaction=True)
def test_a_link_that_cannot_be_copied_is_selected(window: Callable[..., Window]) -> None:
    cast = build_cast()
    hr = window()
    hr.page.add_init_script("delete Navigator.prototype.clipboard")
    hr.sign_in(cast.hr)
    hr.page.wait_for_url("**/programs/")
    hr.open(reverse("program_setup", args=[cast.program.pk]))
    hr.press("Copy", exact=True)
    hr.reads("to copy")
    link = hr.page.get_by_label("Join link").input_value()
    assert hr.page.evaluate("getSelection().toString()") == link
