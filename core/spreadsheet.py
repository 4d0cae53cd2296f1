"""Tables as CSV files that open safely in any spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.text import slugify

# What makes a spreadsheet take a text for a formula, in both widths of the Asian keyboards.
FORMULA_STARTS = tuple("=+-@|%\uff1d\uff0b\uff0d\uff20")
BOM = "\ufeff"


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """The rows, the heading first, with a byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return BOM + out.getvalue()


def file_name(kind: str, of: str, day: date) -> str:
    """A name every system accepts, without the letters it may not know."""
    return f"{kind}-{slugify(of) or 'program'}-{day.isoformat()}.csv"


def safe(cell: object) -> str:
    """The cell as text that no spreadsheet calculates."""
    text = str(cell).replace("\0", "")
    starts = text.lstrip().startswith(FORMULA_STARTS) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if starts else text
