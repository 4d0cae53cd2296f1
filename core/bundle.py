"""What a first visit loads, made small: one style sheet, and Inter with the letters people use.

The files are made from their sources under ``settings.BUNDLE_DIR``, and again when a source is
newer, so ``runserver`` and ``collectstatic`` find the same ones and nobody has to build anything.
"""

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

# Later sheets win: first what everything stands on, then components, then the rooms' own.
SHEETS = (
    *("tokens", "base", "layout"),
    *("card", "button", "person", "tag", "path", "list", "table", "form", "notice", "chart"),
    *("programs", "matching", "people", "reports", "sessions", "development"),
    "contrast",
)
ALL_SHEETS = "css/all.css"
FONT = "inter/Inter.woff2"
# The license of the letters goes wherever they go.
FONT_LICENSE = "inter/LICENSE"
INTER = Path(str(files("fontpkg_inter")))
LICENSE = INTER / "LICENSE"

# First and last letter of each range. Other letters come from the reader's own fonts.
LETTERS = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x024F),  # Latin-1, Latin Extended-A and -B
    (0x02BB, 0x02DC),  # letters that look like accents
    (0x0300, 0x0323),  # accents on their own
    (0x1E00, 0x1EFF),  # Latin Extended Additional: Vietnamese
    (0x2010, 0x205F),  # punctuation
    (0x20A0, 0x20BF),  # currencies
    (0x2116, 0x2122),  # numero, trademark
    (0x2190, 0x2199),  # arrows
    (0x2212, 0x2212),  # minus
    (0x2248, 0x2265),  # about, not equal, at most, at least
)
# Kerning, accents, forms of a language, and the figures of tables.
FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl", "tnum")
# What stays variable of the typeface: every weight from regular to bold, drawn for text sizes.
AXES = {"opsz": 14, "wght": (400, 700)}
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
SELF = Path(__file__)


class BundleFinder(BaseFinder):
    """Finds the generated files by the names the templates use."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Nothing to set, so nothing to set wrongly."""
        return []

    def find(self, path: str, find_all: bool = False) -> Any:
        """The file behind ``path``, made first if need be; nothing for paths of other finders."""
        make = MAKERS.get(path.replace(os.sep, "/"))
        found = [str(make())] if make else []
        return found if find_all else next(iter(found), None)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Every generated file with the storage that reads it, for ``collectstatic``."""
        for name, make in MAKERS.items():
            yield name, FileSystemStorage(location=make().parents[name.count("/")])


def style_sheet() -> Path:
    """All sheets in their order, without comments."""
    sheets = [Path(settings.BASE_DIR) / "static" / "css" / f"{name}.css" for name in SHEETS]
    return _made(ALL_SHEETS, sheets, lambda: _joined(sheets).encode())


def _joined(sheets: Iterable[Path]) -> str:
    return "\n".join(COMMENT.sub("", sheet.read_text()).strip() for sheet in sheets)


def font() -> Path:
    """Inter with ``LETTERS`` only, as one variable file: 61 KB instead of 877 KB."""
    whole = INTER / "files" / "Inter[opsz,wght].ttf"
    return _made(FONT, [whole], lambda: _subset(whole))


def _subset(whole: Path) -> bytes:
    # Imported here: only who makes the file needs these, and they take a second to load.
    from fontTools import subset
    from fontTools.varLib import instancer

    letters = subset.Subsetter(subset.Options(layout_features=list(FEATURES)))
    letters.populate(unicodes=chain.from_iterable(range(a, b + 1) for a, b in LETTERS))
    with subset.load_font(str(whole), letters.options) as opened, BytesIO() as result:
        letters.subset(opened)
        instancer.instantiateVariableFont(opened, AXES, inplace=True)
        opened.flavor = "woff2"
        opened.save(result)
        return result.getvalue()


def _made(name: str, sources: Iterable[Path], make: Callable[[], bytes]) -> Path:
    """The generated file ``name``: as old as its newest source, or it is made again."""
    path = Path(settings.BUNDLE_DIR) / name
    newest = max(source.stat().st_mtime_ns for source in (SELF, *sources))
    if not path.exists() or path.stat().st_mtime_ns != newest:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, make(), newest)
    return path


def _replace(path: Path, content: bytes, modified_ns: int) -> None:
    """Write at one blow: another process may be reading, or making the same file."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as half:
        half.write(content)
    Path(half.name).chmod(0o644)
    os.utime(half.name, ns=(modified_ns, modified_ns))
    Path(half.name).replace(path)


MAKERS: dict[str, Callable[[], Path]] = {
    ALL_SHEETS: style_sheet,
    FONT: font,
    FONT_LICENSE: lambda: _made(FONT_LICENSE, [LICENSE], LICENSE.read_bytes),
}
