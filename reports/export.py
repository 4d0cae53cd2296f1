"""The list of pairs as a CSV file that opens safely in any spreadsheet."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from programs.models import Phase
from relationships.models import Status
from reports import wording
from reports.attention import PERSONAL
from reports.facts import Pair
from reports.listing import ending_words

# What makes a spreadsheet take a text for a formula, in both widths of the Asian keyboards.
FORMULA_STARTS = tuple("=+-@|%\uff1d\uff0b\uff0d\uff20")
BOM = "\ufeff"


def file_name(program_name: str, day: date) -> str:
    """A name every system accepts, without the letters it may not know."""
    return f"pairs-{slugify(program_name) or 'program'}-{day.isoformat()}.csv"


def pairs_as_csv(pairs: Iterable[Pair]) -> str:
    """One line for each pair, with a heading line and a byte order mark.

    What people said to the coordinator alone is left out: a file travels further than a page.
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_heading())
    writer.writerows([_safe(cell) for cell in _cells(pair)] for pair in pairs)
    return BOM + out.getvalue()


def _heading() -> list[str]:
    return [
        _("Mentee"),
        _("Mentor"),
        _("Status"),
        _("Phase"),
        _("Since"),
        _("Planned end"),
        _("Sessions held"),
        _("Last session"),
        _("Next session"),
        _("Agreement signed"),
        _("Goals agreed"),
        _("Needs attention"),
        _("Group"),
    ]


def _cells(pair: Pair) -> list[object]:
    facts = pair.facts
    ended = ending_words(pair.concluded_kind)
    return [
        ", ".join(map(str, pair.learners)),
        pair.mentor or "",
        ended or Status(facts.status).label,
        Phase(facts.phase).label if facts.phase else "",
        _day(pair.concluded_at or facts.started_at or facts.proposed_at),
        _day(facts.planned_end_on),
        facts.sessions_held,
        _day(facts.last_session_at),
        _day(facts.next_session_at),
        _("yes") if facts.agreement_confirmed else _("no"),
        facts.goals_agreed,
        ", ".join(wording.tag(row) for row in pair.concerns if row.code not in PERSONAL),
        pair.group,
    ]


def _day(moment: datetime | date | None) -> str:
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment).date()
    return moment.isoformat() if moment else ""


def _safe(cell: object) -> str:
    """The cell as text that no spreadsheet calculates."""
    text = str(cell).replace("\0", "")
    starts = text.lstrip().startswith(FORMULA_STARTS) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if starts else text
