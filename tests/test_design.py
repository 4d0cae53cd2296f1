"""The design system: one place for colors, nothing inline, forms that explain themselves."""

import gzip
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.test import Client

from mentoring.lib import charts
from mentoring.lib.charts import LineChart, Series
from mentoring.lib.templatetags.ui import initials

ROOT = Path(settings.BASE_DIR)
PAGES = [p for p in (ROOT / "templates").rglob("*.html") if "mail" not in p.parts[-2:-1]]
CSS = sorted((ROOT / "static" / "css").glob("*.css"))
INLINE = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\bsrc=)", re.IGNORECASE)
COLOR = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", re.IGNORECASE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_has_inline_style_or_script(page: Path) -> None:
    assert INLINE.findall(page.read_text()) == []


@pytest.mark.parametrize("sheet", CSS, ids=lambda sheet: sheet.name)
def test_colors_are_written_in_the_token_file_only(sheet: Path) -> None:
    assert sheet.name == "tokens.css" or COLOR.findall(sheet.read_text()) == []


def test_every_style_sheet_is_linked() -> None:
    linked = (ROOT / "templates/components/styles.html").read_text()
    assert [sheet.name for sheet in CSS if f"css/{sheet.name}" not in linked] == []


def test_the_style_sheets_and_scripts_stay_small() -> None:
    css = b"".join(sheet.read_bytes() for sheet in CSS)
    js = b"".join(path.read_bytes() for path in (ROOT / "static" / "js").glob("*.js"))
    assert len(gzip.compress(css)) < 25 * 1024
    assert len(gzip.compress(js)) < 30 * 1024


class Question(forms.Form):
    name = forms.CharField(label="Name", help_text="In full.")
    side = forms.ChoiceField(label="Side", choices=[("a", "A")], widget=forms.RadioSelect)
    nick = forms.CharField(label="Nickname", required=False)


def test_a_field_is_tied_to_its_label_hint_and_error() -> None:
    html = str(Question({}))
    assert '<label for="id_name">' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html or (
        'aria-describedby="id_name_helptext"' in html
    )
    assert 'aria-invalid="true"' in html
    assert '<a href="#id_name">' in html
    assert '<fieldset class="field err" id="id_side"' in html


def test_optional_fields_say_so_in_words() -> None:
    html = str(Question())
    assert html.count("(optional)") == 1


def test_what_was_typed_is_escaped_and_kept() -> None:
    html = str(Question({"name": "<b>bold</b>"}))
    assert 'value="&lt;b&gt;bold&lt;/b&gt;"' in html


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Linh Nguyễn", "LN"), ("Anna Maria Rossi", "AR"), ("x@example.org", "XE"), ("—", "")],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


@pytest.mark.parametrize(("number", "top"), [(4, 4), (5, 8), (11, 12), (57, 60), (130, 200)])
def test_scales_end_at_round_numbers(number: float, top: int) -> None:
    assert charts.round_up(number) == top


def test_a_line_runs_from_left_to_right_and_up() -> None:
    chart = LineChart("rises", ["1", "2"], [Series("held", [0, 4])])
    assert chart.paths[0][1] == "M0.0,100.0 L100.0,0.0"
    assert chart.rows == [("1", [0]), ("2", [4])]


def test_an_empty_chart_is_drawn() -> None:
    chart = LineChart("nothing yet", [], [])
    assert "nothing yet" in Template("{% line_chart chart %}").render(Context({"chart": chart}))


def test_the_gallery_shows_every_component(settings: object) -> None:
    settings.MENTORING_DEMO = True  # type: ignore[attr-defined]
    assert Client().get("/ui/").status_code == 200


def test_there_is_no_gallery_outside_the_demo(settings: object) -> None:
    settings.MENTORING_DEMO = False  # type: ignore[attr-defined]
    assert Client().get("/ui/").status_code == 404
