"""Sheets of small pictures, a few pages each: what changed since the last round comes first."""

import html
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser

from devtools.shots.page import SHAPES, Page

PAGES_A_SHEET = 4
STYLE = """
body { font: 14px system-ui; margin: 16px; background: #eee; width: 1568px }
section { background: #fff; margin: 0 0 16px; padding: 8px 12px; border-left: 8px solid #ccc }
section.changed { border-color: #c60 } section.new { border-color: #06c }
h2 { font-size: 15px; margin: 0 0 6px } div { display: flex; gap: 12px; align-items: flex-start }
img { border: 1px solid #bbb; width: 480px; max-height: 480px; object-fit: cover;
  object-position: top } img.narrow { width: 240px }
"""


def status_of(page: Page, folder: Path, last: Path) -> str:
    """Compared with the last round: "new", "changed" or "same"."""
    files = [page.file(shape) for shape in SHAPES]
    if not all((last / file).exists() for file in files):
        return "new"
    same = all((folder / file).read_bytes() == (last / file).read_bytes() for file in files)
    return "same" if same else "changed"


def write(chromium: Browser, pages: Sequence[Page], folder: Path, last: Path) -> list[Path]:
    """Write every sheet as a page and as a picture; return the pictures."""
    order = {"changed": 0, "new": 1, "same": 2}
    known = [(status_of(page, folder, last), page) for page in pages]
    known.sort(key=lambda one: (order[one[0]], one[1].organization, one[1].route, one[1].role))
    starts = range(0, len(known), PAGES_A_SHEET)
    return [
        _sheet(chromium, number, known[start : start + PAGES_A_SHEET], folder)
        for number, start in enumerate(starts, start=1)
    ]


def _sheet(chromium: Browser, number: int, known: Sequence[tuple[str, Page]], folder: Path) -> Path:
    body = "".join(_section(status, page) for status, page in known)
    text = f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>{body}"
    source = folder / f"sheet-{number:03}.html"
    source.write_text(text)
    window = chromium.new_page(viewport={"width": 1600, "height": 1200})
    window.goto(source.as_uri())
    picture = source.with_suffix(".png")
    window.screenshot(path=picture, full_page=True)
    window.close()
    return picture


def _section(status: str, page: Page) -> str:
    title = html.escape(f"{page.route} · {page.role} · {page.organization} · {page.path}")
    pictures = "".join(
        f'<a href="{page.file(shape)}"><img class="{shape.split("-")[0]}"'
        f' src="{page.file(shape)}"></a>'
        for shape in SHAPES
    )
    return f'<section class="{status}"><h2>{title} · {status}</h2><div>{pictures}</div></section>'
