"""The list of pairs as a CSV file that opens safely in any spreadsheet."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core import spreadsheet
from programs.models import Phase
from relationships.models import Status
from reports import wording
from reports.attention import PERSONAL
from reports.facts import Pair
from reports.listing import ending_words


def file_name(program_name: str, day: date) -> str:
    """A name every system accepts."""
    return spreadsheet.file_name("pairs", program_name, day)


def pairs_as_csv(pairs: Iterable[Pair]) -> str:
    """One line for each pair, with a heading line and a byte order mark.

    What people said to the coordinator alone is left out: a file travels further than a page.
    """
    return spreadsheet.as_csv([_heading(), *(_cells(pair) for pair in pairs)])


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
