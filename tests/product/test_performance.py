"""What a visit costs: one style sheet, small fonts, few requests, small pages (P1 to P4, P10)."""

import gzip
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from fontTools.ttLib import TTFont

from accounts.models import User
from benchmarks import pages
from core import bundle

KB = 1024
LINKED = re.compile(r"""(?:href|src)="(/static/[^"]+)"|url\("?\.\.(/[^")]+)"?\)""")


# The bundle ----------------------------------------------------------------------------------


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Path]:
    """A copy of the style sheets to change, with a bundle of its own."""
    sheets = tmp_path / "static" / "css"
    sheets.mkdir(parents=True)
    for name in bundle.SHEETS:
        (sheets / f"{name}.css").write_text(f"/* about {name} */\n.{name} {{ color: inherit }}\n")
    with override_settings(BASE_DIR=tmp_path, BUNDLE_DIR=tmp_path / "bundle"):
        yield sheets


def test_one_sheet_holds_all_of_them_in_their_order_without_comments(house: Path) -> None:
    sent = Path(str(finders.find("css/all.css"))).read_text()
    assert re.findall(r"\.([a-z]+) {", sent) == list(bundle.SHEETS)
    assert "/*" not in sent


def test_a_changed_sheet_is_sent_at_once(house: Path) -> None:
    before = bundle.style_sheet().stat().st_mtime_ns
    changed = house / "card.css"
    changed.write_text(".changed { color: inherit }")
    os.utime(changed, ns=(before + 10**9, before + 10**9))
    assert ".changed" in bundle.style_sheet().read_text()


def test_an_unchanged_sheet_is_not_made_again(house: Path) -> None:
    first = bundle.style_sheet().stat().st_ino
    assert bundle.style_sheet().stat().st_ino == first


def test_a_half_made_file_is_never_found(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(sheets: object) -> str:
        raise OSError("disk full")

    monkeypatch.setattr(bundle, "_joined", fail)
    with pytest.raises(OSError, match="disk full"):
        bundle.style_sheet()
    assert [path for path in (house.parents[1] / "bundle").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("path", ["css/none.css", "../settings.py", "css", "inter/", ""])
def test_the_bundle_finds_nothing_else(path: str) -> None:
    finder = bundle.BundleFinder()
    assert finder.find(path) is None
    assert finder.find(path, find_all=True) == []


def test_the_font_has_the_letters_of_our_languages_and_no_more() -> None:
    path = bundle.font()
    with TTFont(path) as font:
        letters = set(map(chr, font.getBestCmap()))
        features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
        weights = [(axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes]
    assert set("Azà çÑłŁżåÅøœßșțơưạẶễ–—“”…€₫→−≤’") <= letters
    assert "Я" not in letters
    assert "tnum" in features
    assert weights == [("wght", 400, 700)]
    assert path.stat().st_size < 64 * KB


def test_the_font_travels_with_its_license() -> None:
    license = Path(str(finders.find(bundle.FONT_LICENSE))).read_text()
    assert "SIL OPEN FONT LICENSE" in license


# A first visit -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The static files as an installation serves them: collected, hashed, compressed."""
    root = tmp_path_factory.mktemp("collected")
    storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": storage}}
    with override_settings(STATIC_ROOT=root, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield root


def as_sent(root: Path, address: str) -> int:
    """Bytes of a static file in its smallest form."""
    path = root / address.removeprefix("/static/")
    return min(
        file.stat().st_size
        for file in (path, *(path.with_name(path.name + end) for end in (".gz", ".br")))
        if file.exists()
    )


def parts(root: Path, html: str) -> set[str]:
    """The addresses of everything a page loads, and its style sheet in turn."""
    found = {match[0] for match in LINKED.findall(html)}
    for sheet in [address for address in found if address.endswith(".css")]:
        text = (root / sheet.removeprefix("/static/")).read_text()
        found |= {f"/static{match[1]}" for match in LINKED.findall(text)}
    return found


def test_a_first_visit_is_few_requests_and_small(collected: Path, client: Client, db: Any) -> None:
    page = client.get(reverse("account_login"))
    loaded = parts(collected, page.content.decode())
    weight = len(gzip.compress(page.content)) + sum(as_sent(collected, part) for part in loaded)
    assert len([part for part in loaded if part.endswith(".css")]) == 1
    assert len([part for part in loaded if part.endswith(".woff2")]) == 1
    assert 1 + len(loaded) <= 6
    assert weight <= 80 * KB
    assert len(page.content) <= 10 * KB


def test_every_part_has_a_name_of_its_content(collected: Path, client: Client, db: Any) -> None:
    html = client.get(reverse("account_login")).content.decode()
    assert [
        part for part in parts(collected, html) if not re.search(r"\.[0-9a-f]{12}\.", part)
    ] == []


def test_the_font_that_is_fetched_early_is_the_one_the_sheet_asks_for(
    collected: Path, client: Client, db: Any
) -> None:
    html = client.get(reverse("account_login")).content.decode()
    early = re.findall(r'<link rel="preload" href="([^"]+)" as="font"[^>]* crossorigin>', html)
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    assert len(early) == 1
    assert early[0] in parts(collected, f'href="{sheets[0]}"')


def test_the_page_of_last_resort_finds_its_sheet_when_collected(collected: Path) -> None:
    assert (collected / "css" / "all.css").is_file()


# Pages on their way ----------------------------------------------------------------------------

FILE_NAME = 0x08


def test_pages_are_compressed_and_padded_for_browsers_that_read_it(client: Client, db: Any) -> None:
    page = client.get(reverse("account_login"), headers={"accept-encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in page.headers["Vary"]
    assert b"</html>" in gzip.decompress(page.content)
    # The padding stands where gzip keeps the name of a file: see decision 6.
    assert page.content[3] & FILE_NAME


def test_pages_are_plain_for_programs_that_do_not_ask(client: Client, db: Any) -> None:
    page = client.get(reverse("account_login"))
    assert "Content-Encoding" not in page.headers
    assert b"</html>" in page.content


def test_other_sites_cannot_ask_for_a_signed_in_page_unseen() -> None:
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert settings.CSRF_COOKIE_SAMESITE == "Lax"


# What a request costs ----------------------------------------------------------------------------

LONG_PAGES = {"matching_room": 120 * KB}
HEAVY = ("scipy", "openpyxl", "fontTools", "playwright")


def cost(person: User | None, address: str) -> tuple[int, int, int]:
    """Queries, bytes of the page, and bytes sent."""
    browser = Client(headers={"accept-encoding": "gzip"})
    if person:
        browser.force_login(person)
    with CaptureQueriesContext(connection) as queries:
        sent = browser.get(address).content
    return len(queries), len(gzip.decompress(sent)), len(sent)


def test_the_busiest_pages_stay_in_their_budget(db: Any) -> None:
    for route, person, address in pages.busiest_pages():
        queries, size, sent = cost(person, address)
        assert queries <= (12 if person else 0), route
        assert size <= LONG_PAGES.get(route, 60 * KB), route
        assert sent <= 8 * KB, route


def test_a_web_process_loads_nothing_heavy_before_it_is_needed() -> None:
    script = (
        "import sys, mentoring.wsgi; from django.urls import get_resolver;"
        "get_resolver().url_patterns; print(*sys.modules)"
    )
    command = (sys.executable, "-c", script)
    loaded = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, check=True)
    assert set(HEAVY) & set(loaded.stdout.decode().split()) == set()
