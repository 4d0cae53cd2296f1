"""The design system: one place for colors, nothing inline, forms that explain themselves."""

import gzip
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.template.loader import get_template
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone, translation

from core import bundle, charts
from core.charts import LineChart, Series
from core.templatetags import ui
from core.templatetags.ui import initials

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


def test_every_style_sheet_is_in_the_list_that_is_sent() -> None:
    assert sorted(bundle.SHEETS) == [sheet.stem for sheet in CSS]


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
    assert '<fieldset class="field has-error" id="id_side"' in html


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


# Pages ---------------------------------------------------------------------------------------

CLOSED_TO_NOBODY = [
    *("account_login", "account_signup", "account_reset_password", "account_inactive"),
    *("account_reset_password_done", "account_reset_password_from_key_done"),
    *("account_email_verification_sent", "gallery"),
]


class Outline(HTMLParser):
    """The ids of a page, and what points at them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.inputs: list[str] = []
        self.labelled: set[str] = set()
        self.pointed_at: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        for name in ("aria-describedby", "aria-labelledby"):
            self.pointed_at |= set(given.get(name, "").split())
        if tag == "label":
            self.labelled.add(given["for"])
        if tag in {"input", "select", "textarea"} and given.get("type") != "hidden":
            self.inputs.append(given["id"])
        if tag == "a" and given.get("href", "").startswith("#"):
            self.pointed_at.add(given["href"].removeprefix("#"))


def show(template: str, **context: object) -> str:
    return Template(template).render(Context(context))


@pytest.mark.parametrize("route", CLOSED_TO_NOBODY)
def test_open_pages_name_every_input_and_point_at_nothing_missing(
    route: str, client: Client
) -> None:
    page = client.get(reverse(route))
    outline = Outline(page.content.decode())
    assert page.status_code == 200
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.inputs) <= outline.labelled
    assert outline.pointed_at <= set(outline.ids)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_template_can_be_read(page: Path) -> None:
    get_template(str(page.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_icon_named_in_a_template_is_drawn(page: Path) -> None:
    named = re.findall(r"icon[ =]\"([a-z0-9-]+)\"", page.read_text())
    assert [name for name in named if "<svg" not in ui.icon(name)] == []


@pytest.mark.parametrize("sheet", CSS, ids=lambda sheet: sheet.name)
def test_every_token_used_is_defined(sheet: Path) -> None:
    defined = set(re.findall(r"(--[a-z0-9-]+):", "".join(css.read_text() for css in CSS)))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", sheet.read_text())) <= defined


def test_the_page_of_last_resort_needs_nothing() -> None:
    html = get_template("500.html").render({})
    linked = re.findall(r'href="/static/([^"]+)"', html)
    assert "Something went wrong on our side" in html
    assert "css/all.css" in linked
    assert [path for path in linked if finders.find(path) is None] == []


def test_the_demo_accounts_are_offered_on_demonstrations_only(client: Client) -> None:
    with override_settings(MENTORING_DEMO=True):
        assert b"mentee@example.org" in client.get(reverse("account_login")).content
    with override_settings(MENTORING_DEMO=False):
        assert b"example.org" not in client.get(reverse("account_login")).content


# Forms ---------------------------------------------------------------------------------------


def test_an_answer_is_tied_to_who_reads_it() -> None:
    form = Question()
    form.fields["nick"].readers = "nobody"  # type: ignore[attr-defined]
    html = str(form)
    assert 'aria-describedby="id_nick_readers"' in html
    assert '<p class="who-sees" id="id_nick_readers">' in html


def test_the_error_summary_leads_to_the_first_choice_of_a_group() -> None:
    html = str(Question({}))
    assert '<a href="#id_side_0">Side: This field is required.</a>' in html
    assert 'id="id_side_0"' in html


@pytest.mark.parametrize(
    ("label", "before"), [("Name", "Name:"), ("Why now?", "Why now?"), ("Go on.", "Go on.")]
)
def test_a_label_leads_in_what_is_wrong(label: str, before: str) -> None:
    assert ui.lead_in(label) == before


def test_placeholders_never_stand_in_for_labels() -> None:
    class Shy(forms.Form):
        name = forms.CharField(widget=forms.TextInput(attrs={"placeholder": "Name"}))

    assert "placeholder" not in str(Shy())


# Tags ----------------------------------------------------------------------------------------

NOVEMBER = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)


@time_machine.travel("2026-06-01")
def test_a_moment_is_told_on_the_clock_of_the_reader() -> None:
    with timezone.override(ZoneInfo("Asia/Ho_Chi_Minh")):
        html = ui.when(NOVEMBER)
    assert '<time datetime="2026-11-27T21:00:00+07:00">Fri, November 27, 21:00 ' in html
    assert '<span class="zone">Ho Chi Minh</span>' in html


@time_machine.travel("2027-01-01 12:00")
def test_a_moment_of_another_year_says_which() -> None:
    assert "Fri, November 27, 2026, 14:00" in ui.when(NOVEMBER)
    assert '<span class="zone">UTC</span>' in ui.when(NOVEMBER)


def test_days_are_written_in_the_language_of_the_reader() -> None:
    with translation.override("nb"):
        assert ">27. november 2026<" in ui.day(date(2026, 11, 27))
    assert ui.day(None) == ""


def test_the_path_says_what_is_done_and_where_one_is() -> None:
    html = show("{% phase_path 'separation' details=words %}", words={"separation": "week 3"})
    assert html.count("Done:") == 2
    assert html.count('aria-current="step"') == 1
    assert "week 3" in html


def test_a_path_that_has_not_begun_marks_nothing() -> None:
    html = show("{% phase_path '' %}")
    assert "Done:" not in html
    assert "aria-current" not in html


def test_a_checklist_says_in_words_what_is_missing() -> None:
    met = SimpleNamespace(met=True, text="Two sessions", url="", link_text="")
    open_ = SimpleNamespace(met=False, text="One goal", url="/goals/", link_text="propose one")
    html = show("{% checks conditions %}", conditions=[met, open_])
    assert html.count("Done:") == html.count("To do:") == 1
    assert '<a href="/goals/">propose one</a>' in html


def test_a_face_keeps_its_color() -> None:
    assert ui.face("Linh Nguyễn") == ui.face("Linh Nguyễn")
    assert ">LN<" in ui.face("Linh Nguyễn")


@pytest.mark.parametrize("key", ui.READERS)
def test_every_audience_has_a_sentence(key: str) -> None:
    assert str(ui.READERS[key][1]) in show("{% who_sees key %}", key=key)


# Charts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 12, 52, 300])
def test_labels_of_a_chart_never_crowd(count: int) -> None:
    chart = LineChart("", [str(number) for number in range(count)], [])
    assert len(chart.ticks) == count
    assert len([tick for tick in chart.ticks if tick]) <= charts.MOST_TICKS


def test_a_chart_has_its_numbers_behind_it() -> None:
    chart = LineChart("Held rose.", ["W1", "W2"], [Series("held", [3, 7])], axis="Month")
    html = show("{% line_chart chart %}", chart=chart)
    assert 'aria-label="Held rose."' in html
    assert '<th scope="row">W2</th><td class="figure">7</td>' in html
    assert '<th scope="col">Month</th>' in html
