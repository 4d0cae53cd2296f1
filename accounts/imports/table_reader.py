"""From the bytes of an uploaded file to a table of text. Pure: no database, no web."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import DomainError

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 100
DELIMITERS = (",", ";", "\t", "|")
SAMPLE_LINES = 60
MOST_TITLES = 12

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FORMATS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b", b"{\\rtf")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; ``number`` is the one a spreadsheet shows (the header is usually row 1)."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """``header`` has one name per column; cells are as in the file, rows may be ragged.

    ``names_in_row`` is the row of the names where there are titles above them, 0 otherwise.
    """

    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    encoding: str
    delimiter: str
    names_in_row: int = 0

    @property
    def encoding_is_a_guess(self) -> bool:
        """Older encodings cannot be told apart: letters with accents may come out wrong."""
        return self.encoding == "cp1252"


def read(content: bytes) -> Table:
    """The table in ``content`` (a CSV file in any usual dialect).

    Raises :class:`DomainError` with what to do when it is empty, too large or no table of text.
    """
    _check_size(content)
    encoding = _encoding(content)
    text = _decode(content, encoding)
    text, delimiter = _declared_delimiter(text)
    delimiter = delimiter or _guess_delimiter(text)
    return _table(_records(text, delimiter), encoding, delimiter)


def _check_size(content: bytes) -> None:
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise DomainError(_("The file is empty. Choose a file with one row per person."), "empty")
    if len(content) > MAX_BYTES:
        raise DomainError(
            _("The file is larger than 20 MB. Split it, or leave out columns you do not need."),
            "too_large",
        )
    if content.startswith(_OTHER_FORMATS):
        raise _not_text()


def _not_text() -> DomainError:
    return DomainError(
        _(
            "This is not a CSV file. If it is an Excel workbook, open it in Excel, choose "
            "“Save as”, and pick “CSV UTF-8 (comma delimited)”; then upload that file."
        ),
        "not_text",
    )


def _encoding(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    if wide := _unmarked_utf16(content[:4096]):
        return wide
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _unmarked_utf16(start: bytes) -> str | None:
    """Text in Latin letters has a zero in every second byte of UTF-16, and in no other."""
    half = max(len(start) // 2, 1)
    even, odd = start[0::2].count(0) / half, start[1::2].count(0) / half
    if odd > 0.5 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.5 and odd < 0.05 else None


def _decode(content: bytes, encoding: str) -> str:
    text = content.decode(encoding, errors="replace")
    sample = text[:20_000]
    strange = sum(1 for letter in sample if ord(letter) < 32 and letter not in "\t\r\n\v\f")
    if strange > len(sample) / 50 + 2:
        raise _not_text()
    return text


def _declared_delimiter(text: str) -> tuple[str, str | None]:
    """Excel may write ``sep=;`` as a line of its own, which is no row."""
    first, _newline, rest = text.partition("\n")
    words = first.strip('\r"').lower()
    return (rest, words[4]) if words.startswith("sep=") and len(words) == 5 else (text, None)


def _guess_delimiter(text: str) -> str:
    """The delimiter that splits the first lines most evenly into most columns."""
    lines = list(_first_lines(text))
    return max(DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))


def _first_lines(text: str) -> Iterator[str]:
    source = io.StringIO(text[:200_000], newline="")
    for line, _number in zip(source, range(SAMPLE_LINES), strict=False):
        yield line


def _evenness(lines: list[str], delimiter: str) -> tuple[float, int]:
    widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0, 0
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    return count / sum(widths.values()), width


def _records(text: str, delimiter: str) -> list[list[str]]:
    # The module's limit protects streams of unknown length; ours is bounded by MAX_BYTES.
    csv.field_size_limit(MAX_BYTES)
    try:
        return _parse(text, delimiter, strict=True)
    except csv.Error as error:
        if "end of data" in str(error):
            raise _unclosed_quote(text, delimiter) from error
        return _parse(text, delimiter, strict=False)


def _parse(text: str, delimiter: str, *, strict: bool) -> list[list[str]]:
    source = io.StringIO(text, newline="")
    return list(csv.reader(source, delimiter=delimiter, strict=strict))


def _unclosed_quote(text: str, delimiter: str) -> DomainError:
    records = _parse(text, delimiter, strict=False)
    return DomainError(
        _(
            "A quotation mark in row %(row)s is never closed, so the rest of the file cannot be "
            "told apart. Close or remove it, and upload the file again."
        )
        % {"row": len(records)},
        "unclosed_quote",
    )


def _table(records: list[list[str]], encoding: str, delimiter: str) -> Table:
    rows = [
        TableRow(number, tuple(cells))
        for number, cells in enumerate(records, 1)
        if any(cell.strip() for cell in cells)
    ]
    if not rows:
        raise DomainError(_("The file is empty. Choose a file with one row per person."), "empty")
    titles = _titles(rows)
    names_in_row, rows = rows[titles].number if titles else 0, rows[titles:]
    header, rows = _split_header(rows)
    _check_shape(header, rows)
    return Table(header, tuple(rows), encoding.removesuffix("-sig"), delimiter, names_in_row)


def _titles(rows: list[TableRow]) -> int:
    """How many rows of titles stand above the column names, which are in the row above the first
    person: a title fills at most half as many cells."""
    first = next((n for n, row in enumerate(rows[:MOST_TITLES]) if _names_somebody(row)), 0)
    names = first - 1
    if names < 1:
        return 0
    widths = [_filled(row) for row in rows[:first]]
    return names if widths[names] > 1 and 2 * max(widths[:names]) <= widths[names] else 0


def _names_somebody(row: TableRow) -> bool:
    return any("@" in cell for cell in row.cells)


def _filled(row: TableRow) -> int:
    return sum(bool(cell.strip()) for cell in row.cells)


def _split_header(rows: list[TableRow]) -> tuple[tuple[str, ...], list[TableRow]]:
    """The column names; a first row that holds an e-mail address is a person already."""
    first = rows[0].cells
    if any("@" in cell for cell in first):
        width = range(1, len(first) + 1)
        return tuple(_("Column %(number)s") % {"number": number} for number in width), rows
    return tuple(" ".join(cell.replace("\x00", "").split())[:80] for cell in first), rows[1:]


def _check_shape(header: tuple[str, ...], rows: list[TableRow]) -> None:
    if not rows:
        raise DomainError(
            _("The file has column names but no people below them. Add a row for each person."),
            "only_header",
        )
    if len(rows) > MAX_ROWS:
        raise DomainError(
            _("The file has more than 100,000 people. Split it, and import the parts in turn."),
            "too_many_rows",
        )
    if len(header) > MAX_COLUMNS:
        raise DomainError(
            _("The file has more than 100 columns. Keep those you want to import."),
            "too_many_columns",
        )
