"""Whose clock is whose: where a time zone comes from, and what is said while nobody knows it."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts import actions, invitations, time_zones
from accounts.models import AuditEvent, User
from matching.cards import clock_words
from mentoring.languages import with_catalog
from tests.accounts.test_import_pages import apply
from tests.cast import PASSWORD, Cast, SignIn, make_user
from tests.product.test_dates import ROOMS

ROOT = Path(settings.BASE_DIR)


# Where it comes from -------------------------------------------------------------------------


def sign_in_by_hand(person: User, zone: str) -> Client:
    client = Client()
    typed = {"login": person.email, "password": PASSWORD, "browser_zone": zone}
    client.post(reverse("account_login"), typed)
    return client


@pytest.mark.parametrize(
    ("known", "browser", "then"),
    [
        ("", "Europe/Madrid", "Europe/Madrid"),
        ("", "", ""),
        ("", "UTC", ""),
        ("", "Mars/Olympus", ""),
        ("", "../../etc/passwd", ""),
        ("", "x" * 5000 + "/y", ""),
        ("Asia/Ho_Chi_Minh", "Europe/Madrid", "Asia/Ho_Chi_Minh"),
    ],
)
def test_a_browser_says_where_somebody_is_whose_zone_nobody_knows(
    cast: Cast, known: str, browser: str, then: str
) -> None:
    person = make_user("new", time_zone=known)
    client = sign_in_by_hand(person, browser)
    person.refresh_from_db()
    assert person.time_zone == then
    page = client.get(reverse("account_settings")).text
    assert ("in your time zone, Madrid" in page) == (not known and then == "Europe/Madrid")


def test_sign_up_takes_the_zone_of_the_browser(db: None, settings: Any) -> None:
    settings.MENTORING_SIGN_UP = "example.org"
    Client().post(reverse("account_signup"), {"email": "ana@example.org"})
    person = User.objects.get(email="ana@example.org")
    page = reverse("invitation", args=[invitations.token(person)])
    typed = {
        "full_name": "Ana Li",
        "password": "a-long-and-rare-one",
        "browser_zone": "Europe/Madrid",
    }
    assert 'name="browser_zone"' in Client().get(page).text
    Client().post(page, typed)
    assert User.objects.get(email="ana@example.org").time_zone == "Europe/Madrid"


@pytest.mark.parametrize("route", ["account_login"])
def test_every_form_that_lets_people_in_asks_the_browser(db: None, route: str) -> None:
    assert 'name="browser_zone"' in Client().get(reverse(route)).text


def test_who_is_imported_has_the_zone_of_their_location_or_none(cast: Cast) -> None:
    apply(
        cast,
        "E-mail,Name,Location,Time zone\n"
        "a@example.org,A,Oslo,\n"
        'b@example.org,B,"Rome, Italy",\n'
        "c@example.org,C,Third floor,\n"
        "d@example.org,D,Oslo,Asia/Tokyo\n",
    )
    found = dict(User.objects.filter(full_name__in="ABCD").values_list("full_name", "time_zone"))
    assert found == {"A": "Europe/Oslo", "B": "Europe/Rome", "C": "", "D": "Asia/Tokyo"}


@pytest.mark.parametrize(
    ("location", "zone"),
    [
        ("Oslo", "Europe/Oslo"),
        ("Hanoi office", ""),
        ("Hanoi, Vietnam", "Asia/Ho_Chi_Minh"),
        ("Oslo / Rome", ""),
        ("", ""),
        ("Home", ""),
    ],
)
def test_a_location_says_a_zone_only_where_it_is_certain(location: str, zone: str) -> None:
    assert time_zones.of_location(location) == zone


def test_people_choose_a_zone_and_cannot_unchoose_it(cast: Cast, sign_in: SignIn) -> None:
    person = make_user("new", time_zone="")
    client = sign_in(person)
    page = client.get(reverse("account_settings")).text
    assert '<option value="" selected>Not known yet</option>' in page
    assert "data-browser-zone" in page
    typed = {"full_name": "New", "short_name": "", "language": "en", "time_zone": ""}
    assert client.post(reverse("account_settings"), typed).status_code == 200
    client.post(reverse("account_settings"), {**typed, "time_zone": "Asia/Tokyo"})
    assert User.objects.get(pk=person.pk).time_zone == "Asia/Tokyo"


def test_a_zone_that_was_learned_is_in_the_audit_trail(cast: Cast) -> None:
    person = make_user("new", time_zone="")
    assert actions.learn_zone(person=person, zone="Europe/Madrid")
    assert AuditEvent.objects.get(verb="person.zone_learned").actor == person


# What is said of it --------------------------------------------------------------------------


def test_the_same_time_as_yours_is_never_said_of_an_unknown_zone(settings: Any) -> None:
    known = {"", "UTC", "Europe/Oslo"}
    for organization in ("UTC", "Europe/Oslo"):
        settings.TIME_ZONE = organization
        for theirs in known:
            for mine in known:
                words = clock_words(User(time_zone=theirs), User(time_zone=mine))
                assert ("Same time" in words) == (theirs == mine != ""), (theirs, mine)


def test_clocks_of_people_without_a_zone_are_the_organizations(settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Rome"
    assert User(time_zone="").zone == "Europe/Rome"
    assert User(time_zone="").zone_words == "Not known yet"
    assert User(time_zone="Asia/Tokyo").zone == "Asia/Tokyo"


def test_no_room_takes_a_zone_that_may_be_empty_for_a_clock() -> None:
    """``user.zone`` is always a clock; ``user.time_zone`` may be "", and is only asked whether it
    is known, by those who say nothing otherwise."""
    may_ask = {
        "accounts/actions.py",
        "accounts/adapter.py",
        "accounts/models.py",
        "accounts/imports/actions.py",
        "matching/cards.py",
        "sessions/suggested_dates.py",
        "sessions/planning_page.py",
        "workspace/record.py",
        "demo/enrollments.py",
        "demo/people.py",
        "demo/programs.py",
    }
    asks = {
        str(file.relative_to(ROOT))
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
        if "migrations" not in file.parts and re.search(r"\w\.time_zone\b", file.read_text())
    }
    assert asks <= may_ask


# Languages -----------------------------------------------------------------------------------


def test_languages_without_a_catalog_are_not_offered(tmp_path: Path) -> None:
    known = [("en", "English"), ("it", "Italian"), ("vi", "Vietnamese")]
    assert with_catalog(known, tmp_path) == [("en", "English")]
    catalog = tmp_path / "it" / "LC_MESSAGES" / "django.mo"
    catalog.parent.mkdir(parents=True)
    catalog.touch()
    assert with_catalog(known, tmp_path) == [("en", "English"), ("it", "Italian")]
    offered = with_catalog(settings.KNOWN_LANGUAGES, ROOT / "locale")
    assert [code for code, _name in settings.LANGUAGES] == [code for code, _name in offered]


def test_formats_follow_the_language_of_the_page(
    cast: Cast, sign_in: SignIn, settings: Any
) -> None:
    """Somebody whose language has no catalog yet reads English pages with English dates."""
    settings.LANGUAGES = [("en", "English")]
    person = make_user("reader", language="vi")
    page = sign_in(person).get(reverse("account_settings"))
    assert page.headers["Content-Language"] == "en"
    assert person.page_language == "en"
    settings.LANGUAGES = [("en", "English"), ("vi", "Vietnamese")]
    assert person.page_language == "vi"
    translation.activate("en")
